/// Where the client of a request is.
extension HTTPRequest {
    /// Whether a proxy passed the request on, so that its peer is not its client (RFC 7239, RFC 9110 §7.6.3).
    package var isForwarded: Bool {
        fields.all.contains { field in
            let name = field.name.lowercased()
            return name == "forwarded" || name == "via" || name == "x-real-ip" || name.hasPrefix("x-forwarded")
        }
    }

    /// Whether the request came over a Unix socket, whose peers have no address.
    package var isFromUnixSocket: Bool { remoteAddress == Loopback.unixPeer }

    /// Whether the client reached this machine by loopback, or called in process.
    package var isFromLoopback: Bool {
        !isForwarded && remoteAddress.map { Loopback.contains(address: $0) } ?? true
    }

    /// Whether the client is on this machine, by whichever of its addresses; a trusted proxy may state that.
    package var isFromThisMachine: Bool {
        guard !isForwarded || forwarding?.statesClient == true else { return false }
        return remoteAddress.map { MachineAddresses.contains($0) } ?? true
    }
}
