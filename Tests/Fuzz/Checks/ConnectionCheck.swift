import InsightsHTTP
import InsightsTime

/// The server's side of a connection: the same bytes in pieces, with pauses, and with an end at any place.
///
/// The first byte of an input is the number of steps that follow it, one byte each; the rest is what the peer sends.
enum ConnectionCheck {
    /// What happens to a connection, made of one byte.
    private enum Step {
        /// The next bytes arrive.
        case receive(Int)
        /// The peer takes some of the output.
        case take(Int)
        /// Time passes, in milliseconds.
        case pass(Int)
        /// The peer ends its side.
        case end
        /// The server begins to shut down.
        case drain

        init(_ byte: UInt8) {
            let size = Int(byte >> 3) + 1
            self =
                switch byte & 7 {
                case 0, 1, 2, 3: .receive(size)
                case 4, 5: .take(size * size)
                case 6: .pass(size * size * size)
                default: size > 24 ? .drain : size > 16 ? .end : .receive(size * 16)
                }
        }

        /// Whether a connection without this step has the same requests.
        var isNeutral: Bool {
            switch self {
            case .receive, .take: true
            case .pass, .end, .drain: false
            }
        }
    }

    static func check(_ bytes: [UInt8]) throws {
        let count = min(Int(bytes.first ?? 0), 64, max(0, bytes.count - 1))
        let steps = bytes.dropFirst().prefix(count).map(Step.init)
        let sent = Array(bytes.dropFirst(count + 1))
        var peer = Peer(sent)
        for step in steps { try peer.take(step) }
        try peer.finish()
        guard steps.allSatisfy(\.isNeutral) else { return }
        var whole = Peer(sent)
        try whole.finish()
        try require(peer.requests == whole.requests, "in pieces \(peer.requests), at once \(whole.requests)")
    }

    /// A peer, with the handler that responds to it.
    private struct Peer: ~Copyable {
        private var connection: ConnectionState
        private var rest: ArraySlice<UInt8>
        private var now = MonotonicTime(nanoseconds: 0)
        private var isClosed = false
        /// The requests that were handled.
        private(set) var requests: [String] = []

        init(_ sent: [UInt8]) {
            rest = sent[...]
            connection = ConnectionState(limits: .small, timeouts: HTTPTimeouts(), now: now)
        }

        mutating func take(_ step: Step) throws {
            switch step {
            case .receive(let count): receive(count)
            case .take(let count): send(count)
            case .pass(let milliseconds): now = now + MonotonicTime.nanoseconds(in: .milliseconds(milliseconds))
            case .end: connection.receiveEnd()
            case .drain: connection.beginDraining()
            }
            connection.passDeadline(now: now)
            try act()
        }

        /// Sends the rest, ends, takes all output, and lets time pass: the connection must close.
        mutating func finish() throws {
            for _ in 0..<2000 where !isClosed {
                if rest.isEmpty { connection.receiveEnd() }
                receive(.max)
                send(.max)
                try act()
                guard let deadline = connection.deadline else { continue }
                if rest.isEmpty { now = max(now, deadline) }
                connection.passDeadline(now: now)
            }
            try require(isClosed, "open after its peer has ended")
        }

        private mutating func receive(_ count: Int) {
            guard connection.wantsInput, !rest.isEmpty else { return }
            connection.receive(Array(rest.prefix(count)).span, now: now)
            rest = rest.dropFirst(count)
        }

        private mutating func send(_ count: Int) {
            guard connection.hasOutput else { return }
            let size = connection.withOutput { bytes, _ in min(bytes.count, count) }
            connection.takeOutput(size, now: now)
        }

        private mutating func act() throws {
            for _ in 0..<200 {
                switch connection.nextAction(now: now) {
                case .handle(let request):
                    requests.append("\(request.method) \(request.target) \(request.fields.all) \(request.body)")
                    connection.respond(with: HTTPResponse(200, body: .bytes(request.body)), now: now)
                case .endOutput: continue
                case .wait: return
                case .close, .reset:
                    try require(!connection.wantsInput, "closed, and wants input")
                    isClosed = true
                    return
                case .pull: throw Violation(description: "a piece is wanted of a whole response")
                }
            }
            throw Violation(description: "200 actions without a wait")
        }
    }
}
