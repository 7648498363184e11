import CLinux
import Glibc
import InsightsHTTP

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
    private let descriptor: FileDescriptor

    init(descriptor: consuming FileDescriptor, token: ConnectionToken, state: consuming ConnectionState) {
        self.descriptor = descriptor
        self.token = token
        self.state = state
    }

    /// The events the state wants to hear of.
    var wantedInterest: UInt32 {
        (state.wantsInput ? CLINUX_READABLE : 0) | (state.hasOutput ? CLINUX_WRITABLE : 0)
    }

    /// Reads once, at most as much as `scratch` holds; false if the peer is gone.
    func receive(into scratch: inout [UInt8], now: MonotonicTime) -> Bool {
        let count = scratch.withUnsafeMutableBytes { bytes in
            clinux_receive(descriptor.number, bytes.baseAddress, bytes.count)
        }
        if count > 0 {
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
        while state.hasOutput {
            if sentInTurn >= Self.bytesPerTurn { return .blocked }
            let sent = state.withOutput { bytes, moreFollows in
                let count = min(bytes.count, Self.bytesPerCall)
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
        clinux_end_output(descriptor.number)
    }

    /// Has the peer learn that the connection was cut, once it is closed.
    func resetOnClose() {
        clinux_reset_on_close(descriptor.number)
    }
}

@available(*, unavailable)
extension Connection: Sendable {}
