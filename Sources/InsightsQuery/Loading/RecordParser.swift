/// A parser of the records of one section of a CSV text, which writes straight into columns.
///
/// Accepts every text that a strict reader of RFC 4180 accepts, but does not say why it refuses a text. To find out,
/// read the text again field by field. Parsers of consecutive sections form one table, equal to the table from one
/// parser of the whole.
package final class RecordParser {
    /// The number of zero bytes that must follow a text.
    package static let padding = FieldEnd.padding

    private let schema: TableSchema
    private let builders: [ColumnBuilder]
    /// The builders in the order of the text's columns; `builders` keeps them alive.
    private let order: [Unmanaged<ColumnBuilder>]
    private var scratch: [UInt8] = []
    /// The number of records read.
    private(set) package var rowCount = 0

    /// The result of reading a field or a record.
    private enum Outcome {
        case done(UnsafePointer<UInt8>)
        /// The text ends before the field or record does.
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
    ///   - text: the text from the start of a record, followed by `padding` zeros.
    ///   - limit: the offset from which on no further record is begun.
    /// - Returns: the number of bytes of all complete records; nil if one of them is refused.
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
        // An empty line is not a record, not even one of a single empty field.
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

    /// Reads the last field of a record and the line end.
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

    /// Returns whether a field that could not be read is incomplete or refused.
    private func outcome(at start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Outcome {
        var place = start
        if place < end, place.pointee == UInt8(ascii: "\"") {
            place += 1
            while place < end {
                if place.pointee == UInt8(ascii: "\"") {
                    // A closing quote at the very end may be the first of a doubled quote.
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

    /// Reads a field in any form, quoted or not.
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

    /// Stores the text of a quoted field in `scratch`; returns the end of the field, or nil if it is incomplete or
    /// malformed.
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

    /// Joins the records of some parsers, in order, into one table; the parsers are consumed.
    ///
    /// - Returns: nil if the records of each parser fit together, but not those of all.
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
