import InsightsHTTP
import Testing

/// A request that is refused, and why.
struct RefusedRequest: Sendable, CustomTestStringConvertible {
    var name: String
    var wire: [UInt8]
    var error: HTTPParseError

    init(_ name: String, _ wire: String, _ error: HTTPParseError) {
        self.name = name
        self.wire = Array(wire.utf8)
        self.error = error
    }

    /// A request that is well but for one field line.
    init(field: String, _ error: HTTPParseError, version: String = "1.1") {
        self.init("field \(field.debugDescription)", "GET / HTTP/\(version)\r\nHost: h\r\n\(field)\r\n\r\n", error)
    }

    /// A request whose chunked content is wrong.
    init(chunks: String, _ error: HTTPParseError) {
        self.init(
            "chunks \(chunks.debugDescription)",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)", error)
    }

    var testDescription: String { name }
}

let refusedRequests: [RefusedRequest] = [
    // Request line
    RefusedRequest("no version", "GET /\r\n\r\n", .malformedRequestLine),
    RefusedRequest("method alone", "GET\r\n\r\n", .malformedRequestLine),
    RefusedRequest("five empty lines", "\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
    RefusedRequest("space before method", " GET / HTTP/1.1\r\n\r\n", .invalidMethod),
    RefusedRequest("method not a token", "G(T / HTTP/1.1\r\n\r\n", .invalidMethod),
    RefusedRequest("TLS handshake", "\u{16}\u{3}\u{1}", .invalidMethod),
    RefusedRequest("CR in method", "G\rT / HTTP/1.1\r\n\r\n", .invalidMethod),
    RefusedRequest("two spaces before target", "GET  / HTTP/1.1\r\n\r\n", .invalidVersion),
    RefusedRequest("two spaces after target", "GET /  HTTP/1.1\r\n\r\n", .invalidVersion),
    RefusedRequest("space in target", "GET /a b HTTP/1.1\r\n\r\n", .invalidVersion),
    RefusedRequest("space after version", "GET / HTTP/1.1 \r\n\r\n", .invalidVersion),
    RefusedRequest("version in small letters", "GET / http/1.1\r\n\r\n", .invalidVersion),
    RefusedRequest("version of two digits", "GET / HTTP/1.10\r\n\r\n", .invalidVersion),
    RefusedRequest("version with sign", "GET / HTTP/+.1\r\n\r\n", .invalidVersion),
    RefusedRequest("HTTP/2.0", "GET / HTTP/2.0\r\n\r\n", .unsupportedVersion),
    RefusedRequest("HTTP/0.9 spelled out", "GET / HTTP/0.9\r\n\r\n", .unsupportedVersion),
    RefusedRequest("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .unsupportedVersion),
    RefusedRequest("NUL in target", "GET /\0 HTTP/1.1\r\nHost: h\r\n\r\n", .invalidTarget),
    RefusedRequest("CR in target", "GET /\ra HTTP/1.1\r\nHost: h\r\n\r\n", .invalidTarget),
    RefusedRequest("tab in target", "GET /\ta HTTP/1.1\r\nHost: h\r\n\r\n", .invalidTarget),
    RefusedRequest("DEL in target", "GET /\u{7F} HTTP/1.1\r\nHost: h\r\n\r\n", .invalidTarget),
    RefusedRequest("relative target", "GET a/b HTTP/1.1\r\nHost: h\r\n\r\n", .invalidTarget),
    RefusedRequest("asterisk and more", "GET *a HTTP/1.1\r\nHost: h\r\n\r\n", .invalidTarget),
    RefusedRequest("scheme without authority", "GET mailto:a HTTP/1.1\r\nHost: h\r\n\r\n", .invalidTarget),
    RefusedRequest("LF alone after request line", "GET / HTTP/1.1\nHost: h\r\n\r\n", .bareLineFeed),
    RefusedRequest("LF alone at the start", "\nGET / HTTP/1.1\r\n\r\n", .bareLineFeed),
    RefusedRequest("LF alone after field", "GET / HTTP/1.1\r\nHost: h\n\r\n", .bareLineFeed),
    RefusedRequest("LF alone at the end", "GET / HTTP/1.1\r\nHost: h\r\n\n", .bareLineFeed),
    // Fields
    RefusedRequest(field: "A", .missingColon),
    RefusedRequest(field: "A : b", .spaceBeforeColon),
    RefusedRequest(field: "A\t: b", .spaceBeforeColon),
    RefusedRequest(field: "A b: c", .spaceBeforeColon),
    RefusedRequest(field: ": b", .invalidFieldName),
    RefusedRequest(field: "A(: b", .invalidFieldName),
    RefusedRequest(field: "A\0: b", .invalidFieldName),
    RefusedRequest(field: "A\r: b", .invalidFieldName),
    RefusedRequest(field: "É: b", .invalidFieldName),
    RefusedRequest(field: " b", .foldedField),
    RefusedRequest(field: "A: b\r\n\tc", .foldedField),
    RefusedRequest(field: "A: b\0c", .invalidFieldValue),
    RefusedRequest(field: "A: b\rc", .invalidFieldValue),
    RefusedRequest(field: "A: b\r", .invalidFieldValue),
    RefusedRequest(field: "A: \u{1}", .invalidFieldValue),
    RefusedRequest(field: "A: \u{7F}", .invalidFieldValue),
    RefusedRequest("fold before the first field", "GET / HTTP/1.1\r\n Host: h\r\n\r\n", .foldedField),
    // Host
    RefusedRequest("no Host", "GET / HTTP/1.1\r\nA: b\r\n\r\n", .missingHost),
    RefusedRequest(field: "Host: h", .repeatedHost),
    RefusedRequest(field: "hOST: h", .repeatedHost, version: "1.0"),
    RefusedRequest(field: "Origin: http://a\r\nOrigin: http://a", .repeatedOrigin),
    RefusedRequest(field: "ORIGIN:\r\nA: b\r\norigin: null", .repeatedOrigin),
    RefusedRequest(field: "Authorization: Bearer a\r\nauthorization: Bearer b", .repeatedAuthorization),
    RefusedRequest("a fragment", "GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n", .invalidTarget),
    RefusedRequest("a fragment alone", "GET /# HTTP/1.1\r\nHost: h\r\n\r\n", .invalidTarget),
    RefusedRequest("a fragment of an absolute target", "GET http://h#b HTTP/1.1\r\nHost: h\r\n\r\n", .invalidTarget),
    RefusedRequest("Host with path", "GET / HTTP/1.1\r\nHost: h/a\r\n\r\n", .invalidHost),
    RefusedRequest("two hosts in one", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", .invalidHost),
    RefusedRequest("Host with user", "GET / HTTP/1.1\r\nHost: u@h\r\n\r\n", .invalidHost),
    // Framing
    RefusedRequest(field: "Content-Length: +5", .invalidContentLength),
    RefusedRequest(field: "Content-Length: -0", .invalidContentLength),
    RefusedRequest(field: "Content-Length: 0x5", .invalidContentLength),
    RefusedRequest(field: "Content-Length: 5 5", .invalidContentLength),
    RefusedRequest(field: "Content-Length: 5.0", .invalidContentLength),
    RefusedRequest(field: "Content-Length:", .invalidContentLength),
    RefusedRequest(field: "Content-Length: 5,", .invalidContentLength),
    RefusedRequest(field: "Content-Length: ٥", .invalidContentLength),
    RefusedRequest(field: "Content-Length: 5, 6", .conflictingContentLength),
    RefusedRequest(field: "Content-Length: 5\r\nContent-Length: 6", .conflictingContentLength),
    RefusedRequest(field: "Content-Length: 9223372036854775808", .bodyTooLarge),
    RefusedRequest(field: "Content-Length: 18446744073709551617", .bodyTooLarge),
    RefusedRequest(field: "Content-Length: 99999999999999999999999999999999", .bodyTooLarge),
    RefusedRequest(field: "Content-Length: 5\r\nTransfer-Encoding: chunked", .ambiguousFraming),
    RefusedRequest(field: "Transfer-Encoding: chunked\r\nContent-Length: 0", .ambiguousFraming),
    RefusedRequest(field: "Transfer-Encoding: identity\r\nContent-Length: 0", .ambiguousFraming),
    RefusedRequest(field: "Transfer-Encoding: chunked", .transferEncodingInHTTP10, version: "1.0"),
    RefusedRequest(field: "Transfer-Encoding: gzip", .invalidTransferEncoding),
    RefusedRequest(field: "Transfer-Encoding: identity", .invalidTransferEncoding),
    RefusedRequest(field: "Transfer-Encoding:", .invalidTransferEncoding),
    RefusedRequest(field: "Transfer-Encoding: chunked, gzip", .invalidTransferEncoding),
    RefusedRequest(field: "Transfer-Encoding: chunked, chunked", .invalidTransferEncoding),
    RefusedRequest(field: "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", .invalidTransferEncoding),
    RefusedRequest(field: "Transfer-Encoding: xchunked", .invalidTransferEncoding),
    RefusedRequest(field: "Transfer-Encoding: \"chunked\"", .invalidTransferEncoding),
    RefusedRequest(field: "Transfer-Encoding: gzip, chunked", .unsupportedTransferCoding),
    RefusedRequest(field: "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", .unsupportedTransferCoding),
    RefusedRequest(field: "Expect: 200-ok", .unsupportedExpectation),
    RefusedRequest(field: "Expect: 100-continue, x", .unsupportedExpectation),
    // Chunks
    RefusedRequest(chunks: "\r\n", .invalidChunkSize),
    RefusedRequest(chunks: "g\r\n", .invalidChunkSize),
    RefusedRequest(chunks: "-1\r\n", .invalidChunkSize),
    RefusedRequest(chunks: " 1\r\n", .invalidChunkSize),
    RefusedRequest(chunks: "0x1\r\n", .invalidChunkSize),
    RefusedRequest(chunks: "1 \r\nx\r\n0\r\n\r\n", .invalidChunkSize),
    RefusedRequest(chunks: "1\t\r\nx\r\n0\r\n\r\n", .invalidChunkSize),
    RefusedRequest(chunks: "1 ;a\r\nx\r\n0\r\n\r\n", .invalidChunkSize),
    RefusedRequest(chunks: ";a\r\n", .invalidChunkSize),
    RefusedRequest(chunks: "1\nx\r\n", .invalidChunkSize),
    RefusedRequest(chunks: "1\rx\r\n", .invalidChunkSize),
    RefusedRequest(chunks: "8000000000000000\r\n", .invalidChunkSize),
    RefusedRequest(chunks: "10000000000000001\r\n", .invalidChunkSize),
    RefusedRequest(chunks: "00000000000000001\r\n", .invalidChunkSize),
    RefusedRequest(chunks: "7fffffffffffffff\r\n", .bodyTooLarge),
    RefusedRequest(chunks: "1;a\nx\r\n0\r\n\r\n", .invalidChunkExtension),
    RefusedRequest(chunks: "1;a\0\r\nx\r\n", .invalidChunkExtension),
    RefusedRequest(chunks: "1\r\nxy\r\n", .invalidChunkEnd),
    RefusedRequest(chunks: "1\r\nx\n0\r\n\r\n", .invalidChunkEnd),
    RefusedRequest(chunks: "1\r\nx\r0\r\n\r\n", .invalidChunkEnd),
    RefusedRequest(chunks: "0\r\nT\r\n\r\n", .missingColon),
    RefusedRequest(chunks: "0\r\nT : v\r\n\r\n", .spaceBeforeColon),
    RefusedRequest(chunks: "0\r\nT: v\n\r\n", .bareLineFeed),
    RefusedRequest(chunks: "0\r\n\n", .bareLineFeed),
    RefusedRequest(chunks: "0\r\nT: a\r\n b\r\n\r\n", .foldedField),
    RefusedRequest(chunks: "0\r\nContent-Length: x\r\n\r\n", .invalidContentLength),
]
