import InsightsHTTP
import InsightsTime

/// Drives a connection's state without sockets: text in, steps and text out, time by hand.
final class ConnectionDriver {
    var state: ConnectionState
    private(set) var now: MonotonicTime

    /// Creates a connection whose Date is `D`, so that answers are the same on every run.
    init(limits: HTTPLimits = HTTPLimits(), timeouts: HTTPTimeouts = HTTPTimeouts(), dated: Bool = false) {
        now = MonotonicTime(nanoseconds: 1_000_000_000)
        let dateHeader: @Sendable () -> String = { "D" }
        state = ConnectionState(
            limits: limits, timeouts: timeouts, now: now, remoteAddress: "192.0.2.1",
            dateHeader: dated ? dateHeader : nil)
    }

    /// Takes text from the peer and returns what the state does.
    func receive(_ text: String) -> [String] {
        state.receive(Array(text.utf8).span, now: now)
        return steps()
    }

    /// Takes the peer's end.
    func receiveEnd() -> [String] {
        state.receiveEnd()
        return steps()
    }

    /// Answers the request handed out last.
    func respond(_ status: HTTPStatus = 200, _ text: String = "") -> [String] {
        respond(HTTPResponse(status, body: .bytes(Array(text.utf8))))
    }

    /// Answers the request handed out last.
    func respond(_ response: HTTPResponse) -> [String] {
        state.respond(with: response, now: now)
        return steps()
    }

    /// Gives the piece asked for last.
    func receivePiece(_ text: String?) -> [String] {
        state.receivePiece(text.map { Array($0.utf8) }, now: now)
        return steps()
    }

    /// Notes that the piece asked for last cannot be made.
    func failPiece() -> [String] {
        state.failPiece()
        return steps()
    }

    /// Notes the start of a shutdown.
    func drain() -> [String] {
        state.beginDraining()
        return steps()
    }

    /// Lets time pass and returns what the state does.
    func advance(_ duration: Duration) -> [String] {
        now = now + duration
        state.passDeadline(now: now)
        return steps()
    }

    /// Whether bytes from the peer are wanted.
    var wantsInput: Bool { state.wantsInput }

    /// How long until the state must be woken.
    var deadline: Duration? {
        state.deadline.map { .nanoseconds(Int64($0.nanoseconds) - Int64(now.nanoseconds)) }
    }

    /// Lets the peer take everything, and returns it.
    func takeOutput() -> String {
        takeOutput(atMost: .max)
    }

    /// Lets the peer take some bytes, and returns them.
    func takeOutput(atMost limit: Int) -> String {
        var taken: [UInt8] = []
        while state.hasOutput, taken.count < limit {
            let run = state.withOutput { bytes, _ in Array(bytes.prefix(limit - taken.count)) }
            taken += run
            state.takeOutput(run.count, now: now)
        }
        return String(decoding: taken, as: UTF8.self)
    }

    /// Returns the steps of the state until it waits.
    func steps() -> [String] {
        var steps: [String] = []
        while true {
            switch state.nextAction(now: now) {
            case .wait: return steps
            case .handle(let request):
                let body = request.body.isEmpty ? "" : " \(String(decoding: request.body, as: UTF8.self))"
                steps.append("handle \(request.method) \(request.target)\(body)")
            case .pull: steps.append("pull")
            case .endOutput: steps.append("end output")
            case .close: return steps + ["close"]
            case .reset: return steps + ["reset"]
            }
        }
    }
}

/// A source that is never asked: the driver gives the pieces.
final class UnusedSource: HTTPBodySource {
    func nextChunk() -> [UInt8]? {
        nil
    }
}

extension HTTPResponse {
    /// Returns a response of status 200 whose pieces the driver gives.
    static func stream(length: Int?) -> HTTPResponse {
        HTTPResponse(200, body: .stream(UnusedSource(), length: length))
    }
}

/// Returns a GET request of HTTP/1.1.
func get(_ target: String, _ fields: String...) -> String {
    "GET \(target) HTTP/1.1\r\nHost: h\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
}

/// Returns a POST request of HTTP/1.1 with the given content.
func post(_ target: String, _ fields: String..., body: String = "") -> String {
    "POST \(target) HTTP/1.1\r\nHost: h\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n" + body
}
