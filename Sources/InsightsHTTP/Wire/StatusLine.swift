/// The first line of a response: version, status, reason (RFC 9112 §4).
struct StatusLine {
    var version: HTTPVersion
    var status: HTTPStatus

    /// Parses a line without its line break; the reason is ignored and may be missing.
    init(_ line: Range<Int>, of bytes: Span<UInt8>) throws(HTTPParseError) {
        let start = line.lowerBound
        guard line.count >= 12, bytes[start + 8] == UInt8(ascii: " ") else { throw .malformedStatusLine }
        version = try HTTPVersion(bytes, start..<start + 8)
        var code = 0
        for index in start + 9..<start + 12 {
            guard ByteClass.isDigit(bytes[index]) else { throw .malformedStatusLine }
            code = code * 10 + Int(bytes[index] - 0x30)
        }
        guard (100...599).contains(code), line.count == 12 || bytes[start + 12] == UInt8(ascii: " "),
            bytes.isFieldValue(start + 12..<line.upperBound)
        else { throw .malformedStatusLine }
        status = HTTPStatus(code)
    }
}
