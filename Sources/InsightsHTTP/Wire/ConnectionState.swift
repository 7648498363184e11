package import InsightsTime

/// The server's side of one connection as a value: bytes, responses and instants in, bytes and actions out.
///
/// It reads requests, hands them out one at a time and writes their responses in order. It decides when to stop
/// reading, when to close and how. It never uses a descriptor or a clock; its shell executes its actions. It has one owner and
/// is noncopyable, which avoids accidental copies of its buffers.
///
///                  head complete          content complete        response        last piece
///     [head] ------------------> [body] -----------------> [handling] -> [streaming] ------> [head]
///        |                         |                            |              |
///        | refused, timed out      | refused, timed out         | last response| failed
///        +-------------------------+----------> [finishing] <---+              +-----------> [closed]
///                                                   | all sent
///                               may have more to say|          peer has ended, or promised to
///                                   [lingering] <---+---> [closed]
///
/// A response with a delayed delivery waits in `delayed` between `handling` and its head. A response that is cut ends
/// in `cutting`.
package struct ConnectionState: ~Copyable, Sendable {
    enum Phase {
        /// Waiting for a request, or reading its head.
        case head
        /// Reading a request's content.
        case body
        /// The handler is processing the request.
        case handling
        /// Sending content in chunks; `remaining` is nil if the length is unknown.
        case streaming(any HTTPBodySource, remaining: Int?, chunked: Bool, pulling: Bool)
        /// The response waits until an instant.
        case delayed(HTTPResponse, until: MonotonicTime)
        /// Sending the last bytes before a reset.
        case cutting
        /// Sending the last bytes; `lingers` tells whether the peer may still be sending.
        case finishing(lingers: Bool)
        /// All output is sent; reading continues so that the peer can receive it (RFC 9112 §9.6).
        case lingering
        /// The connection is done; `resets` tells whether it ends with a reset.
        case closed(resets: Bool)
    }

    /// The number of bytes that are reserved for content before any of it has arrived.
    static let reservedBytes = 64 * 1024
    /// The number of unsent bytes below which the next chunk is requested.
    static let lowWater = 64 * 1024
    /// The number of unsent bytes from which no further request is read.
    static let highWater = 256 * 1024

    let limits: HTTPLimits
    let deadlines: Deadlines
    /// The peer's address; nil without a network in between.
    package let remoteAddress: String?
    let dateHeader: (@Sendable () -> String)?

    var phase = Phase.head
    var input = InputBuffer()
    var output = OutputBuffer()
    var parser: RequestHeadParser
    var head: RequestHead?
    var decoder: BodyDecoder?
    var body: [UInt8] = []
    /// The number of responses in `output`, complete or partial.
    var unsentResponses = 0
    var hasInputEnded = false
    var isDraining = false
    /// Whether the current response is the last; decided when it begins.
    var closesAfterResponse = false
    /// The abnormal end of the current response; nil for a normal end.
    var ending: Ending?
    /// The throttle of the output; nil to send as fast as the peer receives.
    var pace: ResponseThrottle?

    /// The instant at which the connection last became idle.
    var idleSince: MonotonicTime
    /// The arrival of the first byte of the current head; nil outside a head.
    var headStarted: MonotonicTime?
    /// The arrival of the first byte of the current request, with its content.
    var requestStarted: MonotonicTime
    /// The number of bytes of the request that was handed out.
    var handedOutBytes = 0
    /// The last arrival of content.
    var bodyProgress: MonotonicTime
    /// The instant at which the peer last took output, or output began to wait.
    var writeProgress: MonotonicTime
    /// The start of lingering.
    var lingerStarted: MonotonicTime

    /// Creates the state of a newly accepted connection.
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
        requestStarted = now
        bodyProgress = now
        writeProgress = now
        lingerStarted = now
    }

    /// Decides on the next action.
    ///
    /// The shell calls it again after every action until it returns `wait`, `close` or `reset`.
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

    /// Whether output is available that may be sent now.
    package var hasOutput: Bool { !output.isEmpty && pace?.allowance != 0 }

    /// Passes the next output bytes as one run to `body`, and whether more follow immediately.
    package func withOutput<Result>(_ body: (UnsafeRawBufferPointer, _ moreFollows: Bool) -> Result) -> Result {
        guard let pace else { return output.withNextBytes(body) }
        return output.withNextBytes { bytes, moreFollows in
            bytes.count <= pace.allowance
                ? body(bytes, moreFollows)
                : body(UnsafeRawBufferPointer(rebasing: bytes[..<pace.allowance]), false)
        }
    }

    /// Passes the next output bytes as two runs to `body`, the second of which may be empty.
    ///
    /// Large content is the second run, so that it is sent with its head and without a copy.
    package func withOutputRuns<Result>(
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer, _ moreFollows: Bool) -> Result
    ) -> Result {
        guard pace == nil else {
            return withOutput { body($0, UnsafeRawBufferPointer(start: nil, count: 0), $1) }
        }
        return output.withRuns { body($0, $1, false) }
    }

    /// Whether so much output is pending that no further request is read.
    var isOutputFull: Bool {
        unsentResponses >= limits.pipelinedRequests || output.count >= Self.highWater || output.hasLarge
            || pace != nil
    }
}

extension ConnectionState {
    /// The timeouts in nanoseconds, computed once.
    struct Deadlines: Sendable {
        let headComplete: UInt64
        let bodyIdle: UInt64
        let requestComplete: UInt64
        let keepAliveIdle: UInt64
        let writeStall: UInt64
        let linger: UInt64
        /// The field that announces how long an idle connection is kept; empty for none.
        let keepAlive: [UInt8]

        init(_ timeouts: HTTPTimeouts) {
            headComplete = MonotonicTime.nanoseconds(in: timeouts.headComplete)
            requestComplete = MonotonicTime.nanoseconds(in: timeouts.requestComplete)
            bodyIdle = MonotonicTime.nanoseconds(in: timeouts.bodyIdle)
            let idle = timeouts.keepAliveIdle
            keepAliveIdle = MonotonicTime.nanoseconds(in: timeouts.announcesIdle ? idle + .seconds(1) : idle)
            keepAlive =
                timeouts.announcesIdle ? ResponseEncoder.keepAlive(seconds: Int(idle.components.seconds)) : []
            writeStall = MonotonicTime.nanoseconds(in: timeouts.writeStall)
            linger = MonotonicTime.nanoseconds(in: timeouts.linger)
        }
    }
}
