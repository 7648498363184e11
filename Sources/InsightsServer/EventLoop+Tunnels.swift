import CLinux
import InsightsHTTP
import InsightsTime

/// TLS at the start of a connection, and proxying.
extension EventLoop {
    /// Starts the TLS handshake of an accepted connection; returns false if OpenSSL fails.
    func beginTLS(_ connection: Connection) -> Bool {
        guard let context = context.tls, let session = TLSSession(server: context, name: nil) else {
            connection.notice = .tlsFailed(
                remoteAddress: connection.state.remoteAddress ?? "a client", reason: OpenSSLErrors.take())
            return false
        }
        connection.tls = TLSStream(session)
        connection.tlsDeadline = now + self.context.timeouts.headComplete
        return true
    }

    /// Handles a proxy request, or returns the request that the handler must handle; nil if there is none.
    func passProxy(_ request: HTTPRequest, _ connection: Connection) -> HTTPRequest? {
        guard let proxy = context.proxy, !connection.isTunnel else { return request }
        switch proxy.decide(request, ownPorts: context.ports, canRelay: connection.tls == nil) {
        case .handle(let request): return request
        case .refuse(let response, let host):
            if let host, let notice = context.notice {
                notice(.refusedByProxy(host: host, remoteAddress: request.remoteAddress ?? "a client"))
            }
            connection.state.respond(with: response, now: now)
        case .tunnel(let name, let speaksTLS): openTunnel(to: name, speaksTLS: speaksTLS, connection)
        case .relay(let name, let port, let proxy):
            relay(connection, to: Tunnel.Destination(name: name, port: port, proxy: proxy, ownPorts: context.ports))
        case .forward(let request, let name, let port, let proxy):
            relay(
                connection, to: Tunnel.Destination(name: name, port: port, proxy: proxy, ownPorts: context.ports),
                sending: request)
        }
        return nil
    }

    /// Accepts a tunnel that ends at this server, which acts as the named host.
    private func openTunnel(to name: String, speaksTLS: Bool, _ connection: Connection) {
        let session = speaksTLS ? context.tls.flatMap { TLSSession(server: $0, name: name) } : nil
        guard session != nil || !speaksTLS else {
            context.notice?(
                .tlsFailed(
                    remoteAddress: connection.state.remoteAddress ?? "a client", reason: OpenSSLErrors.take()))
            return connection.state.respond(with: HTTPResponse(502), now: now)
        }
        connection.state.acceptTunnel(now: now)
        connection.isTunnel = true
        connection.tunnelHost = name
        connection.hasRequest = false
        guard let session else { return }
        // Bytes for the client from before the tunnel go first; bytes that it sent after its request are already TLS.
        let (unsent, unread) = connection.state.takeBuffers()
        connection.state = makeState(connection.state.remoteAddress, since: now)
        if drainDeadline != nil { connection.state.beginDraining() }
        connection.tls = TLSStream(session, within: connection.tls, sendingFirst: unsent)
        connection.tlsDeadline = now + context.timeouts.headComplete
        // Inside an outer TLS session, the inner session itself reports bytes that are not TLS.
        connection.hasReceived = connection.tls?.isCarried == true
        if !connection.receive(ahead: unread, with: &scratch, now: now) { connection.state.cut() }
    }

    /// Hands a connection to a tunnel thread, which relays bytes to a host, starting with a request if there is one.
    private func relay(_ connection: Connection, to destination: Tunnel.Destination, sending request: [UInt8]? = nil) {
        guard let relays = context.relays, relays.reserve() else {
            return connection.state.respond(with: HTTPResponse(503), now: now)
        }
        let number = connection.descriptor.number
        let client = clinux_duplicate(number)
        guard client >= 0 else {
            relays.release()
            return connection.state.respond(with: HTTPResponse(503), now: now)
        }
        let (unsent, ahead) = connection.state.takeBuffers()
        // The registration belongs to the socket, not to the descriptor, so it would outlive the connection.
        _ = clinux_epoll_remove(epoll.number, number)
        connection.state.release()
        relays.start(
            client: FileDescriptor(client), to: destination, request.map { .request($0) } ?? .tunnel(ahead: ahead),
            unsent: unsent)
    }
}
