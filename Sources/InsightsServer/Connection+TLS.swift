import CLinux
import Glibc
import InsightsHTTP
import InsightsTime

/// TLS between the socket and the state.
extension Connection {
    /// How the first byte of every TLS connection since SSL 3.0 reads: a record of the handshake (RFC 8446 §5.1).
    private static let handshakeRecord: UInt8 = 22

    /// How long a peer may take to take the last bytes.
    private static let farewellTime = Duration.seconds(2)

    private var remoteAddress: String { state.remoteAddress ?? "a client" }

    /// The earliest instant at which something must be done without an event.
    var deadline: MonotonicTime? {
        guard let tlsDeadline else { return state.deadline }
        return state.deadline.map { min($0, tlsDeadline) } ?? tlsDeadline
    }

    /// Acts on deadlines that have passed; false if the connection is of no further use.
    func passDeadline(now: MonotonicTime) -> Bool {
        if let tlsDeadline, tlsDeadline <= now {
            if tls?.isEstablished == false { notice = .handshakeTimeout(remoteAddress: remoteAddress) }
            return false
        }
        state.passDeadline(now: now)
        return true
    }

    /// Looks at the first byte a peer sends; false if the connection is of no use.
    ///
    /// Who speaks HTTP to a port of TLS is answered in HTTP. Who speaks TLS to a port of HTTP cannot be answered.
    func admits(first byte: UInt8, now: MonotonicTime) -> Bool {
        if hasReceived { return true }
        hasReceived = true
        if tls == nil {
            guard byte == Self.handshakeRecord else { return true }
            notice = .tlsOnPlainPort(remoteAddress: remoteAddress)
            return false
        }
        if byte == Self.handshakeRecord { return true }
        guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte), !isTunnel else {
            notice = .notTLS(remoteAddress: remoteAddress)
            return false
        }
        notice = .plainOnTLSPort(remoteAddress: remoteAddress)
        tls = nil
        tlsDeadline = nil
        state.refuse(.plainTextOnTLSPort, now)
        return true
    }

    /// Decrypts the first bytes of `scratch`, which is overwritten; false if the connection is of no further use.
    func receive(encrypted count: Int, in scratch: inout [UInt8], now: MonotonicTime) -> Bool {
        tls?.receive(scratch.span.extracting(first: count))
        return decrypt(into: &scratch, now: now)
    }

    /// Takes what a client sent ahead of a tunnel; false if the connection is of no further use.
    func receive(ahead bytes: [UInt8], with scratch: inout [UInt8], now: MonotonicTime) -> Bool {
        guard let first = bytes.first else { return true }
        guard admits(first: first, now: now) else { return false }
        tls?.receive(ahead: bytes.span)
        return decrypt(into: &scratch, now: now)
    }

    private func decrypt(into scratch: inout [UInt8], now: MonotonicTime) -> Bool {
        guard let tls else { return true }
        while true {
            let outcome = tls.read(into: &scratch)
            if tlsDeadline != nil, tls.isEstablished { tlsDeadline = nil }
            switch outcome {
            case .bytes(let count): state.receive(scratch.span.extracting(first: count), now: now)
            case .needsInput: return flush() != .closed
            case .ended:
                state.receiveEnd()
                return flush() != .closed
            case .failed(let reason):
                notice = .tlsFailed(remoteAddress: remoteAddress, reason: reason)
                // What the session has to say about it; nobody waits for the rest.
                _ = flush()
                return false
            }
        }
    }

    /// Sends what TLS itself has to say, as far as the peer takes it.
    func flush() -> SendOutcome {
        switch tls?.flush(to: descriptor.number) {
        case .sent, nil: .sent
        case .blocked: .blocked
        case .closed: .closed
        }
    }

    /// Has TLS tell the peer that nothing more will be sent, as far as the peer takes it.
    func endTLS() {
        guard let tls else { return }
        tls.end()
        _ = flush()
    }

    /// Says what must be said before closing; false if the peer must take more of it first.
    func finish(now: MonotonicTime) -> Bool {
        guard let tls else { return true }
        endTLS()
        guard tls.hasOutgoing, flush() == .blocked else { return true }
        if tlsDeadline == nil { tlsDeadline = now + Self.farewellTime }
        return false
    }
}
