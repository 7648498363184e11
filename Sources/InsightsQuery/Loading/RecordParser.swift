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
    /// The columns in the order of the text; `builders` and `runs` keep them alive.
    private let steps: [Step]
    private let runs: [TextRuns]
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

    /// A column of the text.
    private struct Step {
        let builder: Unmanaged<ColumnBuilder>
        /// The run of texts that begins with this column.
        var begun: Unmanaged<TextRuns>?
        /// The run of texts that ends with this column.
        var ended: Unmanaged<TextRuns>?
    }

    /// Creates a parser of records whose columns are the schema's stored fields in some order.
    package init(schema: TableSchema, order: [Int]) {
        self.schema = schema
        let builders = schema.storedFields.map { ColumnBuilder.make(for: $0.type) }
        self.builders = builders
        var steps = order.map { Step(builder: .passUnretained(builders[$0])) }
        var runs: [TextRuns] = []
        for columns in Self.runs(order.map { builders[$0] as? TextColumnBuilder }) {
            let run = TextRuns(
                columns.compactMap { builders[order[$0]] as? TextColumnBuilder }, leading: columns.lowerBound)
            steps[columns.lowerBound].begun = .passUnretained(run)
            steps[columns.upperBound - 1].ended = .passUnretained(run)
            runs.append(run)
        }
        (self.steps, self.runs) = (steps, runs)
    }

    /// Returns the runs of at least two adjacent texts; a run begins with its first identifier, if it has one.
    private static func runs(_ columns: [TextColumnBuilder?]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start = 0
        for (index, column) in (columns + [nil]).enumerated() where column == nil {
            let first = (start..<index).first { columns[$0]?.isIdentifier == true } ?? start
            if index - first >= 2 { runs.append(first..<index) }
            start = index + 1
        }
        return runs
    }

    /// Reserves memory for a number of records, if the system has that much, or temporary files.
    package func reserve(_ count: Int, in spill: Spill?) {
        for builder in builders { builder.reserve(count, in: spill) }
    }

    /// Reads records.
    ///
    /// - Parameters:
    ///   - text: the text from the start of a record, followed by `padding` zeros.
    ///   - limit: the offset from which on no further record is begun.
    /// - Returns: the number of bytes of all complete records; nil if one of them is refused.
    package func append(_ text: UnsafeBufferPointer<UInt8>, limit: Int) -> Int? {
        guard let consumed = parse(text, limit: limit) else { return nil }
        for run in runs { run.endText() }
        guard builders.allSatisfy({ $0.finishParsing() }) else { return nil }
        for builder in builders { builder.truncate(to: rowCount) }
        return consumed
    }

    private func parse(_ text: UnsafeBufferPointer<UInt8>, limit: Int) -> Int? {
        guard let start = text.baseAddress else { return 0 }
        let end = start + text.count
        let stop = start + min(limit, text.count)
        var place = start
        var rowCount = rowCount
        defer { self.rowCount = rowCount }
        while place < stop {
            runs.first?.lookAhead(from: place, end: end)
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
        var column = 0
        while true {
            let step = steps[column]
            if let known = step.begun?._withUnsafeGuaranteedRef({ $0.take(place) }) {
                place = known
                column += step.begun?._withUnsafeGuaranteedRef { $0.width } ?? 1
            } else {
                if let next = step.builder._withUnsafeGuaranteedRef({ $0.parse(place) }) {
                    place = next
                } else {
                    guard case .done(let next) = field(at: place, step.builder.takeUnretainedValue(), end: end) else {
                        return outcome(at: place, end: end)
                    }
                    place = next
                }
                if let run = step.ended, !run._withUnsafeGuaranteedRef({ $0.remember(to: place) }) { return .refused }
                column += 1
            }
            if column == steps.count { return lineEnd(at: place, end: end) }
            guard place.pointee == UInt8(ascii: ",") else { return place < end ? .refused : .incomplete }
            place += 1
        }
    }

    /// Reads the line end after the last field of a record.
    private func lineEnd(at start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Outcome {
        var place = start
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
