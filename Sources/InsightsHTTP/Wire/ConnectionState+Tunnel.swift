package import InsightsTime

/// How a connection to a proxy becomes a connection to the host behind it (RFC 9110 §9.3.6).
extension ConnectionState {
    /// Answers the CONNECT handed out last: what follows is for the host it names.
    package mutating func acceptTunnel(now: MonotonicTime) {
        if case .closed = phase { return }
        guard case .handling = phase else { preconditionFailure("a tunnel without a request") }
        noteOutput(now)
        unsentAnswers += 1
        // A 2xx to CONNECT has no content and no field that frames one.
        output.append { $0.append(contentsOf: "HTTP/1.1 200 Connection Established\r\n\r\n".utf8) }
        head = nil
        idleSince = now
        phase = .head
    }

    /// Gives away what is not sent and what is not understood, for something else to go on with.
    package mutating func takeBuffers() -> (output: [UInt8], input: [UInt8]) {
        var unsent: [UInt8] = []
        while !output.isEmpty {
            let count = output.withNextBytes { bytes, _ in
                unsent.append(contentsOf: bytes)
                return bytes.count
            }
            output.take(count)
        }
        let unread = Array(input.bytes[input.start...])
        input.removeAll()
        return (unsent, unread)
    }

    /// Notes that the connection is somebody else's from now on.
    package mutating func release() {
        phase = .closed(resets: false)
    }
}
