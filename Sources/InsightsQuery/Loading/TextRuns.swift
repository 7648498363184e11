private import Glibc

/// The texts of adjacent columns met so far, with the codes of their cells.
///
/// Rows repeat what belongs together: identifier, name, country and offer of a subscription stand side by side in each
/// of its rows. Bytes that were met before hold the same cells, so their codes are taken over. No cell is parsed, hashed
/// or looked up again. The columns do not depend on what is remembered.
///
/// A run is remembered with the byte after it, so equal bytes end at the same place. What is remembered is limited in
/// number and size. If few runs repeat, remembering ends.
final class TextRuns {
    /// The number of columns of a run.
    let width: Int
    /// The builders of the columns, in the order of the text; the parser keeps them alive.
    private let builders: [TextColumnBuilder]
    /// The number of columns before the run.
    private let leading: Int
    private let state = OwnedMemory(State())

    private struct State: ~Copyable {
        /// The upper half of the hash in the upper half, the place of the record in the lower half; 0 if free.
        var slots = TextRuns.freeSlots(1 << 10)
        /// For each run a record: the length of its bytes, the codes of its cells, the bytes with the one after them.
        ///
        /// Records begin at multiples of eight.
        var records = GrowingBuffer<UInt64>()
        /// The codes of the last rows, which are not yet in the columns; `width` for each row.
        var pending = GrowingBuffer<UInt32>()
        /// The runs of the next rows.
        var ahead = GrowingBuffer<Ahead>()
        /// The first of `ahead` that is not yet taken.
        var next = 0
        /// The start of the run that is being parsed.
        var start: UnsafePointer<UInt8>?
        var isActive = true
        var count = 0
        var tries = 0
        var hits = 0
    }

    /// A run that probably begins at a place.
    private struct Ahead: BitwiseCopyable {
        var start: UnsafePointer<UInt8>
        var hash: UInt32
        /// Its record; 0 if it is not known.
        var record: UInt32 = 0
        /// The number of bytes of the record's run.
        var length = 0
        /// Some of these bytes, none of which is zero.
        var bytes: UInt8 = 0
    }

    /// The least number of bytes of a run: those that are hashed.
    private static let leastLength = 32
    private static let mostRuns = 1 << 17
    /// The maximum number of words in all records.
    private static let mostWords = 4 << 20
    private static let mostProbes = 8
    /// The number of tries after which it is known whether runs repeat.
    private static let trialTries = 1 << 16
    /// The number of rows that are looked up together.
    private static let rowsAhead = 32

    /// Creates an empty memory for runs of at least two columns, of which the first follows `leading` others.
    init(_ builders: [TextColumnBuilder], leading: Int) {
        self.builders = builders
        self.leading = leading
        width = builders.count
        // Record 0 stands for none: no bytes.
        state.value.records.append(repeating: 0, count: 1 + (4 + 4 * width) / 8)
    }

    /// Looks up the runs of the next rows, if none is left: doing many in a row overlaps the memory accesses.
    ///
    /// Rows are assumed to end at each line end, and fields at each comma. Where that is wrong, `take(_:)` is called
    /// with another place and looks up the run there.
    ///
    /// - Parameters:
    ///   - place: the start of a row.
    ///   - end: the end of the text.
    @inline(__always)
    func lookAhead(from place: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) {
        guard state.value.next == state.value.ahead.count, state.value.isActive else { return }
        fillAhead(from: place, end: end)
    }

    private func fillAhead(from place: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) {
        locateAhead(from: place, end: end)
        // Each of these loops waits for memory once for all rows: no step or branch depends on what the one before
        // loads.
        let (count, ahead) = (state.value.ahead.count, state.value.ahead.start)
        let (slots, mask) = (state.value.slots.start, state.value.slots.count &- 1)
        for index in 0..<count {
            let hash = ahead[index].hash
            let (first, second) = (slots[Int(hash) & mask], slots[(Int(hash) &+ 1) & mask])
            let isFirst = UInt32(truncatingIfNeeded: first &>> 32) == hash
            let isSecond = UInt32(truncatingIfNeeded: second &>> 32) == hash
            ahead[index].record = UInt32(truncatingIfNeeded: isFirst ? first : isSecond ? second : 0)
        }
        let records = UnsafeRawPointer(state.value.records.start)
        let header = 4 &+ 4 &* width
        for index in 0..<count {
            ahead[index].length = Int(records.load(fromByteOffset: Int(ahead[index].record) &* 8, as: UInt32.self))
        }
        for index in 0..<count {
            // The bytes in the middle and at the end: most runs are in three lines of the cache.
            let (start, length) = (Int(ahead[index].record) &* 8 &+ header, ahead[index].length)
            ahead[index].bytes =
                records.load(fromByteOffset: start &+ length / 2, as: UInt8.self)
                | records.load(fromByteOffset: start &+ max(length &- 1, 0), as: UInt8.self)
        }
        for index in 0..<count {
            let (run, length) = (ahead[index], ahead[index].length)
            let known = records + Int(run.record) &* 8 + header
            guard length > 0, run.bytes != 0, Self.isSame(UnsafeRawPointer(run.start), known, count: length) else {
                ahead[index].record = 0
                continue
            }
        }
    }

    /// Finds the places of the next runs.
    private func locateAhead(from place: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) {
        state.value.ahead.truncate(to: 0)
        state.value.next = 0
        var line = place
        for _ in 0..<Self.rowsAhead {
            var start = line
            for _ in 0..<leading {
                guard let comma = Self.find(UInt8(ascii: ","), from: start, end) else { return }
                start = comma + 1
            }
            state.value.ahead.append(Ahead(start: start, hash: Self.hash(start)))
            guard let newline = Self.find(UInt8(ascii: "\n"), from: start, end) else { return }
            line = newline + 1
        }
    }

    @inline(__always)
    private static func find(
        _ byte: UInt8, from start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
    ) -> UnsafePointer<UInt8>? {
        UnsafePointer(memchr(start, Int32(byte), end - start)?.assumingMemoryBound(to: UInt8.self))
    }

    /// Takes the run at a place if it is known, and returns its end; otherwise its cells must be parsed, and
    /// `remember(to:)` must follow.
    @inline(__always)
    func take(_ place: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        guard state.value.isActive else { return nil }
        state.value.tries &+= 1
        var record: UInt32 = 0
        if state.value.next < state.value.ahead.count {
            let ahead = state.value.ahead.start[state.value.next]
            state.value.next &+= 1
            if ahead.start == place { record = ahead.record }
        }
        if record == 0 { record = find(place) }
        if record == 0 {
            begin(place)
            return nil
        }
        state.value.hits &+= 1
        let known = UnsafeRawPointer(state.value.records.start + Int(record))
        state.value.pending.append(
            contentsOf: UnsafeBufferPointer(start: (known + 4).assumingMemoryBound(to: UInt32.self), count: width))
        return place + Int(known.load(as: UInt32.self) &- 1)
    }

    /// Returns the record of the run at a place; 0 if it is unknown.
    @inline(__always)
    private func find(_ place: UnsafePointer<UInt8>) -> UInt32 {
        let hash = Self.hash(place)
        let mask = state.value.slots.count &- 1
        let header = 4 &+ 4 &* width
        var slot = Int(hash) & mask
        for _ in 0..<Self.mostProbes {
            let entry = state.value.slots.start[slot]
            if entry == 0 { return 0 }
            if UInt32(truncatingIfNeeded: entry &>> 32) == hash {
                let record = UInt32(truncatingIfNeeded: entry)
                let known = UnsafeRawPointer(state.value.records.start + Int(record))
                let length = Int(known.load(as: UInt32.self))
                if Self.isSame(UnsafeRawPointer(place), known + header, count: length) { return record }
            }
            slot = (slot &+ 1) & mask
        }
        return 0
    }

    /// Prepares for the cells of an unknown run.
    private func begin(_ place: UnsafePointer<UInt8>) {
        flush()
        state.value.start = place
        guard state.value.tries >= Self.trialTries else { return }
        if state.value.hits < state.value.tries / 8 { stop() }
        (state.value.tries, state.value.hits) = (0, 0)
    }

    /// Remembers the run whose cells were all parsed, up to the byte after it; returns false if a cell does not fit.
    func remember(to end: UnsafePointer<UInt8>) -> Bool {
        guard let start = state.value.start else { return true }
        state.value.start = nil
        // Cells that wait must not be overtaken by those of a run that is taken next.
        guard builders.allSatisfy({ $0.finishParsing() }) else { return false }
        let length = end - start + 1
        let words = (4 + 4 * width + length + 7) / 8
        guard length >= Self.leastLength, state.value.count < Self.mostRuns,
            state.value.records.count + words <= Self.mostWords
        else { return true }
        let hash = Self.hash(start)
        guard let slot = freeSlot(hash) else { return true }
        // Large pages shorten the search for an address; a small table needs none.
        if state.value.records.count > 1 << 14 { state.value.records.reserve(1 << 19) }
        let record = state.value.records.count
        state.value.records.append(repeating: 0, count: words)
        let known = UnsafeMutableRawPointer(state.value.records.start + record)
        known.storeBytes(of: UInt32(length), as: UInt32.self)
        for (column, builder) in builders.enumerated() {
            known.storeBytes(of: builder.lastCode, toByteOffset: 4 + 4 * column, as: UInt32.self)
        }
        (known + 4 + 4 * width).copyMemory(from: start, byteCount: length)
        state.value.slots.start[slot] = UInt64(hash) << 32 | UInt64(record)
        state.value.count += 1
        if state.value.count * 2 > state.value.slots.count { grow() }
        return true
    }

    /// Returns the slot for a new run; nil if too many are in its way.
    private func freeSlot(_ hash: UInt32) -> Int? {
        let mask = state.value.slots.count - 1
        for probe in 0..<Self.mostProbes {
            let slot = (Int(hash) + probe) & mask
            if state.value.slots.start[slot] == 0 { return slot }
        }
        return nil
    }

    /// Gives the columns the codes of the runs taken since the last call.
    ///
    /// Must be called before any other use of the columns.
    func flush() {
        let rows = state.value.pending.count / width
        guard rows > 0 else { return }
        for (column, builder) in builders.enumerated() {
            builder.append(state.value.pending.start + column, stride: width, count: rows)
        }
        state.value.pending.truncate(to: 0)
    }

    /// Forgets what lies ahead in a text that is no longer read.
    func endText() {
        flush()
        state.value.ahead.truncate(to: 0)
        state.value.next = 0
        state.value.start = nil
    }

    private func stop() {
        state.value.isActive = false
        state.value.start = nil
        state.value.slots = Self.freeSlots(1)
        state.value.records = GrowingBuffer()
    }

    private func grow() {
        let grown = Self.freeSlots(state.value.slots.count * 2)
        let mask = grown.count - 1
        for known in state.value.slots.elements where known != 0 {
            var slot = Int(known >> 32) & mask
            while grown.start[slot] != 0 { slot = (slot + 1) & mask }
            grown.start[slot] = known
        }
        state.value.slots = grown
    }

    private static func freeSlots(_ count: Int) -> GrowingBuffer<UInt64> {
        var slots = GrowingBuffer<UInt64>(capacity: count)
        slots.append(repeating: 0, count: count)
        return slots
    }

    /// Returns a hash of the first 32 bytes; they are readable even at the end of the text.
    @inline(__always)
    private static func hash(_ text: UnsafePointer<UInt8>) -> UInt32 {
        let text = UnsafeRawPointer(text)
        let first = TextHash.adding(
            text.loadUnaligned(as: UInt64.self),
            to: TextHash.seed ^ text.loadUnaligned(fromByteOffset: 8, as: UInt64.self) &* 0x9fb2_1c65_1e98_df25)
        let second = TextHash.adding(
            text.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
            to: text.loadUnaligned(fromByteOffset: 24, as: UInt64.self) &* 0xbf58_476d_1ce4_e5b9)
        let hash = (first ^ second) &* 0x9e37_79b9_7f4a_7c15
        return UInt32(truncatingIfNeeded: hash >> 32)
    }

    /// Returns whether the text at a place begins with a run; reads at most 32 bytes past the first difference.
    ///
    /// No run contains a zero, so the zeros after the text end the comparison.
    @inline(__always)
    private static func isSame(_ text: UnsafeRawPointer, _ run: UnsafeRawPointer, count: Int) -> Bool {
        var position = 0
        while position &+ 32 < count {
            guard isSame(text + position, run + position) else { return false }
            position &+= 32
        }
        return isSame(text + (count &- 32), run + (count &- 32))
    }

    @inline(__always)
    private static func isSame(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer) -> Bool {
        let first = left.loadUnaligned(as: SIMD2<UInt64>.self) ^ right.loadUnaligned(as: SIMD2<UInt64>.self)
        let second =
            left.loadUnaligned(fromByteOffset: 16, as: SIMD2<UInt64>.self)
            ^ right.loadUnaligned(fromByteOffset: 16, as: SIMD2<UInt64>.self)
        let difference = first | second
        return difference.x | difference.y == 0
    }
}
