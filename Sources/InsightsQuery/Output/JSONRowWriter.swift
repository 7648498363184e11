import InsightsJSON

/// A writer of the rows of a result as JSON objects, keyed by column name; of two columns with the same name the last
/// wins.
///
/// Numbers are numbers; days, instants and flags are as stored (U16, docs/sources.md). First the members of a block of
/// rows are written column by column, then its objects are assembled.
package struct JSONRowWriter: Sendable {
    /// The number of rows per block.
    static let blockRows = 128

    private let result: ResultSet
    private let members: [Member]

    /// A column with its key, which follows a brace in the first column and a comma in others.
    private struct Member: Sendable {
        let key: PaddedBytes
        let source: ResultSet.Source
    }

    /// Prepares the keys.
    package init(_ result: ResultSet) {
        self.result = result
        let names = result.columnNames
        let shown = names.indices.filter { !names[($0 + 1)...].contains(names[$0]) }
        members = shown.enumerated().map { position, column in
            Member(key: PaddedBytes(key: names[column], isFirst: position == 0), source: result.sources[column])
        }
    }

    /// Returns some rows as objects, with a comma between two.
    package func objects(_ rows: Range<Int>) -> [UInt8] {
        guard rows.count > Self.blockRows else { return block(rows) }
        var all: [UInt8] = []
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.blockRows) {
            if !all.isEmpty { all.append(UInt8(ascii: ",")) }
            all.append(contentsOf: block(start..<min(start + Self.blockRows, rows.upperBound)))
        }
        return all
    }

    private func block(_ rows: Range<Int>) -> [UInt8] {
        let cellCount = members.count * rows.count
        guard cellCount > 0 else { return [] }
        // Where each cell ends; those of a column lie side by side, so each begins where the one before it ends.
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: cellCount + 1) { ends in
            guard let ends = ends.baseAddress else { return [] }
            ends[0] = 0
            // One allocation for the most that the block can take; pages that it does not take are never touched.
            let capacity = members.reduce(0) { $0 + room($1, rows) }
            var cells = MemberBuffer(capacity: capacity)
            for (index, member) in members.enumerated() {
                fill(&cells, member, rows, ends + (index * rows.count + 1))
            }
            return objects(cells, ends, rowCount: rows.count)
        }
    }

    private func objects(_ cells: borrowing MemberBuffer, _ ends: UnsafePointer<Int>, rowCount: Int) -> [UInt8] {
        let (start, columns) = (UnsafePointer(cells.start), members.count)
        let size = ends[columns * rowCount] + 2 * rowCount - 1
        return [UInt8](unsafeUninitializedCapacity: size + CellText.slack + 1) { output, initialized in
            guard var place = output.baseAddress else { return }
            var row = 0
            while row < rowCount {
                var cell = row
                var column = 0
                while column < columns {
                    let from = ends[cell]
                    place = CellText(start: start + from, count: ends[cell &+ 1] &- from).copy(to: place)
                    cell &+= rowCount
                    column &+= 1
                }
                place.pointee = UInt8(ascii: "}")
                place[1] = UInt8(ascii: ",")
                place += 2
                row &+= 1
            }
            // No comma follows the last object.
            initialized = size
        }
    }

    /// Passes the rows of the table or, for a metric, the groups that a block shows.
    private func withRows<Result>(
        _ source: ResultSet.Source, _ rows: Range<Int>, _ body: (RowBlock) -> Result
    ) -> Result {
        switch (source, result.rows) {
        case (.metric, _): result.groups.withUnsafeBufferPointer { body(RowBlock(.init(rebasing: $0[rows]))) }
        case (.column, .some(let all)): all.withUnsafeBufferPointer { body(RowBlock(.init(rebasing: $0[rows]))) }
        case (.column, .first): body(RowBlock(rows))
        }
    }

    /// Returns the maximum number of bytes of the members of a column.
    private func room(_ member: Member, _ rows: Range<Int>) -> Int {
        let values: Int
        if case .column(.text(let column)) = member.source {
            let length = withRows(member.source, rows) { rows in
                var length = 0
                column.codes.withUnsafeBufferPointer { codes in
                    column.dictionary.texts.offsets.withUnsafeBufferPointer { offsets in
                        rows.forEach { _, row in
                            let code = Int(codes[row])
                            length &+= offsets[code &+ 1] &- offsets[code]
                        }
                    }
                }
                return length
            }
            values = JSONEscaping.longest * length + 4 * rows.count
        } else {
            values = DigitWriting.longest * rows.count
        }
        return values + member.key.count * rows.count
    }

    // MARK: Values

    private func fill(
        _ cells: inout MemberBuffer, _ member: Member, _ rows: Range<Int>, _ ends: UnsafeMutablePointer<Int>
    ) {
        withRows(member.source, rows) { rows in
            switch member.source {
            case .metric(let metric): fill(&cells, member.key, metric, rows, ends)
            case .column(let column): fill(&cells, member.key, column, rows, ends)
            }
        }
    }

    private func fill(
        _ cells: inout MemberBuffer, _ key: PaddedBytes, _ column: Column, _ rows: RowBlock,
        _ ends: UnsafeMutablePointer<Int>
    ) {
        switch column {
        case .text(let column): fill(&cells, key, column, rows, ends)
        case .integer(let column):
            cells.fill(key, rows, ends) { row, output in
                column[row].map { DigitWriting.write($0, to: output) } ?? JSONCell.null(output)
            }
        case .decimal(let column, let scale):
            cells.fill(key, rows, ends) { row, output in
                column[row].map { DigitWriting.write($0, scale: scale, to: output) } ?? JSONCell.null(output)
            }
        case .boolean(let column): fill(&cells, key, column, rows, ends)
        case .day(let column):
            cells.fill(key, rows, ends) { row, output in
                column[row].map { JSONCell.day(Int($0), to: output) } ?? JSONCell.null(output)
            }
        case .instant(let column):
            cells.fill(key, rows, ends) { row, output in
                column[row].map { JSONCell.instant(Int($0), to: output) } ?? JSONCell.null(output)
            }
        }
    }

    private func fill(
        _ cells: inout MemberBuffer, _ key: PaddedBytes, _ column: TextColumn, _ rows: RowBlock,
        _ ends: UnsafeMutablePointer<Int>
    ) {
        let texts = column.dictionary.texts
        column.codes.withUnsafeBufferPointer { codes in
            texts.offsets.withUnsafeBufferPointer { offsets in
                texts.bytes.withUnsafeBytes { bytes in
                    cells.fill(key, rows, ends) { row, output in
                        let code = Int(codes[row])
                        guard code != 0 else { return JSONCell.null(output) }
                        let text = UnsafeRawBufferPointer(rebasing: bytes[offsets[code]..<offsets[code &+ 1]])
                        return JSONEscaping.write(text, to: output)
                    }
                }
            }
        }
    }

    private func fill(
        _ cells: inout MemberBuffer, _ key: PaddedBytes, _ column: BooleanColumn, _ rows: RowBlock,
        _ ends: UnsafeMutablePointer<Int>
    ) {
        let texts = [BooleanColumn.null, BooleanColumn.no, BooleanColumn.yes].map { code in
            guard code != BooleanColumn.null else { return PaddedBytes("null") }
            let spelling = column.spelling(of: code)
            if spelling == "1" || spelling == "0" { return PaddedBytes(spelling) }
            return PaddedBytes(code == BooleanColumn.yes ? "true" : "false")
        }
        cells.fill(key, rows, ends) { row, output in
            texts[Int(column.codes[row])].copy(to: output)
        }
    }

    private func fill(
        _ cells: inout MemberBuffer, _ key: PaddedBytes, _ metric: MetricColumn, _ rows: RowBlock,
        _ ends: UnsafeMutablePointer<Int>
    ) {
        switch metric.values {
        case .narrow(let column):
            cells.fill(key, rows, ends) { group, output in
                guard let value = column[group] else { return JSONCell.null(output) }
                return DigitWriting.write(value, scale: metric.scale, to: output)
            }
        case .wide(let column):
            cells.fill(key, rows, ends) { group, output in
                guard let value = column[group] else { return JSONCell.null(output) }
                let narrow = Int64(truncatingIfNeeded: value)
                if Int128(narrow) == value { return DigitWriting.write(narrow, scale: metric.scale, to: output) }
                var bytes: [UInt8] = []
                appendDecimal(value, scale: metric.scale, to: &bytes)
                output.update(from: bytes, count: bytes.count)
                return output + bytes.count
            }
        }
    }
}
