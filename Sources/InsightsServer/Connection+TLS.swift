import CLinux
import Glibc
import InsightsHTTP
import InsightsTime

/// TLS between the socket and the connection state.
extension Connection {
    /// The first byte of every TLS connection since SSL 3.0: a handshake record (RFC 8446 §5.1).
    private static let handshakeRecord: UInt8 = 22

    /// The time that a peer has to take the last bytes.
    private static let farewellTime = Duration.seconds(2)

    private var remoteAddress: String { state.remoteAddress ?? "a client" }

    /// The earliest instant at which something must happen without an event; nil for none.
    var deadline: MonotonicTime? {
        guard let tlsDeadline else { return state.deadline }
        return state.deadline.map { min($0, tlsDeadline) } ?? tlsDeadline
    }

    /// Handles deadlines that have passed; returns false if the connection must be removed.
    func passDeadline(now: MonotonicTime) -> Bool {
        if let tlsDeadline, tlsDeadline <= now {
            if tls?.isEstablished == false { notice = .handshakeTimeout(remoteAddress: remoteAddress) }
            return false
        }
        state.passDeadline(now: now)
        return true
    }

    /// Checks the first byte that a peer sends; returns false if the connection must be removed.
    ///
    /// Plain HTTP on a TLS port gets a response in plain HTTP. TLS on an HTTP port cannot get one.
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

    /// Decrypts the first `count` bytes of `scratch` and overwrites it; returns false if the connection must be
    /// removed.
    func receive(encrypted count: Int, in scratch: inout [UInt8], now: MonotonicTime) -> Bool {
        tls?.receive(scratch.span.extracting(first: count))
        return decrypt(into: &scratch, now: now)
    }

    /// Receives bytes that a client sent right after its tunnel request; returns false if the connection must be
    /// removed.
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
            case .bytes(let count):
                hasRequest = true
                state.receive(scratch.span.extracting(first: count), now: now)
            case .needsInput: return flush() != .closed
            case .ended:
                state.receiveEnd()
                return flush() != .closed
            case .failed(let reason):
                notice = .tlsFailed(remoteAddress: remoteAddress, reason: reason)
                // Send the alert of the session, but do not wait for the peer to take it.
                _ = flush()
                return false
            }
        }
    }

    /// The event to report when the connection ends; nil for none.
    var endingNotice: ServerEvent? {
        if let notice { return notice }
        // A connection without a single byte is a probe of the port.
        guard !hasRequest, isTunnel || tls != nil && hasReceived else { return nil }
        return .endedWithoutRequest(
            host: tunnelHost ?? tls?.requestedName, remoteAddress: remoteAddress,
            isEstablished: tls?.isEstablished ?? true)
    }

    /// Sends pending TLS records until the peer takes no more.
    func flush() -> SendOutcome {
        switch tls?.flush(to: descriptor.number) {
        case .sent, nil: .sent
        case .blocked: .blocked
        case .closed: .closed
        }
    }

    /// Sends the TLS close alert, as far as the peer takes it.
    func endTLS() {
        guard let tls else { return }
        tls.end()
        _ = flush()
    }

    /// Sends the last TLS records before closing; returns false if the peer must take more of them first.
    func finish(now: MonotonicTime) -> Bool {
        guard let tls else { return true }
        endTLS()
        guard tls.hasOutgoing, flush() == .blocked else { return true }
        if tlsDeadline == nil { tlsDeadline = now + Self.farewellTime }
        return false
    }
}
