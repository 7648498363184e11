/// A strict RFC 4180 reader of CSV text, field by field, over UTF-8 bytes that it may overwrite.
///
/// Fields are separated by commas, records by CRLF or LF; the last record may lack its line end. A field that begins
/// with a quote ends with one and may contain commas, line ends and doubled quotes, which are reduced in place. A byte
/// order mark is skipped. Errors are a quote inside an unquoted field, text after a closing quote, a lone CR, and a
/// control character other than the tab.
struct CSVReader {
    /// A field; it is valid as long as the bytes that are read.
    struct Field {
        /// The text without its quotes.
        let bytes: UnsafeRawBufferPointer
        /// The line on which it begins, from 1.
        let line: Int
        /// Whether it was quoted.
        let isQuoted: Bool
        /// Whether it is the last field of its record.
        let endsRecord: Bool
    }

    /// The location of an error in the text; line and column are counted from 1.
    struct Fault: Error, Equatable {
        let line: Int
        let column: Int
        let reason: String
    }

    private let bytes: UnsafeMutableRawBufferPointer
    /// The offset of the next field.
    private(set) var position: Int
    private var lineStart: Int
    private var line = 1

    /// Creates a reader positioned at the first field.
    init(_ bytes: UnsafeMutableRawBufferPointer) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        lineStart = position
    }

    /// Whether all records were read.
    var isAtEnd: Bool { position == bytes.count }

    /// Reads the next field; must not be called when a record has ended and `isAtEnd` is true.
    mutating func next() throws(Fault) -> Field {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return try nextQuoted() }
        let start = position
        let startLine = line
        while position < bytes.count {
            let byte = bytes[position]
            // The fast path for most bytes: neither a control character, nor a quote, nor a comma.
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

    /// Consumes the comma, line end or end of text after a field; returns whether the record ends.
    private mutating func endField() throws(Fault) -> Bool {
        guard position < bytes.count else { return true }
        switch bytes[position] {
        case UInt8(ascii: ","):
            position += 1
            // After a comma another field follows, even an empty one at the end of the file.
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
