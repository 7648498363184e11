import CLinux
import Glibc
import InsightsHTTP
import InsightsTime

/// A connection of an event loop: its descriptor, its state, and the loop's bookkeeping.
///
/// It is confined to the thread of its loop. All decisions are made by `ConnectionState`.
final class Connection {
    /// The outcome of an attempt to send.
    enum SendOutcome {
        /// All bytes were sent.
        case sent
        /// The peer takes no more for now, or the turn is used up.
        case blocked
        /// The peer has closed the connection.
        case closed
    }

    /// The greatest number of bytes sent to one connection before other connections get a turn.
    private static let bytesPerTurn = 1024 * 1024
    /// The greatest number of bytes passed to one system call.
    private static let bytesPerCall = 256 * 1024

    let token: ConnectionToken
    var state: ConnectionState
    /// The events for which the descriptor is registered.
    var interest: UInt32 = CLINUX_READABLE
    /// The earliest entry for this connection in the loop's deadline heap; nil for none.
    var scheduledDeadline: MonotonicTime?
    /// The TLS stream between the state and the socket; nil for plain text.
    var tls: TLSStream?
    /// The deadline of the handshake or of the final flush; nil if neither is pending.
    var tlsDeadline: MonotonicTime?
    /// Whether the connection is a tunnel through this server as a proxy.
    var isTunnel = false
    /// The event to report to the server's operator when the connection ends; nil for none.
    var notice: ServerEvent?
    /// Whether the peer has sent any bytes.
    var hasReceived = false
    /// Whether the peer has sent any bytes of a request; in a tunnel, after the request for the tunnel.
    var hasRequest = false
    /// The bytes of unfinished requests that the server's budget counts.
    var countedBytes = 0
    /// The host of the tunnel; nil if there is none.
    var tunnelHost: String?
    let descriptor: FileDescriptor

    init(descriptor: consuming FileDescriptor, token: ConnectionToken, state: consuming ConnectionState) {
        self.descriptor = descriptor
        self.token = token
        self.state = state
    }

    /// Whether there are bytes to send to the peer.
    var hasOutput: Bool { state.hasOutput || tls?.hasOutgoing == true }

    /// The events that the connection waits for.
    var wantedInterest: UInt32 {
        (state.wantsInput ? CLINUX_READABLE : 0) | (hasOutput ? CLINUX_WRITABLE : 0)
    }

    /// Reads once, at most as much as `scratch` holds; returns false if the connection must be removed.
    func receive(into scratch: inout [UInt8], now: MonotonicTime) -> Bool {
        let count = scratch.withUnsafeMutableBytes { bytes in
            clinux_receive(descriptor.number, bytes.baseAddress, bytes.count)
        }
        if count > 0 {
            guard admits(first: scratch[0], now: now) else { return false }
            if tls != nil { return receive(encrypted: count, in: &scratch, now: now) }
            hasRequest = true
            state.receive(scratch.span.extracting(first: count), now: now)
        } else if count == 0 {
            state.receiveEnd()
        } else {
            return CInt(-count) == EAGAIN
        }
        return true
    }

    /// Sends pending output until the peer takes no more or this turn's limit is reached.
    func send(now: MonotonicTime) -> SendOutcome {
        var sentInTurn = 0
        if !state.hasOutput { return flush() }
        while state.hasOutput {
            if sentInTurn >= Self.bytesPerTurn { return .blocked }
            let sent: Int
            if let tls {
                sent = state.withOutput { bytes, _ in
                    let count = min(bytes.count, Self.bytesPerCall)
                    return tls.send(UnsafeRawBufferPointer(rebasing: bytes[..<count]), to: descriptor.number)
                }
            } else {
                sent = state.withOutputRuns { first, second, moreFollows in
                    let count = min(first.count, Self.bytesPerCall)
                    let rest = min(second.count, Self.bytesPerCall - count)
                    let isPart = moreFollows || count < first.count || rest < second.count
                    return clinux_send_two(
                        descriptor.number, first.baseAddress, count, second.baseAddress, rest, isPart ? 1 : 0)
                }
            }
            guard sent >= 0 else { return CInt(-sent) == EAGAIN ? .blocked : .closed }
            state.takeOutput(sent, now: now)
            sentInTurn += sent
        }
        return .sent
    }

    /// Tells the peer that no more bytes follow.
    func endOutput() {
        endTLS()
        clinux_end_output(descriptor.number)
    }

    /// Makes a later close reset the connection, so that the peer sees that it was cut.
    func resetOnClose() {
        clinux_reset_on_close(descriptor.number)
    }
}

@available(*, unavailable)
extension Connection: Sendable {}
