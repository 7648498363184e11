/// The reason why a message is refused; each has a status and an explanation.
///
/// No case carries bytes of the message, because they may be secret.
public enum HTTPParseError: Error, Hashable, Sendable, CaseIterable {
    /// The request line is not method, target and version separated by single spaces (RFC 9112 §3).
    case malformedRequestLine
    /// The method is not a token (RFC 9110 §9.1).
    case invalidMethod
    /// The target is empty, contains a control character or has none of the four forms (RFC 9112 §3.2).
    case invalidTarget
    /// The version is not `HTTP/` digit `.` digit (RFC 9112 §2.3).
    case invalidVersion
    /// The major version is not 1 (RFC 9110 §15.6.6).
    case unsupportedVersion
    /// The status line is not version, three digits and a reason (RFC 9112 §4).
    case malformedStatusLine
    /// A line ends in LF without a preceding CR (RFC 9112 §2.2).
    case bareLineFeed
    /// A field line has no colon (RFC 9112 §5).
    case missingColon
    /// A field name is empty or not a token (RFC 9110 §5.1).
    case invalidFieldName
    /// There is whitespace between a field name and its colon (RFC 9112 §5.1).
    case spaceBeforeColon
    /// A field line continues the one before it (RFC 9112 §5.2).
    case foldedField
    /// A field value contains a control character, such as CR or NUL (RFC 9110 §5.5).
    case invalidFieldValue
    /// An HTTP/1.1 request has no Host (RFC 9112 §3.2).
    case missingHost
    /// There is more than one Host (RFC 9112 §3.2).
    case repeatedHost
    /// There is more than one Origin (RFC 6454 §7.3).
    case repeatedOrigin
    /// There is more than one Authorization (RFC 9110 §5.3).
    case repeatedAuthorization
    /// The Host contains a character that host and port cannot contain (RFC 9112 §3.2).
    case invalidHost
    /// A Content-Length is not a sequence of digits (RFC 9110 §8.6).
    case invalidContentLength
    /// Several Content-Lengths differ (RFC 9112 §6.3).
    case conflictingContentLength
    /// Both Transfer-Encoding and Content-Length are present (RFC 9112 §6.1).
    case ambiguousFraming
    /// An HTTP/1.0 message has Transfer-Encoding (RFC 9112 §6.1).
    case transferEncodingInHTTP10
    /// The last transfer coding is not chunked, or chunked is applied more than once (RFC 9112 §6.1).
    case invalidTransferEncoding
    /// A transfer coding before chunked is not implemented (RFC 9112 §6.1).
    case unsupportedTransferCoding
    /// A chunk does not start with its size in hexadecimal, or the size overflows (RFC 9112 §7.1).
    case invalidChunkSize
    /// A chunk extension contains a control character (RFC 9112 §7.1.1).
    case invalidChunkExtension
    /// A chunk's content is not followed by CR LF (RFC 9112 §7.1).
    case invalidChunkEnd
    /// The chunk extensions exceed `HTTPLimits.chunkExtensionBytes`.
    case chunkExtensionsTooLarge
    /// The request line exceeds `HTTPLimits.requestLineBytes`.
    case requestLineTooLong
    /// A field line exceeds `HTTPLimits.fieldBytes`.
    case fieldTooLarge
    /// The field lines exceed `HTTPLimits.allFieldsBytes`.
    case fieldsTooLarge
    /// The number of field lines exceeds `HTTPLimits.fieldCount`.
    case tooManyFields
    /// The content exceeds `HTTPLimits.bodyBytes`.
    case bodyTooLarge
    /// The request has an expectation other than `100-continue` (RFC 9110 §10.1.1).
    case unsupportedExpectation
    /// The head was not complete within `HTTPTimeouts.headComplete`.
    case headTimeout
    /// No content arrived for `HTTPTimeouts.bodyIdle`.
    case bodyTimeout
    /// The request was not complete within `HTTPTimeouts.requestComplete`.
    case requestTimeout
    /// All unfinished requests together exceed `HTTPLimits.unfinishedBytes`, and this one began first.
    case bodiesTooLarge
    /// The peer ended the connection within a message (RFC 9112 §8).
    case unexpectedEnd
    /// More than 64 interim responses precede a response.
    case tooManyInterimResponses
    /// The request is in plain text on a port that requires TLS.
    case plainTextOnTLSPort
}

extension HTTPParseError {
    /// The status of the server's response.
    public var status: HTTPStatus {
        switch self {
        case .headTimeout, .bodyTimeout, .requestTimeout: 408
        case .bodyTooLarge: 413
        case .requestLineTooLong: 414
        case .unsupportedExpectation: 417
        case .fieldTooLarge, .fieldsTooLarge, .tooManyFields: 431
        case .unsupportedTransferCoding: 501
        case .bodiesTooLarge: 503
        case .unsupportedVersion: 505
        default: 400
        }
    }

    /// What is wrong and what is expected, on one line.
    public var explanation: String {
        switch self {
        case .malformedRequestLine:
            "the request line is not 'METHOD target HTTP/1.1' with single spaces"
        case .invalidMethod: "the method holds a character that no method can hold"
        case .invalidTarget:
            "the request target is neither '/path', 'http://host/path' nor '*', or holds a control character or a fragment"
        case .invalidVersion: "the request line does not end in 'HTTP/1.1' or 'HTTP/1.0'"
        case .unsupportedVersion: "only HTTP/1.1 and HTTP/1.0 are supported"
        case .malformedStatusLine: "the status line is not 'HTTP/1.1 200 reason'"
        case .bareLineFeed: "a line ends in LF alone, expected CR LF"
        case .missingColon: "a header line has no colon"
        case .invalidFieldName: "a header name is empty or holds a character that no name can hold"
        case .spaceBeforeColon: "there is a space between a header name and its colon"
        case .foldedField: "a header line starts with a space: continued header lines are obsolete"
        case .invalidFieldValue: "a header value holds a control character"
        case .missingHost: "the Host header is missing, HTTP/1.1 requires one"
        case .repeatedHost: "there is more than one Host header"
        case .repeatedOrigin: "there is more than one Origin header"
        case .repeatedAuthorization: "there is more than one Authorization header"
        case .invalidHost: "the Host header is not a host with an optional port"
        case .invalidContentLength: "Content-Length is not a sequence of digits"
        case .conflictingContentLength: "there are several Content-Length values and they differ"
        case .ambiguousFraming: "there are both Transfer-Encoding and Content-Length, expected one of them"
        case .transferEncodingInHTTP10: "HTTP/1.0 has no Transfer-Encoding"
        case .invalidTransferEncoding: "the last transfer coding is not a single 'chunked'"
        case .unsupportedTransferCoding: "no transfer coding but 'chunked' is implemented"
        case .invalidChunkSize: "a chunk does not start with its size in hexadecimal"
        case .invalidChunkExtension: "a chunk extension holds a control character"
        case .invalidChunkEnd: "a chunk is longer than its size, or not followed by CR LF"
        case .chunkExtensionsTooLarge: "the chunk extensions are too long"
        case .requestLineTooLong: "the request line is too long"
        case .fieldTooLarge: "a header line is too long"
        case .fieldsTooLarge: "the headers are too long in all"
        case .tooManyFields: "there are too many headers"
        case .bodyTooLarge: "the body is larger than this server takes"
        case .unsupportedExpectation: "no expectation but '100-continue' is supported"
        case .headTimeout: "the request head did not arrive in time"
        case .bodyTimeout: "the request body stopped arriving"
        case .requestTimeout: "the request did not arrive in time, with its body"
        case .bodiesTooLarge: "the unfinished requests of all clients together are too large: send it again"
        case .tooManyInterimResponses: "more than 64 interim responses came before the response"
        case .unexpectedEnd: "the connection ended within a message"
        case .plainTextOnTLSPort: "this port speaks TLS: use https:// instead of http://"
        }
    }

    /// The server's response: plain text with the explanation, and no bytes of the message.
    public var response: HTTPResponse {
        HTTPResponse(
            status,
            fields: HTTPFields([(name: "Content-Type", value: "text/plain; charset=utf-8")]),
            body: .bytes(Array("\(status): \(explanation)\n".utf8)))
    }
}
