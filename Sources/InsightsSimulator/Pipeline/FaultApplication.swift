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
    /// The request target, to which a redirect leads.
    let target: String
    let frame: ResponseFrame
    /// Whether a delay is in real time: the fault requests it, or the tenant's clock is the system clock.
    let delaysReally: Bool

    /// The number of bytes that are sent before a cut in the middle of a body of unknown length.
    static let middleOfUnknown = 512

    /// Returns the response that replaces the service's; nil if the service responds.
    func replacement() -> HTTPResponse? {
        switch fired.fault {
        case .status(let status): return refusal(status)
        case .errorIn200(let status):
            var response = refusal(status, body: .json)
            response.status = 200
            response.fields.set("WWW-Authenticate", to: nil)
            return response
        case .htmlPage(let status): return page(status)
        case .redirect(let status):
            var response = text(status, HTTPStatus(status).reasonPhrase)
            response.fields.append("Location", target)
            return response
        case .unknownInstance: return tokenRefusal(.unknownInstance)
        case .throttled(let seconds, let form, let body):
            var response = refusal(429, body: body)
            response.fields.set(
                "Retry-After",
                to: form == .seconds
                    ? String(seconds) : HTTPDate.format(secondsSince1970: frame.now.secondsSinceEpoch + seconds))
            return response
        case .expiredToken:
            return frame.refusal(.unauthorized, program: program ?? .cmp, challenge: .outsideLifetime)
        default: return nil
        }
    }

    private func refusal(_ status: Int, body: Fault.ThrottleBody = .usual) -> HTTPResponse {
        switch route {
        case _ where body == .text: return text(status, HTTPStatus(status).reasonPhrase)
        case .token where status == 429 && body == .usual: return text(429, "Too Many Requests")
        case .token: return tokenRefusal(.transient(status))
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

    /// An error of the token endpoint, of which a fault makes the response.
    private enum TokenRefusal {
        /// A temporary error, AADSTS90033 (token-endpoint 10.8).
        case transient(Int)
        /// An instance that the documents do not know.
        case unknownInstance
    }

    /// Returns an error of the token endpoint, with its trace.
    private func tokenRefusal(_ refusal: TokenRefusal) -> HTTPResponse {
        let (status, code, name, message): (Int, Int, String, String) =
            switch refusal {
            case .transient(let status):
                (status, 90033, "temporarily_unavailable", "A transient error has occurred. Please try again.")
            case .unknownInstance: (400, 50049, "invalid_instance", "Unknown or invalid instance.")
            }
        let time = String(frame.now.description.map { $0 == "T" ? " " : $0 })
        let lines = [
            "AADSTS\(code): \(message)", "Trace ID: \(frame.requestID)", "Correlation ID: \(frame.requestID)",
            "Timestamp: \(time)",
        ]
        let body: JSONObject = [
            "error": .string(name), "error_description": .string(lines.joined(separator: "\r\n")),
            "error_codes": .array([.integer(code)]), "timestamp": .string(time), "trace_id": .string(frame.requestID),
            "correlation_id": .string(frame.requestID),
        ]
        return frame.json(HTTPStatus(status), JSONWriter.encode(.object(body)))
    }

    /// Returns the page of a gateway, which the service does not send.
    private func page(_ status: Int) -> HTTPResponse {
        let title = "\(status) \(HTTPStatus(status).reasonPhrase)"
        let html = """
            <!DOCTYPE html><html><head><title>\(title)</title></head><body><h1>\(title)</h1>\
            <hr><p>insights-simulator</p></body></html>\n
            """
        return HTTPResponse(
            HTTPStatus(status), fields: frame.fields("text/html; charset=utf-8"), body: .bytes(Array(html.utf8)))
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
        case .tokenField(let field, let value): Self.change(field, to: value, in: &response)
        case .status, .throttled, .expiredToken, .heldExecution, .failedCallback, .errorIn200, .htmlPage, .redirect,
            .unknownInstance, .gzip, .chunked:
            break
        }
        return response
    }

    /// Changes a member of a response that grants a token, or adds it; nil leaves it out.
    private static func change(_ field: String, to value: JSONValue?, in response: inout HTTPResponse) {
        guard response.status == 200, case .bytes(let bytes) = response.body,
            case .object(var object) = try? JSONParser.parse(bytes)
        else { return }
        object[field] = value
        response.body = .bytes(JSONWriter.encode(.object(object)))
    }

    /// Returns the response in the coding that the fault wants; the journal shows it as it was before.
    func coded(_ response: HTTPResponse) -> HTTPResponse {
        var response = response
        switch fired.fault {
        case .gzip:
            guard response.fields["Content-Encoding"] == nil, let bytes = try? response.bodyBytes() else { break }
            response.body = .bytes(GzipBytes.compress(bytes))
            response.fields.append("Content-Encoding", "gzip")
        case .chunked:
            guard case .bytes(let bytes) = response.body else { break }
            response.body = .stream(PieceSource(bytes), length: nil)
        default: break
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

/// A body source of bytes in small pieces, so that a chunked message has several chunks.
private final class PieceSource: HTTPBodySource {
    private static let size = 16
    private let bytes: [UInt8]
    private let next = Atomic(0)

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func nextChunk() -> [UInt8]? {
        let start = next.wrappingAdd(Self.size, ordering: .relaxed).oldValue
        return start < bytes.count ? Array(bytes[start..<min(bytes.count, start + Self.size)]) : nil
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
