package import InsightsTime

/// Conversion of a proxy connection into a tunnel to the target host (RFC 9110 §9.3.6).
extension ConnectionState {
    /// Accepts the CONNECT request handed out last; the following bytes are for the host it names.
    package mutating func acceptTunnel(now: MonotonicTime) {
        if case .closed = phase { return }
        guard case .handling = phase else { preconditionFailure("a tunnel without a request") }
        noteOutput(now)
        unsentResponses += 1
        // A 2xx response to CONNECT has no content and no framing fields.
        output.append { $0.append(contentsOf: "HTTP/1.1 200 Connection Established\r\n\r\n".utf8) }
        head = nil
        idleSince = now
        phase = .head
    }

    /// Removes and returns the unsent output and the unread input, for another owner to continue with.
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

    /// Records that the connection has another owner from now on.
    package mutating func release() {
        phase = .closed(resets: false)
    }
}
