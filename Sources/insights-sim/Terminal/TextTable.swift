import InsightsJSON

/// A table for a terminal: columns as wide as their widest cell, without blanks at line ends.
struct TextTable: CustomStringConvertible {
    let rows: [[String]]

    init(_ rows: [[String]]) {
        self.rows = rows.map { $0.map { PrintableText.line($0) } }
    }

    var description: String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = row.indices.map { index in
                row[index] + String(repeating: " ", count: widths[index] - row[index].count)
            }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}
