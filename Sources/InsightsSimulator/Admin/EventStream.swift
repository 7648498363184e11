import InsightsHTTP
import Synchronization

/// One stream of server-sent events: the state of a tenant in short, whenever it differs from the last one sent.
final class EventStream: PushedBodySource {
    private struct State: Sendable {
        var last: String?
        var deliver: (@Sendable ([UInt8]?) -> Void)?
        var quietPolls = 0
        var endsAfterFirst = false
        var isEnded = false
    }

    /// The polls without an event after which a comment is sent, so that the loss of the peer is noticed.
    static let quietLimit = 40

    private let state = Mutex(State())
    private let summary: @Sendable () -> String

    /// Creates a stream of what a function returns, a text on one line.
    init(_ summary: @escaping @Sendable () -> String) {
        self.summary = summary
    }

    /// Returns the first event, then the end.
    func nextChunk() throws -> [UInt8]? {
        endAfterFirst()
        return next(summary())
    }

    func whenReady(_ deliver: @escaping @Sendable ([UInt8]?) -> Void) {
        enum Step { case send, end, wait }
        let step = state.withLock { state -> Step in
            if state.isEnded || state.endsAfterFirst && state.last != nil { return .end }
            if state.last == nil { return .send }
            state.deliver = deliver
            return .wait
        }
        switch step {
        case .send: deliver(next(summary()))
        case .end: deliver(nil)
        case .wait: break
        }
    }

    private func next(_ text: String) -> [UInt8]? {
        state.withLock { state in
            guard !state.isEnded, state.last == nil || !state.endsAfterFirst else { return nil }
            state.last = text
            return Self.event(text)
        }
    }

    /// Sends the state if it changed and the peer waits.
    func poll() {
        let text = summary()
        let (deliver, chunk) = state.withLock { state -> ((@Sendable ([UInt8]?) -> Void)?, [UInt8]) in
            guard state.deliver != nil else { return (nil, []) }
            let isNew = state.last != text
            state.quietPolls = isNew ? 0 : state.quietPolls + 1
            guard isNew || state.quietPolls >= Self.quietLimit else { return (nil, []) }
            state.quietPolls = 0
            state.last = text
            return (state.deliver.take(), isNew ? Self.event(text) : Self.comment)
        }
        deliver?(chunk)
    }

    func endAfterFirst() { state.withLock { $0.endsAfterFirst = true } }

    func end() {
        let deliver = state.withLock { state in
            state.isEnded = true
            return state.deliver.take()
        }
        deliver?(nil)
    }

    private static func event(_ text: String) -> [UInt8] { Array("data: \(text)\n\n".utf8) }

    private static let comment = Array(":\n\n".utf8)
}
