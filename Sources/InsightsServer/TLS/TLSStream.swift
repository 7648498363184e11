import CLinux
import Glibc
import InsightsHTTP

/// A TLS session over a socket that takes what it can: keeps what is on its way to the peer.
///
/// Confined to whoever owns the socket.
final class TLSStream {
    /// What became of an attempt to send.
    enum Flush {
        /// Everything has been taken.
        case sent
        /// The peer takes no more for now.
        case blocked
        /// The peer is gone.
        case closed
    }

    /// At most this much is encrypted ahead of the socket.
    private static let bytesAhead = 64 * 1024

    private let session: TLSSession
    /// Bytes for the peer as they are sent.
    private var wire: [UInt8]
    private var sentCount = 0
    /// Plain bytes that are encrypted but not yet reported as sent.
    private var unreported = 0

    /// Begins with bytes that go before the handshake, in plain text.
    init(_ session: TLSSession, sendingFirst wire: [UInt8] = []) {
        self.session = session
        self.wire = wire
    }

    /// Whether both ends have agreed on keys.
    var isEstablished: Bool { session.isEstablished }

    /// Whether bytes wait for the peer to take them.
    var hasOutgoing: Bool { sentCount < wire.count || session.hasOutgoing }

    /// Takes bytes from the peer.
    func receive(_ bytes: Span<UInt8>) {
        session.receive(bytes)
    }

    /// Understands received bytes.
    func read(into buffer: inout [UInt8]) -> TLSSession.Outcome {
        session.read(into: &buffer)
    }

    /// Sends plain bytes, encrypted; returns how many the peer's system has taken, or minus the error's number.
    ///
    /// After EAGAIN the same bytes must be given again, or the first of them, as they have been encrypted already.
    func send(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt) -> Int {
        if unreported == 0 {
            guard session.isEstablished else { return -Int(EPIPE) }
            let count = min(bytes.count, Self.bytesAhead)
            guard session.write(UnsafeRawBufferPointer(rebasing: bytes[..<count])) else { return -Int(EPIPE) }
            unreported = count
        }
        let before = sentCount
        switch flush(to: descriptor) {
        case .sent:
            let count = min(unreported, bytes.count)
            unreported -= count
            return count
        // None is sent until all of them are, but the peer is taking them.
        case .blocked: return sentCount > before ? 0 : -Int(EAGAIN)
        case .closed: return -Int(EPIPE)
        }
    }

    /// Sends what waits, as far as the peer takes it.
    func flush(to descriptor: CInt) -> Flush {
        while true {
            session.takeOutgoing(into: &wire)
            if sentCount == wire.count {
                wire.removeAll(keepingCapacity: wire.capacity <= 2 * Self.bytesAhead)
                sentCount = 0
                return .sent
            }
            let sent = wire.withUnsafeBytes { bytes in
                clinux_send(descriptor, bytes.baseAddress?.advanced(by: sentCount), bytes.count - sentCount, 0)
            }
            guard sent >= 0 else { return CInt(-sent) == EAGAIN ? .blocked : .closed }
            sentCount += sent
        }
    }

    /// Tells the peer, with the next flush, that nothing more comes.
    func end() {
        session.end()
    }
}

@available(*, unavailable)
extension TLSStream: Sendable {}
