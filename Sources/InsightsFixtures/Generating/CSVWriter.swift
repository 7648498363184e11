import InsightsQuery

/// Writes CSV text: a header of the first row's names, then the rows, lines ended by LF so that diffs stay readable.
struct CSVWriter {
    /// The text so far, UTF-8.
    private(set) var bytes: [UInt8] = []
    private var header: [String] = []

    /// Writes one row; all rows must put the same names in the same order.
    mutating func row(_ fill: (inout CSVRow) -> Void) {
        var row = CSVRow()
        fill(&row)
        if header.isEmpty {
            header = row.names
            writeRecord(header)
        }
        precondition(row.names == header, "a row with other columns than the first one")
        writeRecord(row.cells)
    }

    private mutating func writeRecord(_ cells: [String]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            writeCell(cell)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func writeCell(_ cell: String) {
        guard cell.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else {
            return bytes.append(contentsOf: cell.utf8)
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in cell.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

/// The cells of one row, by name and in order; nil is an empty cell, which means null.
struct CSVRow {
    fileprivate private(set) var names: [String] = []
    fileprivate private(set) var cells: [String] = []

    /// Adds a text.
    mutating func put(_ name: String, _ text: String?) {
        names.append(name)
        cells.append(text ?? "")
    }

    /// Adds a whole number.
    mutating func put(_ name: String, _ number: Int?) {
        put(name, number.map { String($0) })
    }

    /// Adds a decimal number.
    mutating func put(_ name: String, _ amount: Amount?) {
        put(name, amount?.description)
    }

    /// Adds a day.
    mutating func put(_ name: String, _ day: CivilDate?) {
        put(name, day?.description)
    }

    /// Adds an instant.
    mutating func put(_ name: String, _ instant: Timestamp?) {
        put(name, instant?.description)
    }

    /// Adds a truth value written `true` or `false`.
    mutating func put(_ name: String, _ flag: Bool?) {
        put(name, flag.map { $0 ? "true" : "false" })
    }

    /// Adds a truth value written `Yes` or `No`.
    mutating func put(_ name: String, yesNo flag: Bool) {
        put(name, flag ? "Yes" : "No")
    }

    /// Adds a truth value written `1` or `0`.
    mutating func put(_ name: String, bit flag: Bool) {
        put(name, flag ? 1 : 0)
    }
}
