/// Reads CSV text field by field, strictly as RFC 4180 has it, over UTF-8 bytes it may overwrite.
///
/// Fields are separated by commas, records by CRLF or LF; the last record may lack its end. A field that begins with
/// a quote ends with one and may hold commas, line ends and doubled quotes, which are undoubled in place. A byte
/// order mark is skipped. Anything else is a fault: a quote inside a bare field, text after a closing quote, a lone
/// CR, a control character other than the tab.
struct CSVReader {
    /// One field, valid as long as the bytes that are read.
    struct Field {
        /// The text without quotes around it.
        let bytes: UnsafeRawBufferPointer
        /// The line it begins on, counted from 1.
        let line: Int
        /// Whether it was quoted.
        let isQuoted: Bool
        /// Whether it is the last one of its record.
        let endsRecord: Bool
    }

    /// Text that is not CSV, and where, both counted from 1.
    struct Fault: Error, Equatable {
        let line: Int
        let column: Int
        let reason: String
    }

    private let bytes: UnsafeMutableRawBufferPointer
    /// Where the next field begins.
    private(set) var position: Int
    private var lineStart: Int
    private var line = 1

    /// Creates a reader at the first field.
    init(_ bytes: UnsafeMutableRawBufferPointer) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        lineStart = position
    }

    /// Whether no record is left.
    var isAtEnd: Bool { position == bytes.count }

    /// Reads the next field; there must be one, which is the case unless a record has ended and nothing is left.
    mutating func next() throws(Fault) -> Field {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return try nextQuoted() }
        let start = position
        let startLine = line
        while position < bytes.count {
            let byte = bytes[position]
            // Nearly all bytes of nearly all files: neither a control character, nor a quote, nor a comma.
            if byte > UInt8(ascii: ",") && byte != 0x7F {
                position += 1
                continue
            }
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                let end = position
                return field(start, end, line: startLine, isQuoted: false, endsRecord: try endField())
            case UInt8(ascii: "\""): throw fault("a quote in a field that does not begin with one")
            default: try checkControl(byte)
            }
            position += 1
        }
        return field(start, position, line: startLine, isQuoted: false, endsRecord: true)
    }

    private mutating func nextQuoted() throws(Fault) -> Field {
        let opening = fault("a quoted field that does not end")
        position += 1
        let start = position
        var end = position
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
                    position += 1
                } else {
                    return field(start, end, line: opening.line, isQuoted: true, endsRecord: try endField())
                }
            case UInt8(ascii: "\n"):
                line += 1
                lineStart = position
            case UInt8(ascii: "\r"): break
            default:
                position -= 1
                try checkControl(byte)
                position += 1
            }
            bytes[end] = byte
            end += 1
        }
        throw opening
    }

    /// Consumes what follows a field: a comma, a line end or the end; whether the record ends with it.
    private mutating func endField() throws(Fault) -> Bool {
        guard position < bytes.count else { return true }
        switch bytes[position] {
        case UInt8(ascii: ","):
            position += 1
            // A comma promises another field, even an empty one at the end of the file.
            return false
        case UInt8(ascii: "\r"):
            guard position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\n") else {
                throw fault("a carriage return without a line feed")
            }
            position += 2
        case UInt8(ascii: "\n"): position += 1
        default: throw fault("text after the closing quote of a field")
        }
        line += 1
        lineStart = position
        return true
    }

    private func checkControl(_ byte: UInt8) throws(Fault) {
        guard byte < 0x20 && byte != 0x09 || byte == 0x7F else { return }
        throw fault("a control character, byte \(byte)")
    }

    private func field(_ start: Int, _ end: Int, line: Int, isQuoted: Bool, endsRecord: Bool) -> Field {
        Field(
            bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<end]), line: line, isQuoted: isQuoted,
            endsRecord: endsRecord)
    }

    private func fault(_ reason: String) -> Fault {
        Fault(line: line, column: position - lineStart + 1, reason: reason)
    }
}
