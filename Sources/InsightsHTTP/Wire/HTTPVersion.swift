/// A supported version of HTTP.
package enum HTTPVersion: Sendable {
    /// HTTP/1.0: a connection closes after a response unless both sides agree otherwise, and no content is chunked.
    case http10
    /// HTTP/1.1 and all later minor versions of major version 1 (RFC 9110 §2.5).
    case http11

    /// The name in a request line, such as `HTTP/1.1`.
    package var name: String { self == .http10 ? "HTTP/1.0" : "HTTP/1.1" }

    /// Parses `HTTP/` digit `.` digit.
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPParseError) {
        let start = range.lowerBound
        guard range.count == 8,
            // The protocol name is case-sensitive (RFC 9112 §2.3).
            bytes[start] == UInt8(ascii: "H"), bytes[start + 1] == UInt8(ascii: "T"),
            bytes[start + 2] == UInt8(ascii: "T"), bytes[start + 3] == UInt8(ascii: "P"),
            bytes[start + 4] == UInt8(ascii: "/"), ByteClass.isDigit(bytes[start + 5]),
            bytes[start + 6] == UInt8(ascii: "."), ByteClass.isDigit(bytes[start + 7])
        else { throw .invalidVersion }
        guard bytes[start + 5] == UInt8(ascii: "1") else { throw .unsupportedVersion }
        self = bytes[start + 7] == UInt8(ascii: "0") ? .http10 : .http11
    }
}
