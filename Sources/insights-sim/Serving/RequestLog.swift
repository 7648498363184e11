import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// A log of requests: one line for each response, with the reason of a refusal.
struct RequestLog: Sendable {
    /// The form of a line.
    enum Form: String, CaseIterable {
        case text
        case json
    }

    let form: Form
    let print: @Sendable (String) -> Void

    /// Returns a handler that logs what another one responds.
    func observing(_ next: any HTTPHandler) -> any HTTPHandler { ObservedHandler(next: next, log: self) }

    /// Returns the line for a response.
    func line(_ request: HTTPRequest, _ response: HTTPResponse, took duration: Duration) -> String {
        let entry = LoggedRequest(request, response, took: duration)
        return switch form {
        case .text: entry.text
        // What acts on a terminal has to stay JSON.
        case .json: PrintableText.json(String(decoding: JSONWriter.encode(entry.json), as: UTF8.self))
        }
    }
}

/// Passes requests on, and logs the responses.
private struct ObservedHandler: HTTPHandler {
    let next: any HTTPHandler
    let log: RequestLog

    func handle(_ request: HTTPRequest) -> HTTPReply {
        let start = ContinuousClock.now
        return next.handle(request).map { response in
            log.print(log.line(request, response, took: start.duration(to: .now)))
            return response
        }
    }
}

/// One request and its response as a log shows them, without secrets.
private struct LoggedRequest {
    let method: String
    let target: String
    let status: Int
    let microseconds: Int
    let peer: String?
    /// The simulated instant of the response.
    let date: String?
    /// The reason of a refusal, or a note on input that was not taken literally.
    let reason: String?

    init(_ request: HTTPRequest, _ response: HTTPResponse, took duration: Duration) {
        method = request.method.token
        target = Self.shown(request.target)
        status = response.status.code
        microseconds = Int(duration / .microseconds(1))
        peer = request.remoteAddress
        date = response.fields["Date"]
        reason = response.fields[SimulatorEndpoints.detailField].map { SecretFinder().redacted($0) }
    }

    /// Returns a request target without secrets, such as the signature of a link.
    private static func shown(_ target: String) -> String {
        let finder = SecretFinder()
        guard let mark = target.firstIndex(of: "?") else { return finder.redacted(target) }
        return finder.redacted(String(target[..<mark])) + "?"
            + finder.redacted(String(target[target.index(after: mark)...]), as: .form)
    }

    var text: String {
        let milliseconds = "\(microseconds / 1000).\(microseconds / 100 % 10) ms"
        return "\(peer ?? "-") \(method) \(target) \(status) \(milliseconds)" + (reason.map { ": \($0)" } ?? "")
    }

    var json: JSONValue {
        .object([
            "date": date.map(JSONValue.string) ?? .null, "peer": peer.map(JSONValue.string) ?? .null,
            "method": .string(method), "target": .string(target), "status": .integer(status),
            "microseconds": .integer(microseconds), "reason": reason.map(JSONValue.string) ?? .null,
        ])
    }
}
