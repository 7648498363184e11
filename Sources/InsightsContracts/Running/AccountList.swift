import InsightsJSON

/// A list of records as it was sent, of which only what differs from another one is read.
struct AccountList: Sendable {
    /// The body of the response, unpacked.
    let body: [UInt8]

    /// Where the records are; nil if the list cannot be seen whole, because it has pages or is none.
    private var records: [Range<Int>]? {
        guard let list = JSONParser.unreadArray("value", in: body), list.members["nextLink"]?.isNull ?? true else {
            return nil
        }
        return list.elements
    }

    private func record(at range: Range<Int>) -> JSONValue? { try? JSONParser.parse(Array(body[range])) }

    /// Returns the identifiers of the records; nil if the list cannot be seen whole.
    func identifiers(by key: String) -> [String]? {
        guard let records else { return nil }
        let identifiers = records.compactMap { record(at: $0)?[key]?.string }
        return identifiers.count == records.count ? identifiers : nil
    }

    /// Returns the record of an identifier; nil if the list cannot be seen whole, a nil value for none.
    func record(_ id: String, by key: String) -> JSONValue?? {
        guard let records else { return nil }
        let wanted = Array(id.utf8)
        for range in records.reversed() where holds(wanted, in: range) {
            if let record = record(at: range), record[key]?.string == id { return .some(record) }
        }
        return .some(nil)
    }

    /// Returns whether a text stands somewhere in a record, which is told sooner than by reading the record.
    private func holds(_ text: [UInt8], in range: Range<Int>) -> Bool {
        guard let first = text.first, range.count >= text.count else { return text.isEmpty }
        return body.withUnsafeBufferPointer { body in
            (range.lowerBound...range.upperBound - text.count).contains { start in
                body[start] == first && text.indices.allSatisfy { body[start + $0] == text[$0] }
            }
        }
    }

    /// A record that two lists show differently; nil where it is not shown.
    struct Difference {
        let id: String
        let before: JSONValue?
        let after: JSONValue?
    }

    /// Returns the records that differ, in the order of their identifiers; nil if a list cannot be seen whole.
    ///
    /// A list without a response has no records. What both begin and end with is not read.
    static func differences(_ before: AccountList?, _ after: AccountList?, by key: String) -> [Difference]? {
        if before?.body == after?.body { return [] }
        let (old, new) = (before?.body ?? [], after?.body ?? [])
        let oldRecords = before.map(\.records) ?? []
        let newRecords = after.map(\.records) ?? []
        guard var left = oldRecords?[...], var right = newRecords?[...] else { return nil }
        while let first = left.first, let other = right.first, old[first] == new[other] {
            left.removeFirst()
            right.removeFirst()
        }
        while let last = left.last, let other = right.last, old[last] == new[other] {
            left.removeLast()
            right.removeLast()
        }
        guard let earlier = byIdentifier(before, left, key), let later = byIdentifier(after, right, key) else {
            return nil
        }
        return Set(earlier.keys).union(later.keys).sorted().compactMap { id in
            let difference = Difference(id: id, before: earlier[id], after: later[id])
            if let before = difference.before, let after = difference.after, before.isSame(as: after) { return nil }
            return difference
        }
    }

    private static func byIdentifier(
        _ list: AccountList?, _ ranges: ArraySlice<Range<Int>>, _ key: String
    ) -> [String: JSONValue]? {
        var records: [String: JSONValue] = [:]
        for range in ranges {
            guard let record = list?.record(at: range), let id = record[key]?.string else { return nil }
            records[id] = record
        }
        return records
    }
}
