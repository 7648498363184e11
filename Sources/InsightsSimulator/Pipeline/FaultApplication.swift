import InsightsAPI
import InsightsFaults
import InsightsHTTP
import InsightsIdentity
import InsightsJSON
import InsightsQuery
import InsightsTime
private import Synchronization

/// Applies a fault to a response: replaces the service's response, or alters it.
struct FaultApplication: Sendable {
    let fired: TriggeredFault
    let route: Operation
    let program: PartnerProgram?
    let frame: ResponseFrame
    /// Whether a delay is in real time: the fault requests it, or the tenant's clock is the system clock.
    let delaysReally: Bool

    /// The number of bytes that are sent before a cut in the middle of a body of unknown length.
    static let middleOfUnknown = 512

    /// Returns the response that replaces the service's; nil if the service responds.
    func replacement() -> HTTPResponse? {
        switch fired.fault {
        case .status(let status): return refusal(status)
        case .throttled(let seconds):
            var response = refusal(429)
            response.fields.set("Retry-After", to: String(seconds))
            return response
        case .expiredToken:
            return frame.refusal(.unauthorized, program: program ?? .cmp, challenge: .outsideLifetime)
        default: return nil
        }
    }

    private func refusal(_ status: Int) -> HTTPResponse {
        switch route {
        case .token: return tokenRefusal(status)
        case .discovery, .download: return text(status, HTTPStatus(status).reasonPhrase)
        default:
            let message = Self.message(status)
            let envelope = Envelope.Frame(
                program: program ?? .cmp, totalCount: 0, message: message, status: HTTPStatus(status))
            var response = frame.json(HTTPStatus(status), Envelope.encode(envelope) { _ in })
            if status == 401 { response.fields.append("WWW-Authenticate", TokenRejection.outsideLifetime.challenge) }
            return response
        }
    }

    /// Returns the published message of a status; 429 has none (U49, docs/sources.md).
    private static func message(_ status: Int) -> String {
        switch status {
        case 401: ServiceError.unauthorized.message
        case 403: ServiceError.forbidden.message
        case 404: ServiceError.noItemFound.message
        case 429: "Too Many Requests"
        default: ServiceError.serviceUnavailable.message
        }
    }

    /// Returns an error of the token endpoint: 429 is plain text from the gateway, all others are AADSTS90033
    /// (token-endpoint 10.8).
    private func tokenRefusal(_ status: Int) -> HTTPResponse {
        if status == 429 { return text(429, "Too Many Requests") }
        let time = String(frame.now.description.map { $0 == "T" ? " " : $0 })
        let lines = [
            "AADSTS90033: A transient error has occurred. Please try again.", "Trace ID: \(frame.requestID)",
            "Correlation ID: \(frame.requestID)", "Timestamp: \(time)",
        ]
        let body: JSONObject = [
            "error": .string("temporarily_unavailable"),
            "error_description": .string(lines.joined(separator: "\r\n")), "error_codes": .array([.integer(90033)]),
            "timestamp": .string(time), "trace_id": .string(frame.requestID),
            "correlation_id": .string(frame.requestID),
        ]
        return frame.json(HTTPStatus(status), JSONWriter.encode(.object(body)))
    }

    private func text(_ status: Int, _ text: String) -> HTTPResponse {
        HTTPResponse(
            HTTPStatus(status), fields: frame.fields("text/plain; charset=utf-8"),
            body: .bytes(Array("\(text)\n".utf8)))
    }

    /// Returns the service's response as the fault alters it.
    func applied(to response: HTTPResponse) -> HTTPResponse {
        var response = response
        let length = Self.length(of: response.body)
        let middle = length.map { $0 / 2 } ?? Self.middleOfUnknown
        switch fired.fault {
        case .latency(_, let isReal):
            if isReal || delaysReally { response.delivery.delay = .milliseconds(fired.milliseconds) }
        case .connectionReset(.beforeHead): response.delivery.cut = .resetBeforeHead
        case .connectionReset(.midBody(let bytes)):
            response.delivery.cut = .reset(afterBodyBytes: bytes ?? middle)
        case .connectionReset(.afterBody): response.delivery.cut = .reset(afterBodyBytes: length ?? .max)
        case .truncatedBody(let bytes): response.delivery.cut = .close(afterBodyBytes: bytes ?? middle)
        case .corruptGzip: corrupt(&response)
        case .shortGzip(let bytes): Self.shorten(&response, to: bytes ?? middle)
        case .slowDrip(let rate): response.delivery.bytesPerSecond = rate
        case .wrongContentLength(let difference):
            guard let length = length ?? Self.collect(&response) else { break }
            response.delivery.announcedLength = max(0, length + difference)
        case .status, .throttled, .expiredToken, .heldExecution, .failedCallback: break
        }
        return response
    }

    /// Reads the whole content, so that its length is known; nil if the source fails.
    private static func collect(_ response: inout HTTPResponse) -> Int? {
        guard let bytes = try? response.bodyBytes() else { return nil }
        response.body = .bytes(bytes)
        return bytes.count
    }

    private static func length(of body: HTTPBody) -> Int? {
        switch body {
        case .bytes(let bytes): bytes.count
        case .stream(_, let length): length
        }
    }

    /// Ends a file early, as if no more of it were stored: the message is whole, and its length is that of the part.
    private static func shorten(_ response: inout HTTPResponse, to count: Int) {
        guard response.status == 200 || response.status == 206 else { return }
        let sent: Int
        switch response.body {
        case .bytes(let bytes):
            sent = min(count, bytes.count)
            response.body = .bytes(Array(bytes.prefix(count)))
        case .stream(let source, let length):
            sent = min(count, length ?? count)
            response.body = .stream(RangeSource(0..<sent, of: source), length: length == nil ? nil : sent)
        }
        // The digest of the whole file would tell.
        response.fields.set("Content-MD5", to: nil)
        response.fields.set("x-ms-blob-content-md5", to: nil)
        if let range = response.fields["Content-Range"], let start = Int(range.dropFirst(6).prefix { $0 != "-" }) {
            response.fields.set("Content-Range", to: "bytes \(start)-\(start + max(sent, 1) - 1)/\(start + sent)")
        }
    }

    /// Changes one byte in the middle of the compressed content, behind the gzip header.
    private func corrupt(_ response: inout HTTPResponse) {
        guard response.fields["Content-Encoding"]?.lowercased() == "gzip", case .bytes(var bytes) = response.body,
            bytes.count > 20
        else {
            if case .stream(let source, let length) = response.body {
                response.body = .stream(CorruptingSource(source), length: length)
            }
            return
        }
        bytes[bytes.count / 2] ^= 0x55
        response.body = .bytes(bytes)
    }
}

/// A body source that changes one byte in the first chunk of another source.
private final class CorruptingSource: HTTPBodySource {
    private let source: any HTTPBodySource
    private let isFirst = Atomic(true)

    init(_ source: any HTTPBodySource) {
        self.source = source
    }

    func nextChunk() throws -> [UInt8]? {
        guard var piece = try source.nextChunk() else { return nil }
        if isFirst.exchange(false, ordering: .relaxed) { piece[piece.count / 2] ^= 0x55 }
        return piece
    }
}
