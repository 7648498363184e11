package import InsightsStore

/// A record with an identifier that is unique in its table.
package protocol IdentifiedRecord: Sendable {
    /// The identifier.
    var id: String { get }
}

/// Records of one kind in order of creation, found by identifier in any letter case.
///
/// Each record has a slot. A removed record leaves its slot vacant, so that no other moves. `removeVacantSlots` moves
/// the others when most slots are vacant, so that reading, adding and removing one cost the same for any number.
package struct RecordTable<Record: IdentifiedRecord>: Sendable {
    private struct Slot: Sendable {
        var record: Record?
        /// The version of the table at the last change of the record.
        var version: Int
        /// The number of the record; numbers ascend in order of creation.
        var number: Int
    }

    private var slots: [Slot] = []
    /// The slot of each record, by its identifier in lower case.
    private var slotsByID: [String: Int] = [:]
    /// A number that every change of a record increases, so that what was made from the records can be kept with it.
    package private(set) var version = 0
    /// The number of records that were ever added.
    private var added = 0
    /// The identifiers of records that changed since they were last saved.
    package var changes: ChangedKeys<String>

    package init(isRecording: Bool = false) {
        changes = ChangedKeys(isRecording: isRecording)
    }

    /// The number of records.
    package var count: Int { slotsByID.count }

    /// The slots that hold records, in order of creation.
    package var occupied: [Int] { slots.indices.filter { !isVacant($0) } }

    /// All records, in order of creation.
    package var all: [Record] { slots.compactMap(\.record) }

    /// Returns the slot of an identifier, ignoring letter case; nil if there is none.
    package func slot(id: String) -> Int? { slotsByID[id.lowercased()] }

    /// Returns the slots of identifiers in order of creation, each once; nil stands for all.
    package func slots(ids: [String]?) -> [Int] {
        guard let ids else { return occupied }
        return Set(ids.compactMap { slot(id: $0) }).sorted()
    }

    /// The record in an occupied slot.
    package subscript(slot: Int) -> Record {
        guard let record = slots[slot].record else { preconditionFailure("slot \(slot) is vacant") }
        return record
    }

    /// Returns the number of the record in an occupied slot, in order of creation.
    package func number(at slot: Int) -> Int { slots[slot].number }

    /// Returns the version of the table at the last change of a record.
    package func version(at slot: Int) -> Int { slots[slot].version }

    /// Adds a record and returns its slot.
    @discardableResult
    package mutating func append(_ record: Record) -> Int {
        append(record, number: added)
    }

    /// Adds a record with the number it has; numbers must ascend.
    @discardableResult
    package mutating func append(_ record: Record, number: Int) -> Int {
        version += 1
        added = number + 1
        slots.append(Slot(record: record, version: version, number: number))
        slotsByID[record.id.lowercased()] = slots.count - 1
        changes.note(record.id)
        return slots.count - 1
    }

    /// Removes and returns the record in an occupied slot.
    package mutating func remove(at slot: Int) -> Record {
        let record = self[slot]
        version += 1
        slots[slot] = Slot(record: nil, version: version, number: slots[slot].number)
        slotsByID[record.id.lowercased()] = nil
        changes.note(record.id)
        return record
    }

    /// Removes vacant slots if there are more of them than records; returns whether records have moved.
    package mutating func removeVacantSlots() -> Bool {
        guard slots.count > 2 * count + Self.vacantSlotsAllowed else { return false }
        slots.removeAll { $0.record == nil }
        for (slot, content) in slots.enumerated() {
            if let record = content.record { slotsByID[record.id.lowercased()] = slot }
        }
        return true
    }

    /// The number of vacant slots at which moving the others is not worth it.
    package static var vacantSlotsAllowed: Int { 64 }

    /// Changes the record in an occupied slot.
    package mutating func change<Result, Failure: Error>(
        at slot: Int, _ body: (inout Record) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        version += 1
        slots[slot].version = version
        if changes.isRecording {
            let id = self[slot].id
            changes.note(id)
        }
        return try keep(at: slot, body)
    }

    /// Lets a closure keep something in a record that does not change what the record says.
    package mutating func keep<Result, Failure: Error>(
        at slot: Int, _ body: (inout Record) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard isOccupied(slot) else { preconditionFailure("slot \(slot) is vacant") }
        // Unwrapped in place: a copy of the record would cost more than most bodies.
        return try body(&slots[slot].record!)
    }

    /// Returns the number of records that satisfy a condition.
    package func count(where condition: (Record) -> Bool) -> Int {
        slots.reduce(0) { count, slot in count + (slot.record.map(condition) == true ? 1 : 0) }
    }

    /// Returns whether a slot exists and holds a record.
    package func isOccupied(_ slot: Int) -> Bool { slots.indices.contains(slot) && !isVacant(slot) }

    private func isVacant(_ slot: Int) -> Bool {
        // A comparison with nil would copy the record.
        if case .none = slots[slot].record { true } else { false }
    }
}
