import InsightsJSON

/// A reader of delimiter-separated rows (RFC 4180), for downloaded files.
enum DelimitedText {
    /// Parses the rows into an array of arrays of strings; lines end in CR LF or LF, and the last line may lack its
    /// end.
    static func rows(_ text: String, separator: UInt8) -> JSONValue {
        var rows: [JSONValue] = []
        var row: [JSONValue] = []
        var field: [UInt8] = []
        var isQuoted = false
        let bytes = Array(text.utf8)
        var index = 0
        func closeField() {
            row.append(.string(String(decoding: field, as: UTF8.self)))
            field = []
        }
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if isQuoted {
                guard byte == UInt8(ascii: "\"") else {
                    field.append(byte)
                    continue
                }
                if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
                    field.append(byte)
                    index += 1
                } else {
                    isQuoted = false
                }
            } else if byte == UInt8(ascii: "\""), field.isEmpty {
                isQuoted = true
            } else if byte == separator {
                closeField()
            } else if byte == UInt8(ascii: "\n") {
                if field.last == UInt8(ascii: "\r") { field.removeLast() }
                closeField()
                rows.append(.array(row))
                row = []
            } else {
                field.append(byte)
            }
        }
        if !field.isEmpty || !row.isEmpty {
            closeField()
            rows.append(.array(row))
        }
        return .array(rows)
    }
}
