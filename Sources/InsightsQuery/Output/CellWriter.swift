/// A writer of the cells of one output column, one block of rows at a time.
///
/// A separator follows each cell.
class CellWriter {
    /// The byte after each cell.
    final let separator: UInt8

    init(separator: UInt8) {
        self.separator = separator
    }

    /// The maximum length of a cell in bytes, without the separator.
    var longest: Int { DigitWriting.longest }

    /// Stores the locations of the cells of some rows or, for a metric, of some groups.
    ///
    /// - Parameters:
    ///   - texts: one location per row.
    ///   - rows: the rows or groups.
    ///   - scratch: memory for texts that must be formatted, valid until the next call.
    func fill(_ texts: UnsafeMutablePointer<CellText>, _ rows: RowBlock, _ scratch: inout TextScratch) {}

    /// Creates the writer of a column.
    ///
    /// - Parameters:
    ///   - source: the source of the values.
    ///   - format: the format that fields are escaped for.
    ///   - rowCount: the number of cells to write; for few cells, texts are not prepared in advance.
    /// - Returns: a writer that any number of threads may use.
    static func make(_ source: ResultSet.Source, _ format: DelimitedFormat, rowCount: Int) -> CellWriter {
        switch source {
        case .metric(let metric): return MetricCellWriter(metric, format)
        case .column(.integer(let column)): return NumberCellWriter(column, scale: 0, format)
        case .column(.decimal(let column, let scale)): return NumberCellWriter(column, scale: scale, format)
        case .column(.boolean(let column)): return BooleanCellWriter(column, format)
        case .column(.day(let column)):
            let (least, greatest) = column.extent.whole
            guard Int(greatest) - Int(least) < min(rowCount, 1 << 16) else {
                return PrintedCellWriter(.day(column), format)
            }
            return DayCellWriter(column, least: least, greatest: greatest, format)
        case .column(.instant(let column)): return PrintedCellWriter(.instant(column), format)
        case .column(.text(let column)):
            return column.dictionary.count <= rowCount
                ? TextCellWriter(column, format) : EscapingTextCellWriter(column, format)
        }
    }
}

/// Writes texts that were escaped in advance, because each may occur many times.
private final class TextCellWriter: CellWriter {
    private let codes: ColumnValues<UInt32>
    private let arena: TextArena

    init(_ column: TextColumn, _ format: DelimitedFormat) {
        codes = column.codes
        let texts = column.dictionary.texts
        arena = TextArena(count: texts.count, separator: format.separator) { code, bytes in
            texts.withBytes(code) { format.append($0, to: &bytes) }
        }
        super.init(separator: format.separator)
    }

    override var longest: Int { arena.longest }

    override func fill(_ texts: UnsafeMutablePointer<CellText>, _ rows: RowBlock, _ scratch: inout TextScratch) {
        codes.withUnsafeBufferPointer { codes in arena.fill(texts, rows) { Int(codes[$0]) } }
    }
}

/// Writes texts of which only few are needed; escapes each when it is written.
private final class EscapingTextCellWriter: CellWriter {
    private let column: TextColumn
    private let format: DelimitedFormat
    private let longestText: Int

    init(_ column: TextColumn, _ format: DelimitedFormat) {
        self.column = column
        self.format = format
        longestText = column.dictionary.texts.longest
        super.init(separator: format.separator)
    }

    override var longest: Int { 2 * longestText + 2 }

    override func fill(_ texts: UnsafeMutablePointer<CellText>, _ rows: RowBlock, _ scratch: inout TextScratch) {
        var bytes: [UInt8] = []
        scratch.fill(texts, rows, longest: longest, separator: separator) { row, output in
            bytes.removeAll(keepingCapacity: true)
            column.dictionary.texts.withBytes(Int(column.codes[row])) { format.append($0, to: &bytes) }
            output.update(from: bytes, count: bytes.count)
            return output + bytes.count
        }
    }
}

private final class NumberCellWriter: CellWriter {
    private let column: NumericColumn<Int64>
    private let scale: Int

    init(_ column: NumericColumn<Int64>, scale: Int, _ format: DelimitedFormat) {
        self.column = column
        self.scale = scale
        super.init(separator: format.separator)
    }

    override func fill(_ texts: UnsafeMutablePointer<CellText>, _ rows: RowBlock, _ scratch: inout TextScratch) {
        scratch.fill(texts, rows, longest: longest, separator: separator) { row, output in
            column[row].map { DigitWriting.write($0, scale: scale, to: output) } ?? output
        }
    }
}

private final class MetricCellWriter: CellWriter {
    private let metric: MetricColumn

    init(_ metric: MetricColumn, _ format: DelimitedFormat) {
        self.metric = metric
        super.init(separator: format.separator)
    }

    override func fill(_ texts: UnsafeMutablePointer<CellText>, _ rows: RowBlock, _ scratch: inout TextScratch) {
        scratch.fill(texts, rows, longest: longest, separator: separator) { group, output in
            guard let value = metric[group] else { return output }
            let narrow = Int64(truncatingIfNeeded: value)
            if Int128(narrow) == value { return DigitWriting.write(narrow, scale: metric.scale, to: output) }
            var bytes: [UInt8] = []
            appendDecimal(value, scale: metric.scale, to: &bytes)
            output.update(from: bytes, count: bytes.count)
            return output + bytes.count
        }
    }
}

private final class BooleanCellWriter: CellWriter {
    private let codes: ColumnValues<UInt8>
    private let arena: TextArena

    init(_ column: BooleanColumn, _ format: DelimitedFormat) {
        codes = column.codes
        arena = TextArena(count: 3, separator: format.separator) { code, bytes in
            bytes.append(contentsOf: column.spelling(of: UInt8(code)).utf8)
        }
        super.init(separator: format.separator)
    }

    override func fill(_ texts: UnsafeMutablePointer<CellText>, _ rows: RowBlock, _ scratch: inout TextScratch) {
        codes.withUnsafeBufferPointer { codes in arena.fill(texts, rows) { Int(codes[$0]) } }
    }
}

/// Writes days from a limited range; each day is printed once in advance.
private final class DayCellWriter: CellWriter {
    private let column: NumericColumn<Int32>
    private let least: Int32
    private let arena: TextArena

    init(_ column: NumericColumn<Int32>, least: Int32, greatest: Int32, _ format: DelimitedFormat) {
        self.column = column
        self.least = least
        arena = TextArena(count: Int(max(greatest, least) - least) + 2, separator: format.separator) { index, bytes in
            if index > 0 { appendDay(Int(least) + index - 1, to: &bytes) }
        }
        super.init(separator: format.separator)
    }

    override func fill(_ texts: UnsafeMutablePointer<CellText>, _ rows: RowBlock, _ scratch: inout TextScratch) {
        let least = Int(least) - 1
        column.values.withUnsafeBufferPointer { values in
            guard let validity = column.validity else {
                return arena.fill(texts, rows) { Int(values[$0]) &- least }
            }
            validity.withUnsafeBufferPointer { validity in
                arena.fill(texts, rows) { validity[$0] == 0 ? 0 : Int(values[$0]) &- least }
            }
        }
    }
}

/// Writes values that are printed one by one.
private final class PrintedCellWriter: CellWriter {
    private let column: Column

    init(_ column: Column, _ format: DelimitedFormat) {
        self.column = column
        super.init(separator: format.separator)
    }

    override func fill(_ texts: UnsafeMutablePointer<CellText>, _ rows: RowBlock, _ scratch: inout TextScratch) {
        var bytes: [UInt8] = []
        scratch.fill(texts, rows, longest: longest, separator: separator) { row, output in
            bytes.removeAll(keepingCapacity: true)
            column.appendText(row, to: &bytes)
            output.update(from: bytes, count: bytes.count)
            return output + bytes.count
        }
    }
}
