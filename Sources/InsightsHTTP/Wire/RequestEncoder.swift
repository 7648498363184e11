/// Encodes requests as bytes (RFC 9112 §3).
package enum RequestEncoder {
    /// Appends a request with its content.
    ///
    /// Framing fields of the request are omitted. `host` is written if the request has no Host.
    ///
    /// - Throws: `invalidMethod` or `invalidTarget` if the encoded form would be ambiguous.
    package static func append(
        _ request: HTTPRequest, host: String, closes: Bool, to output: inout [UInt8]
    ) throws(HTTPParseError) {
        let method = Array(request.method.token.utf8)
        guard method.span.isToken(0..<method.count) else { throw .invalidMethod }
        guard !request.target.isEmpty, request.target.utf8.allSatisfy(ByteClass.isTarget) else { throw .invalidTarget }
        output.append(contentsOf: method)
        output.append(UInt8(ascii: " "))
        output.append(contentsOf: request.target.utf8)
        output.append(contentsOf: " HTTP/1.1\r\n".utf8)
        if !request.fields.contains("Host") { append("Host", host, to: &output) }
        append(request.fields, to: &output)
        if !request.body.isEmpty || Self.usuallyHasContent(request.method) {
            output.append(contentsOf: "Content-Length: ".utf8)
            output.append(decimal: request.body.count)
            output.append(contentsOf: "\r\n".utf8)
        }
        if closes { append("Connection", "close", to: &output) }
        output.append(contentsOf: "\r\n".utf8)
        output.append(contentsOf: request.body)
    }

    /// Returns whether a server may expect content, so that its absence must be stated (RFC 9110 §8.6).
    private static func usuallyHasContent(_ method: HTTPMethod) -> Bool {
        method == .post || method == .put || method.token == "PATCH"
    }

    private static func append(_ name: String, _ value: String, to output: inout [UInt8]) {
        output.append(contentsOf: name.utf8)
        output.append(contentsOf: ": ".utf8)
        output.append(contentsOf: value.utf8)
        output.append(contentsOf: "\r\n".utf8)
    }

    private static func append(_ fields: HTTPFields, to output: inout [UInt8]) {
        let bytes = fields.bytes.span
        for entry in fields.entries {
            let name = Int(entry.nameStart)..<Int(entry.nameEnd)
            if bytes.isFramingField(name) { continue }
            output.append(bytes, name)
            output.append(contentsOf: ": ".utf8)
            output.append(bytes, Int(entry.valueStart)..<Int(entry.valueEnd))
            output.append(contentsOf: "\r\n".utf8)
        }
    }
}
