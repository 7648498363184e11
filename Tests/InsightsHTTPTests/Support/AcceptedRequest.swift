import InsightsHTTP
import Testing

/// A request that is read, and what it is read as.
struct AcceptedRequest: Sendable, CustomTestStringConvertible {
    var name: String
    var wire: String
    var method = "GET"
    var target = "/"
    var fields: [(name: String, value: String)]
    var body = ""

    var testDescription: String { name }
    var bytes: [UInt8] { Array(wire.utf8) }

    var expected: ReadOutcome.Request {
        ReadOutcome.Request(method: method, target: target, fields: HTTPFields(fields), body: Array(body.utf8))
    }
}

private let host = (name: "Host", value: "h")

let acceptedRequests: [AcceptedRequest] = [
    AcceptedRequest(name: "plain", wire: "GET / HTTP/1.1\r\nHost: h\r\n\r\n", fields: [host]),
    AcceptedRequest(name: "HTTP/1.0 without fields", wire: "GET / HTTP/1.0\r\n\r\n", fields: []),
    AcceptedRequest(name: "later minor version", wire: "GET / HTTP/1.9\r\nHost: h\r\n\r\n", fields: [host]),
    AcceptedRequest(name: "empty Host", wire: "GET / HTTP/1.1\r\nHost:\r\n\r\n", fields: [(name: "Host", value: "")]),
    AcceptedRequest(
        name: "IPv6 Host", wire: "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n",
        fields: [(name: "Host", value: "[::1]:8080")]),
    AcceptedRequest(name: "no space after colon", wire: "GET / HTTP/1.1\r\nHost:h\r\n\r\n", fields: [host]),
    AcceptedRequest(
        name: "spaces and tabs around a value", wire: "GET / HTTP/1.1\r\nHost: \t h \t\r\n\r\n", fields: [host]),
    AcceptedRequest(
        name: "tab and bytes above ASCII in a value", wire: "GET / HTTP/1.1\r\nHost: h\r\nX: a\tb é\r\n\r\n",
        fields: [host, (name: "X", value: "a\tb é")]),
    AcceptedRequest(
        name: "repeated fields in order", wire: "GET / HTTP/1.1\r\nA: 1\r\nHost: h\r\nA: 2\r\n\r\n",
        fields: [(name: "A", value: "1"), host, (name: "A", value: "2")]),
    AcceptedRequest(
        name: "every character of a token", wire: "M!#$%&'*+-.^_`|~09AZaz / HTTP/1.1\r\nHost: h\r\n\r\n",
        method: "M!#$%&'*+-.^_`|~09AZaz", fields: [host]),
    AcceptedRequest(
        name: "query with unescaped characters",
        wire: "GET /a?q=SELECT'x';f=a!=b|\"{}[]^`\\<> HTTP/1.1\r\nHost: h\r\n\r\n",
        target: "/a?q=SELECT'x';f=a!=b|\"{}[]^`\\<>", fields: [host]),
    AcceptedRequest(
        name: "target above ASCII", wire: "GET /Größe HTTP/1.1\r\nHost: h\r\n\r\n", target: "/Größe", fields: [host]),
    AcceptedRequest(
        name: "absolute target", wire: "GET http://h:80/a?b HTTP/1.1\r\nHost: h\r\n\r\n", target: "http://h:80/a?b",
        fields: [host]),
    AcceptedRequest(
        name: "asterisk target", wire: "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", method: "OPTIONS", target: "*",
        fields: [host]),
    AcceptedRequest(
        name: "authority target", wire: "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n", method: "CONNECT",
        target: "h:443", fields: [host]),
    AcceptedRequest(
        name: "empty lines before", wire: "\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", fields: [host]),
    AcceptedRequest(
        name: "content with length", wire: "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\na\r\nbc",
        method: "POST", fields: [host, (name: "Content-Length", value: "5")], body: "a\r\nbc"),
    AcceptedRequest(
        name: "length 0", wire: "POST / HTTP/1.1\r\nHost: h\r\ncontent-length: 000\r\n\r\n", method: "POST",
        fields: [host, (name: "Content-Length", value: "000")]),
    AcceptedRequest(
        name: "equal lengths in two fields",
        wire: "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nContent-Length: 02\r\n\r\nab", method: "POST",
        fields: [host, (name: "Content-Length", value: "2"), (name: "Content-Length", value: "02")], body: "ab"),
    AcceptedRequest(
        name: "equal lengths in one field", wire: "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2, 2\r\n\r\nab",
        method: "POST", fields: [host, (name: "Content-Length", value: "2, 2")], body: "ab"),
    AcceptedRequest(
        name: "chunks",
        wire:
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n",
        method: "POST", fields: [host, (name: "Transfer-Encoding", value: "Chunked")], body: "abc0123456789"),
    AcceptedRequest(
        name: "chunk extensions and trailers",
        wire:
            "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b;c=\"d e\"\r\nx\r\n1;q\r\ny\r\n000\r\nT: v\r\nU: w\r\n\r\n",
        method: "PUT", fields: [host, (name: "Transfer-Encoding", value: "chunked")], body: "xy"),
    AcceptedRequest(
        name: "content of HTTP/1.0", wire: "POST / HTTP/1.0\r\nContent-Length: 1\r\n\r\nx", method: "POST",
        fields: [(name: "Content-Length", value: "1")], body: "x"),
]
