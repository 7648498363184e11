import CLinux
import Glibc
import InsightsHTTP
import InsightsTime

/// One connection of an event loop: its descriptor, its state, and what the loop knows of both.
///
/// Confined to the thread of its loop. Decides nothing: `ConnectionState` does.
final class Connection {
    /// What became of an attempt to send.
    enum SendOutcome {
        /// Everything has been taken.
        case sent
        /// The peer takes no more for now.
        case blocked
        /// The peer is gone.
        case closed
    }

    /// At most this much is sent to one connection before others have their turn.
    private static let bytesPerTurn = 1024 * 1024
    /// At most this much is given to the system in one call.
    private static let bytesPerCall = 256 * 1024

    let token: ConnectionToken
    var state: ConnectionState
    /// The events the descriptor is registered for.
    var interest: UInt32 = CLINUX_READABLE
    /// The earliest instant at which the loop will look at this connection's deadline, or nil.
    var scheduledDeadline: MonotonicTime?
    /// What stands between the state's bytes and the socket's; nil where they are the same.
    var tls: TLSStream?
    /// When TLS must have been set up, or its end be sent; nil where nothing of that is waited for.
    var tlsDeadline: MonotonicTime?
    /// Whether it is a connection through this server as a proxy.
    var isTunnel = false
    /// What the one who runs the server should be told about the end of this connection.
    var notice: ServerEvent?
    /// Whether the peer has sent anything.
    var hasReceived = false
    let descriptor: FileDescriptor

    init(descriptor: consuming FileDescriptor, token: ConnectionToken, state: consuming ConnectionState) {
        self.descriptor = descriptor
        self.token = token
        self.state = state
    }

    /// Whether there are bytes for the peer.
    var hasOutput: Bool { state.hasOutput || tls?.hasOutgoing == true }

    /// The events that are waited for.
    var wantedInterest: UInt32 {
        (state.wantsInput ? CLINUX_READABLE : 0) | (hasOutput ? CLINUX_WRITABLE : 0)
    }

    /// Reads once, at most as much as `scratch` holds; false if the peer is gone.
    func receive(into scratch: inout [UInt8], now: MonotonicTime) -> Bool {
        let count = scratch.withUnsafeMutableBytes { bytes in
            clinux_receive(descriptor.number, bytes.baseAddress, bytes.count)
        }
        if count > 0 {
            guard admits(first: scratch[0], now: now) else { return false }
            if tls != nil { return receive(encrypted: count, in: &scratch, now: now) }
            state.receive(scratch.span.extracting(first: count), now: now)
        } else if count == 0 {
            state.receiveEnd()
        } else {
            return CInt(-count) == EAGAIN
        }
        return true
    }

    /// Sends what there is, as far as the peer and this turn's share go.
    func send(now: MonotonicTime) -> SendOutcome {
        var sentInTurn = 0
        if !state.hasOutput { return flush() }
        while state.hasOutput {
            if sentInTurn >= Self.bytesPerTurn { return .blocked }
            let sent = state.withOutput { bytes, moreFollows in
                let count = min(bytes.count, Self.bytesPerCall)
                if let tls {
                    return tls.send(UnsafeRawBufferPointer(rebasing: bytes[..<count]), to: descriptor.number)
                }
                return clinux_send(
                    descriptor.number, bytes.baseAddress, count, moreFollows || count < bytes.count ? 1 : 0)
            }
            guard sent >= 0 else { return CInt(-sent) == EAGAIN ? .blocked : .closed }
            state.takeOutput(sent, now: now)
            sentInTurn += sent
        }
        return .sent
    }

    /// Tells the peer that nothing more will be sent.
    func endOutput() {
        endTLS()
        clinux_end_output(descriptor.number)
    }

    /// Has the peer learn that the connection was cut, once it is closed.
    func resetOnClose() {
        clinux_reset_on_close(descriptor.number)
    }
}

@available(*, unavailable)
extension Connection: Sendable {}
