import CLinux
import Glibc
import InsightsHTTP

/// A TLS session over a socket, with a buffer of the bytes that the peer has not taken yet.
///
/// It may run inside another stream, its carrier, such as in a tunnel on a TLS connection. It is confined to the owner
/// of the socket.
final class TLSStream {
    /// The outcome of an attempt to send.
    enum Flush {
        /// All bytes were sent.
        case sent
        /// The peer takes no more for now.
        case blocked
        /// The peer has closed the connection.
        case closed
    }

    /// The greatest number of plain bytes encrypted before the socket takes them.
    private static let bytesAhead = 64 * 1024

    private let session: TLSSession
    /// The stream between this session and the socket; nil for none.
    private let carrier: TLSStream?
    private var isEnding = false
    /// The bytes for the peer, as they are sent.
    private var wire: [UInt8]
    private var sentCount = 0
    /// The number of plain bytes that are encrypted but not yet reported as sent.
    private var unreported = 0

    /// Creates a stream; `wire` is sent before the handshake in plain text.
    init(_ session: TLSSession, within carrier: TLSStream? = nil, sendingFirst wire: [UInt8] = []) {
        self.session = session
        self.carrier = carrier
        self.wire = wire
    }

    /// Whether the handshake is complete.
    var isEstablished: Bool { session.isEstablished }

    /// The host name that the client asked for; nil if it has sent none, or no valid one.
    var requestedName: String? { session.requestedName }

    /// Whether there are bytes that the peer has not taken yet.
    var hasOutgoing: Bool { sentCount < wire.count || session.hasOutgoing || carrier?.hasOutgoing == true }

    /// Whether the session runs inside another one.
    var isCarried: Bool { carrier != nil }

    /// Receives bytes from the peer, as the socket delivers them.
    func receive(_ bytes: Span<UInt8>) {
        if let carrier { carrier.receive(bytes) } else { session.receive(bytes) }
    }

    /// Receives bytes from the peer that the carrier has already decrypted.
    func receive(ahead bytes: Span<UInt8>) {
        session.receive(bytes)
    }

    /// Processes received bytes, like `TLSSession.read(into:)`.
    func read(into buffer: inout [UInt8]) -> TLSSession.Outcome {
        guard let carrier else { return session.read(into: &buffer) }
        while true {
            let outcome = carrier.read(into: &buffer)
            if case .bytes(let count) = outcome {
                session.receive(buffer.span.extracting(first: count))
                continue
            }
            let own = session.read(into: &buffer)
            // If the carrier has ended, no more bytes arrive.
            return own == .needsInput ? outcome : own
        }
    }

    /// Encrypts and sends plain bytes; returns the number that the system has taken, or the negated error number.
    ///
    /// After EAGAIN the caller must pass the same bytes again, or the first of them, because they are already
    /// encrypted.
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
        // No byte counts as sent until all of them are, but the peer is making progress.
        case .blocked: return sentCount > before ? 0 : -Int(EAGAIN)
        case .closed: return -Int(EPIPE)
        }
    }

    /// Sends pending bytes until the peer takes no more.
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

    /// Sends the close alert with the next flush.
    func end() {
        session.end()
        isEnding = true
    }
}

@available(*, unavailable)
extension TLSStream: Sendable {}
