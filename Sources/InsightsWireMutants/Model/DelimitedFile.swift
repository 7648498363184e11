/// A file of delimited values (RFC 4180), read so that it can be written again.
struct DelimitedFile: Sendable {
    /// The rows, the header first; never empty.
    private(set) var rows: [[String]]
    private let separator: Character
    private let lineEnd: String
    private let endsInLineEnd: Bool
    /// Whether every cell is quoted, and not only those that must be.
    var quotesAll = false

    /// Reads a text; nil for an empty one.
    init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        separator = text.contains("\t") ? "\t" : ","
        lineEnd = text.contains("\r\n") ? "\r\n" : "\n"
        endsInLineEnd = text.last?.isNewline == true
        rows = []
        var (row, cell, isQuoted): ([String], String, Bool) = ([], "", false)
        var rest = text[...]
        while let character = rest.popFirst() {
            if isQuoted {
                if character != "\"" {
                    cell.append(character)
                } else if rest.first == "\"" {
                    cell.append(rest.removeFirst())
                } else {
                    isQuoted = false
                }
            } else if character == "\"", cell.isEmpty {
                isQuoted = true
            } else if character == separator {
                row.append(cell)
                cell = ""
            } else if character.isNewline {
                rows.append(row + [cell])
                (row, cell) = ([], "")
            } else {
                cell.append(character)
            }
        }
        if !row.isEmpty || !cell.isEmpty { rows.append(row + [cell]) }
        guard !rows.isEmpty else { return nil }
    }

    /// The file as text.
    var text: String {
        rows.map { row in row.map(written).joined(separator: String(separator)) }.joined(separator: lineEnd)
            + (endsInLineEnd ? lineEnd : "")
    }

    /// Returns the file with other rows; nil if the closure returns nil or none.
    func changingRows(_ change: ([[String]]) -> [[String]]?) -> DelimitedFile? {
        guard let changed = change(rows), !changed.isEmpty else { return nil }
        var file = self
        file.rows = changed
        return file
    }

    private func written(_ cell: String) -> String {
        let needsQuotes = cell.contains { $0 == separator || $0 == "\"" || $0.isNewline }
        return needsQuotes || quotesAll ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
    }
}
