import CLinux
import Glibc
import InsightsHTTP

/// A TLS session over a socket that takes what it can: keeps what is on its way to the peer.
///
/// It may run within another one, its carrier, as in a tunnel that begins on a connection of TLS.
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
    /// What stands between this session and the socket; nil for nothing.
    private let carrier: TLSStream?
    private var isEnding = false
    /// Bytes for the peer as they are sent.
    private var wire: [UInt8]
    private var sentCount = 0
    /// Plain bytes that are encrypted but not yet reported as sent.
    private var unreported = 0

    /// Begins with bytes that go before the handshake, in plain text.
    init(_ session: TLSSession, within carrier: TLSStream? = nil, sendingFirst wire: [UInt8] = []) {
        self.session = session
        self.carrier = carrier
        self.wire = wire
    }

    /// Whether both ends have agreed on keys.
    var isEstablished: Bool { session.isEstablished }

    /// Whether bytes wait for the peer to take them.
    var hasOutgoing: Bool { sentCount < wire.count || session.hasOutgoing || carrier?.hasOutgoing == true }

    /// Whether it runs within another one.
    var isCarried: Bool { carrier != nil }

    /// Takes bytes from the peer, as the socket gives them.
    func receive(_ bytes: Span<UInt8>) {
        if let carrier { carrier.receive(bytes) } else { session.receive(bytes) }
    }

    /// Takes bytes from the peer that what stands before this session has understood already.
    func receive(ahead bytes: Span<UInt8>) {
        session.receive(bytes)
    }

    /// Understands received bytes.
    func read(into buffer: inout [UInt8]) -> TLSSession.Outcome {
        guard let carrier else { return session.read(into: &buffer) }
        while true {
            let outcome = carrier.read(into: &buffer)
            if case .bytes(let count) = outcome {
                session.receive(buffer.span.extracting(first: count))
                continue
            }
            let own = session.read(into: &buffer)
            // Nothing more comes where the carrier has ended.
            return own == .needsInput ? outcome : own
        }
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
                guard let carrier else { return .sent }
                if isEnding { carrier.end() }
                return carrier.flush(to: descriptor)
            }
            let sent = wire.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[sentCount...])
                return carrier?.send(rest, to: descriptor) ?? clinux_send(descriptor, rest.baseAddress, rest.count, 0)
            }
            guard sent >= 0 else { return CInt(-sent) == EAGAIN ? .blocked : .closed }
            sentCount += sent
        }
    }

    /// Tells the peer, with the next flush, that nothing more comes.
    func end() {
        session.end()
        isEnding = true
    }
}

@available(*, unavailable)
extension TLSStream: Sendable {}
