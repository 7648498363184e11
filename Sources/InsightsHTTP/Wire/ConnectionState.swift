package import InsightsTime

/// The server's side of one connection as a value: bytes, answers and instants in, bytes and actions out.
///
/// It reads requests, hands them out one at a time, writes their answers in order, and decides when to stop reading,
/// when to close and how. It never sees a descriptor or a clock; a shell around it executes its actions. It has one
/// owner, which also keeps it from being copied, buffers and all, at every look.
///
///                  head complete          content complete        answer          last piece
///     [head] ------------------> [body] -----------------> [handling] -> [streaming] ------> [head]
///        |                         |                            |              |
///        | refused, timed out      | refused, timed out         | last answer  | failed
///        +-------------------------+----------> [finishing] <---+              +-----------> [closed]
///                                                   | all sent
///                               may have more to say|          peer has ended, or promised to
///                                   [lingering] <---+---> [closed]
///
/// An answer whose delivery says so waits in `delayed` between `handling` and its head, and ends in `cutting` instead of
/// where it should.
package struct ConnectionState: ~Copyable, Sendable {
    enum Phase {
        /// Waiting for a request, or within its head.
        case head
        /// Within a request's content.
        case body
        /// The handler has the request.
        case handling
        /// The answer's content comes in pieces; `remaining` is nil where its length is not known.
        case streaming(any HTTPBodySource, remaining: Int?, chunked: Bool, pulling: Bool)
        /// The answer waits for its time.
        case delayed(HTTPResponse, until: MonotonicTime)
        /// The last bytes before a cut are on their way.
        case cutting
        /// The last bytes are on their way; `lingers` says whether the peer may still be sending.
        case finishing(lingers: Bool)
        /// All is sent; reading on so that the peer can take it (RFC 9112 §9.6).
        case lingering
        /// Nothing more happens; `resets` says how it ended.
        case closed(resets: Bool)
    }

    /// Below this much unsent output, the next piece of content is made.
    static let lowWater = 64 * 1024
    /// From this much unsent output on, no further request is read.
    static let highWater = 256 * 1024

    let limits: HTTPLimits
    let deadlines: Deadlines
    /// The peer's address, or nil where there is no network between the two.
    package let remoteAddress: String?
    let dateHeader: (@Sendable () -> String)?

    var phase = Phase.head
    var input = InputBuffer()
    var output = OutputBuffer()
    var parser: RequestHeadParser
    var head: RequestHead?
    var decoder: BodyDecoder?
    var body: [UInt8] = []
    /// Answers in `output`, whole or begun.
    var unsentAnswers = 0
    var hasInputEnded = false
    var isDraining = false
    /// Whether the answer under way is the last; decided when it begins.
    var closesAfterAnswer = false
    /// How the answer under way ends, where not as it should.
    var ending: Ending?
    /// How fast output is let out, where not as fast as the peer takes it.
    var pace: ResponseThrottle?

    /// When the connection last became idle.
    var idleSince: MonotonicTime
    /// When the first byte of the head under way arrived.
    var headStarted: MonotonicTime?
    /// When content last arrived.
    var bodyProgress: MonotonicTime
    /// When the peer last took output, or output began to wait.
    var writeProgress: MonotonicTime
    /// When lingering began.
    var lingerStarted: MonotonicTime

    /// Creates the state of a connection just accepted.
    package init(
        limits: HTTPLimits, timeouts: HTTPTimeouts, now: MonotonicTime, remoteAddress: String? = nil,
        dateHeader: (@Sendable () -> String)? = nil
    ) {
        self.limits = limits
        self.deadlines = Deadlines(timeouts)
        self.remoteAddress = remoteAddress
        self.dateHeader = dateHeader
        parser = RequestHeadParser(limits: limits)
        idleSince = now
        bodyProgress = now
        writeProgress = now
        lingerStarted = now
    }

    /// Decides what to do next.
    ///
    /// Called again after every action until it says `wait`, `close` or `reset`.
    package mutating func nextAction(now: MonotonicTime) -> ConnectionAction {
        if pace != nil { pace?.refill(now: now) }
        while true {
            let action: ConnectionAction?
            switch phase {
            case .head: action = advanceHead(now)
            case .body: action = advanceBody(now)
            case .handling, .delayed: action = .wait
            case .cutting: action = advanceCutting()
            case .streaming: action = advanceStreaming()
            case .finishing(let lingers): action = advanceFinishing(lingers: lingers, now)
            case .lingering: action = advanceLingering()
            case .closed(let resets): action = resets ? .reset : .close
            }
            if let action { return action }
        }
    }

    /// Whether bytes from the peer are wanted now.
    package var wantsInput: Bool {
        if hasInputEnded { return false }
        switch phase {
        case .head: return !isOutputFull
        case .body, .lingering: return true
        case .handling, .delayed, .streaming, .finishing: return input.count < limits.pipelinedBytes
        case .cutting, .closed: return false
        }
    }

    /// Whether there are bytes for the peer, and it may have them now.
    package var hasOutput: Bool { !output.isEmpty && pace?.allowance != 0 }

    /// Gives the next bytes for the peer in one run, and whether more follow at once.
    package func withOutput<Result>(_ body: (UnsafeRawBufferPointer, _ moreFollows: Bool) -> Result) -> Result {
        guard let pace else { return output.withNextBytes(body) }
        return output.withNextBytes { bytes, moreFollows in
            bytes.count <= pace.allowance
                ? body(bytes, moreFollows)
                : body(UnsafeRawBufferPointer(rebasing: bytes[..<pace.allowance]), false)
        }
    }

    /// Whether answers wait for the peer to take them, so that no further request is read.
    var isOutputFull: Bool {
        unsentAnswers >= limits.pipelinedRequests || output.count >= Self.highWater || output.hasLarge
            || pace != nil
    }
}

extension ConnectionState {
    /// The timeouts in nanoseconds, worked out once.
    struct Deadlines: Sendable {
        let headComplete: UInt64
        let bodyIdle: UInt64
        let keepAliveIdle: UInt64
        let writeStall: UInt64
        let linger: UInt64

        init(_ timeouts: HTTPTimeouts) {
            headComplete = MonotonicTime.nanoseconds(in: timeouts.headComplete)
            bodyIdle = MonotonicTime.nanoseconds(in: timeouts.bodyIdle)
            keepAliveIdle = MonotonicTime.nanoseconds(in: timeouts.keepAliveIdle)
            writeStall = MonotonicTime.nanoseconds(in: timeouts.writeStall)
            linger = MonotonicTime.nanoseconds(in: timeouts.linger)
        }
    }
}
