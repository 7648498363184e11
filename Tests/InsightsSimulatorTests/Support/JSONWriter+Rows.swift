package import InsightsJSON
package import InsightsQuery
import InsightsTime

extension JSONWriter {
    /// Writes one row as an object keyed by column name; of two columns with the same name the last wins.
    package mutating func row(_ row: Int, of result: ResultSet) {
        object { writer in
            for (column, name) in result.columnNames.enumerated()
            where !result.columnNames[(column + 1)...].contains(name) {
                writer.key(name)
                writer.cell(result.value(row: row, column: column))
            }
        }
    }

    /// Writes a cell: numbers as numbers, dates and flags as stored (U16, docs/sources.md).
    private mutating func cell(_ cell: CellValue) {
        switch cell {
        case .null: null()
        case .string(let text): string(text)
        case .integer(let number): raw(String(number))
        case .decimal(let number): raw(number.description)
        case .boolean(let flag, let spelling):
            if spelling == "1" || spelling == "0" { raw(spelling) } else { bool(flag) }
        case .date(let date): string(date.description)
        case .datetime(let instant): string(instant.description)
        }
    }
}
