/// Collects Boolean values.
final class BooleanColumnBuilder: ColumnBuilder {
    private var codes: [UInt8] = []
    private var falseSpelling: String?
    private var trueSpelling: String?

    override var count: Int { codes.count }

    override func append(_ cell: UnsafeRawBufferPointer) -> String? {
        if cell.isEmpty {
            codes.append(BooleanColumn.null)
            return nil
        }
        guard let truth = BooleanColumn.truth(cell) else { return "1, 0, true or false" }
        codes.append(truth ? BooleanColumn.yes : BooleanColumn.no)
        if truth, trueSpelling == nil {
            trueSpelling = String(decoding: cell, as: UTF8.self)
        } else if !truth, falseSpelling == nil {
            falseSpelling = String(decoding: cell, as: UTF8.self)
        }
        return nil
    }

    override func parse(_ cell: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        var end = cell
        while end - cell < 6, !FieldEnd.isEnd(end.pointee) { end += 1 }
        guard FieldEnd.isEnd(end.pointee), append(UnsafeRawBufferPointer(start: cell, count: end - cell)) == nil else {
            return nil
        }
        return end
    }

    override func truncate(to count: Int) {
        codes.removeLast(max(0, codes.count - count))
    }

    override func finish(with others: [ColumnBuilder]) -> Column? {
        for other in others {
            guard let other = other as? BooleanColumnBuilder else { return nil }
            codes += other.codes
            falseSpelling = falseSpelling ?? other.falseSpelling
            trueSpelling = trueSpelling ?? other.trueSpelling
        }
        var column = BooleanColumn(codes: ColumnValues(codes))
        column.falseSpelling = falseSpelling ?? column.falseSpelling
        column.trueSpelling = trueSpelling ?? column.trueSpelling
        return .boolean(column)
    }
}
