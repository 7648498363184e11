/// The first line of a request: method, target, version (RFC 9112 §3).
struct RequestLine {
    var method: HTTPMethod
    var target: String
    var version: HTTPVersion

    /// Parses a line without its line break.
    init(_ line: Range<Int>, of bytes: Span<UInt8>) throws(HTTPParseError) {
        guard ByteClass.isToken(bytes[line.lowerBound]) else { throw .invalidMethod }
        guard let methodEnd = bytes.firstIndex(of: UInt8(ascii: " "), from: line.lowerBound),
            methodEnd < line.upperBound,
            let targetEnd = bytes.firstIndex(of: UInt8(ascii: " "), from: methodEnd + 1),
            targetEnd < line.upperBound
        else { throw .malformedRequestLine }
        let method = line.lowerBound..<methodEnd
        let target = methodEnd + 1..<targetEnd
        guard let parsed = Self.method(method, of: bytes) else { throw .invalidMethod }
        version = try HTTPVersion(bytes, targetEnd + 1..<line.upperBound)
        self.method = parsed
        try Self.check(target, of: bytes, isConnect: self.method.token == "CONNECT")
        self.target = bytes.text(target) ?? Self.percentEncoded(target, of: bytes)
    }

    /// Returns the method in a range, which for the usual ones needs no new text; nil if it is not a token.
    private static func method(_ range: Range<Int>, of bytes: Span<UInt8>) -> HTTPMethod? {
        if bytes.equals(range, "GET") { return .get }
        if bytes.equals(range, "POST") { return .post }
        if bytes.equals(range, "PUT") { return .put }
        guard bytes.isToken(range), let text = bytes.text(range) else { return nil }
        return HTTPMethod(text)
    }

    /// Checks that a target has one of the four forms (RFC 9112 §3.2).
    private static func check(_ target: Range<Int>, of bytes: Span<UInt8>, isConnect: Bool) throws(HTTPParseError) {
        guard !target.isEmpty else { throw .invalidTarget }
        for index in target where !ByteClass.isTarget(bytes[index]) { throw .invalidTarget }
        let first = bytes[target.lowerBound]
        if first == UInt8(ascii: "/") || isConnect { return }
        if first == UInt8(ascii: "*"), target.count == 1 { return }
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":"), from: target.lowerBound),
            colon + 3 < target.upperBound, bytes.isToken(target.lowerBound..<colon),
            bytes[colon + 1] == UInt8(ascii: "/"), bytes[colon + 2] == UInt8(ascii: "/")
        else { throw .invalidTarget }
    }

    /// Returns a target that is not UTF-8 as text with the same bytes percent-encoded (RFC 3986 §2.1).
    private static func percentEncoded(_ target: Range<Int>, of bytes: Span<UInt8>) -> String {
        var encoded: [UInt8] = []
        for index in target {
            let byte = bytes[index]
            if byte < 0x80 {
                encoded.append(byte)
            } else {
                encoded.append(UInt8(ascii: "%"))
                encoded.append(HexDigit.upper(byte >> 4))
                encoded.append(HexDigit.upper(byte))
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
