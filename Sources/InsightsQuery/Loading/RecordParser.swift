/// Reads the records of one stretch of a CSV text straight into columns.
///
/// Takes every text that a strict reader of RFC 4180 takes, but does not say what is wrong with one that it refuses:
/// whoever needs to know reads the text again, field by field. Parsers of stretches that follow one another make one
/// table, the same as if one had read it all.
package final class RecordParser {
    /// How many bytes behind a text must be readable, all of them zero.
    package static let padding = FieldEnd.padding

    private let schema: TableSchema
    private let builders: [ColumnBuilder]
    /// The builders in the order of the text's columns; `builders` keeps them alive.
    private let order: [Unmanaged<ColumnBuilder>]
    private var scratch: [UInt8] = []
    /// How many records were read.
    private(set) package var rowCount = 0

    /// What became of a field or a record.
    private enum Outcome {
        case done(UnsafePointer<UInt8>)
        /// The text ends before it does.
        case incomplete
        case refused
    }

    /// Creates a parser of records whose columns are the schema's stored fields in some order.
    package init(schema: TableSchema, order: [Int]) {
        self.schema = schema
        let builders = schema.storedFields.map { ColumnBuilder.make(for: $0.type) }
        self.builders = builders
        self.order = order.map { .passUnretained(builders[$0]) }
    }

    /// Reads records.
    ///
    /// - Parameters:
    ///   - text: where a record begins, with `padding` zeros behind it.
    ///   - limit: no record is read that begins there or later.
    /// - Returns: the number of bytes of all records that are complete; nil if one of them is refused.
    package func append(_ text: UnsafeBufferPointer<UInt8>, limit: Int) -> Int? {
        guard let consumed = parse(text, limit: limit), builders.allSatisfy({ $0.finishParsing() }) else { return nil }
        for builder in builders { builder.truncate(to: rowCount) }
        return consumed
    }

    private func parse(_ text: UnsafeBufferPointer<UInt8>, limit: Int) -> Int? {
        guard let start = text.baseAddress else { return 0 }
        let end = start + text.count
        let stop = start + min(limit, text.count)
        var place = start
        while place < stop {
            switch record(at: place, end: end) {
            case .done(let next):
                place = next
                rowCount += 1
            case .incomplete: return place - start
            case .refused: return nil
            }
        }
        return rowCount < Int(UInt32.max) ? place - start : nil
    }

    private func record(at start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Outcome {
        // An empty line is no record, not even one of one empty field.
        if start.pointee == UInt8(ascii: "\n") || start.pointee == UInt8(ascii: "\r") { return .refused }
        var place = start
        for builder in order.dropLast() {
            if let next = builder._withUnsafeGuaranteedRef({ $0.parse(place) }) {
                place = next
            } else {
                guard case .done(let next) = field(at: place, builder.takeUnretainedValue(), end: end) else {
                    return outcome(at: place, end: end)
                }
                place = next
            }
            guard place.pointee == UInt8(ascii: ",") else { return place < end ? .refused : .incomplete }
            place += 1
        }
        return self.last(at: place, end: end)
    }

    /// Reads the last field of a record and the line's end.
    private func last(at start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Outcome {
        guard let builder = order.last else { return .refused }
        var place = start
        if let next = builder._withUnsafeGuaranteedRef({ $0.parse(place) }) {
            place = next
        } else {
            guard case .done(let next) = field(at: place, builder.takeUnretainedValue(), end: end) else {
                return outcome(at: place, end: end)
            }
            place = next
        }
        if place.pointee == UInt8(ascii: "\r"), place < end {
            place += 1
            if place < end, place.pointee != UInt8(ascii: "\n") { return .refused }
        }
        if place >= end { return .incomplete }
        return place.pointee == UInt8(ascii: "\n") ? .done(place + 1) : .refused
    }

    /// Whether a field that was not read lacks its end, or is wrong.
    private func outcome(at start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Outcome {
        var place = start
        if place < end, place.pointee == UInt8(ascii: "\"") {
            place += 1
            while place < end {
                if place.pointee == UInt8(ascii: "\"") {
                    // A closing quote at the very end may be the first of two.
                    guard place + 1 < end, place[1] == UInt8(ascii: "\"") else { break }
                    place += 1
                }
                place += 1
            }
            return place + 1 < end ? .refused : .incomplete
        }
        while place < end, !FieldEnd.isEnd(place.pointee) { place += 1 }
        return place < end ? .refused : .incomplete
    }

    /// Reads a field of any form.
    private func field(
        at start: UnsafePointer<UInt8>, _ builder: ColumnBuilder, end: UnsafePointer<UInt8>
    ) -> Outcome {
        guard builder.finishParsing() else { return .refused }
        var place = start
        if place < end, place.pointee == UInt8(ascii: "\"") {
            guard let next = unquote(at: place, end: end) else { return .refused }
            return scratch.withUnsafeBytes { builder.append($0) == nil ? .done(next) : .refused }
        }
        while place < end, !FieldEnd.isEnd(place.pointee) {
            guard !isControl(place.pointee), place.pointee != UInt8(ascii: "\"") else { return .refused }
            place += 1
        }
        guard place < end, builder.append(UnsafeRawBufferPointer(start: start, count: place - start)) == nil else {
            return .refused
        }
        return .done(place)
    }

    /// Puts the text of a quoted field into `scratch`; returns where it ends, or nil if it does not end or is wrong.
    private func unquote(at start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        scratch.removeAll(keepingCapacity: true)
        var place = start + 1
        while place < end {
            let byte = place.pointee
            place += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard place < end else { return nil }
                if place.pointee != UInt8(ascii: "\"") { return FieldEnd.isEnd(place.pointee) ? place : nil }
                place += 1
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): break
            default: if isControl(byte) { return nil }
            }
            scratch.append(byte)
        }
        return nil
    }

    private func isControl(_ byte: UInt8) -> Bool {
        byte < 0x20 && byte != 0x09 || byte == 0x7F
    }

    /// The table of all records of some parsers, in their order, which are of no further use.
    ///
    /// - Returns: nil if the records of each fit together, but not those of all.
    package static func table(joining parsers: [RecordParser], threads: Int) -> Table? {
        guard let first = parsers.first else { return nil }
        let rowCount = parsers.reduce(0) { $0 + $1.rowCount }
        guard rowCount < Int(UInt32.max) else { return nil }
        let columns = concurrentMap(count: first.builders.count, threads: threads) { field in
            first.builders[field].finish(with: parsers.dropFirst().map { $0.builders[field] })
        }
        let present = columns.compactMap(\.self)
        guard present.count == columns.count else { return nil }
        return Table(schema: first.schema, rowCount: rowCount, columns: present)
    }
}
