import InsightsTime

/// The rows of one dataset as CSV text: a header with the column names of the first row, then the rows.
///
/// Lines end in LF to keep diffs readable. Cells are appended as bytes, without a string for each.
struct CSVText {
    /// The text since the last call of `removeText`, in UTF-8.
    private(set) var bytes: [UInt8] = []
    /// The number of rows so far, removed ones included.
    private(set) var rowCount = 0
    private var header: [String] = []
    private var column = 0

    /// Ends the row; all rows must put the same names in the same order.
    mutating func endRow() {
        bytes.append(UInt8(ascii: "\n"))
        if rowCount == 0 { insertHeader() }
        precondition(column == header.count, "a row with other columns than the first one")
        rowCount += 1
        column = 0
    }

    /// Removes the text to reuse its memory for the next rows.
    mutating func removeText() {
        bytes.removeAll(keepingCapacity: true)
    }

    /// Begins a cell; the name must match the header.
    @inline(__always)
    private mutating func begin(_ name: StaticString) {
        if rowCount == 0 { header.append(name.description) }
        assert(column < header.count && header[column] == name.description, "\(name) is out of order")
        if column > 0 { bytes.append(UInt8(ascii: ",")) }
        column += 1
    }

    private mutating func insertHeader() {
        var line = CSVText()
        for (index, name) in header.enumerated() {
            if index > 0 { line.bytes.append(UInt8(ascii: ",")) }
            line.append(name)
        }
        line.bytes.append(UInt8(ascii: "\n"))
        bytes.insert(contentsOf: line.bytes, at: 0)
    }

    private mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else {
            return bytes.append(contentsOf: text)
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

/// Methods that add the cells of a row, by name and in order; nil gives an empty cell, which means null.
extension CSVText {
    mutating func put(_ name: StaticString, _ text: String?) {
        begin(name)
        if let text { append(text) }
    }

    /// Adds an integer.
    mutating func put(_ name: StaticString, _ number: Int?) {
        begin(name)
        if let number { bytes.append(number: number) }
    }

    mutating func put(_ name: StaticString, _ amount: Amount?) {
        begin(name)
        if let amount { bytes.append(amount: amount) }
    }

    mutating func put(_ name: StaticString, _ day: CivilDate?) {
        begin(name)
        if let day { bytes.append(day: day) }
    }

    mutating func put(_ name: StaticString, _ instant: Timestamp?) {
        begin(name)
        if let instant { bytes.append(instant: instant) }
    }

    /// Adds a Boolean value written `true` or `false`.
    mutating func put(_ name: StaticString, _ flag: Bool?) {
        put(name, flag.map { $0 ? "true" : "false" })
    }

    /// Adds a Boolean value written `Yes` or `No`.
    mutating func put(_ name: StaticString, yesNo flag: Bool) {
        put(name, flag ? "Yes" : "No")
    }

    /// Adds a Boolean value written `1` or `0`.
    mutating func put(_ name: StaticString, bit flag: Bool) {
        put(name, flag ? 1 : 0)
    }
}
