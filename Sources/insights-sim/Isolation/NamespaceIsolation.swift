import CLinux
import Glibc
import InsightsHTTP
import InsightsServer
import Synchronization

/// The namespaces of one run: the simulator's ports in them, and ways to and from the ports of this machine.
final class NamespaceIsolation: Sendable {
    /// The loopback address of the service's host names: one that other programs hardly use.
    static let serviceAddress: [UInt8] = [127, 83, 73, 77]
    /// The greatest number of services that are made reachable by `LocalPorts.all`.
    static let forwardLimit = 256
    /// The greatest number of allowed hosts with an address each.
    static let allowedLimit = 250

    /// The reason why a run cannot be isolated.
    enum Failure: Error, CustomStringConvertible {
        /// This machine makes no namespaces.
        case refused(NamespaceAgent.Refusal)
        /// A requested port cannot be used.
        case port(UInt16, Int32)

        var description: String {
            switch self {
            case .refused(let refusal): "\(refusal)"
            case .port(let port, let number):
                "--publish: cannot listen on port \(port): \(String(cString: strerror(number)))"
            }
        }
    }

    /// The sockets of the simulator: plain HTTP and TLS on loopback, then those of the service's address.
    let sockets: [HTTPServerConfiguration.ListeningSocket]
    /// The namespaces, for the command to join.
    let namespaces: NamespaceDescriptors
    /// The host names that lead to an address inside.
    let hosts: [HostsFile.LedHosts]
    /// The services of this machine that are reachable inside.
    let forwarded: [LoopbackEndpoint]
    private let agent: NamespaceAgent
    private let relay: PortRelay?
    private let hasEnded = Mutex(false)

    /// Returns why a program does not work inside; nil if it does.
    func refusal(for program: ProgramFile) -> String? {
        guard agent.hasUserNamespace, program.changesUser else { return nil }
        return "\(program.path) runs as another user, which a user namespace prevents"
    }

    /// Makes the namespaces, and opens the ports.
    ///
    /// - Parameters:
    ///   - request: the wanted ways in and out.
    ///   - serviceHosts: the names of the service's hosts.
    ///   - allowedHosts: other hosts, with or without a port, that the command reaches as they are.
    /// - Throws: why there are no namespaces, or which port cannot be used.
    init(_ request: IsolationRequest, serviceHosts: [String], allowedHosts: [String]) throws(Failure) {
        let agent: NamespaceAgent
        let namespaces: NamespaceDescriptors
        do throws(NamespaceAgent.Refusal) {
            agent = try NamespaceAgent()
            namespaces = try agent.open()
        } catch {
            throw .refused(error)
        }
        // The service's ports come first, so that no service of this machine takes them.
        let service = try [443, 80].map { (port) throws(Failure) in
            try Self.listen(agent, LoopbackEndpoint(address: Self.serviceAddress, port: port))
        }
        var routes: [PortRelay.Route] = []
        var forwarded: [LoopbackEndpoint] = []
        for endpoint in Self.endpoints(request.localPorts) {
            let listener = agent.listen(endpoint)
            guard listener >= 0 else { continue }
            routes.append(PortRelay.Route(listener: listener) { Self.connect(endpoint, openSocket: clinux_tcp_socket) })
            forwarded.append(endpoint)
        }
        var hosts = [HostsFile.LedHosts(names: serviceHosts, address: Self.text(Self.serviceAddress))]
        for (host, ports) in Self.remote(allowedHosts) {
            let address = Self.serviceAddress[..<2] + [74, UInt8(hosts.count)]
            for port in ports {
                let listener = agent.listen(LoopbackEndpoint(address: Array(address), port: port))
                guard listener >= 0 else { continue }
                routes.append(PortRelay.Route(listener: listener) { Self.connect(host, port) })
            }
            hosts.append(HostsFile.LedHosts(names: [host], address: Self.text(address)))
        }
        for port in request.publishedPorts {
            let endpoint = LoopbackEndpoint(address: LoopbackEndpoint.ipv4, port: port)
            let listener = Self.listenOutside(endpoint)
            guard listener >= 0 else { throw .port(port, -listener) }
            routes.append(
                PortRelay.Route(listener: listener) { Self.connect(endpoint, openSocket: agent.openSocket) })
        }
        let any = LoopbackEndpoint(address: LoopbackEndpoint.ipv4, port: 0)
        sockets = [
            .init(descriptor: try Self.listen(agent, any), speaksTLS: false),
            .init(descriptor: try Self.listen(agent, any), speaksTLS: true),
            .init(descriptor: service[0], speaksTLS: true), .init(descriptor: service[1], speaksTLS: false),
        ]
        do throws(ServerError) {
            relay = routes.isEmpty ? nil : try PortRelay(routes)
        } catch {
            throw .refused(NamespaceAgent.Refusal(call: "the relay of ports", number: EAGAIN))
        }
        self.agent = agent
        self.namespaces = namespaces
        self.hosts = hosts
        self.forwarded = forwarded
    }

    private static func text(_ address: some Sequence<UInt8>) -> String {
        address.map { String($0) }.joined(separator: ".")
    }

    /// Returns the allowed hosts that have a name and are not this machine, with their ports.
    private static func remote(_ allowed: [String]) -> [(host: String, ports: [UInt16])] {
        var ports: [String: [UInt16]] = [:]
        var names: [String] = []
        for authority in allowed.compactMap({ Authority($0) })
        where !authority.isLoopback && !HostName.isAddress(authority.host) {
            if ports[authority.host] == nil { names.append(authority.host) }
            ports[authority.host, default: []] += authority.port.map { [UInt16($0)] } ?? [443, 80]
        }
        return names.prefix(allowedLimit).map { ($0, ports[$0] ?? []) }
    }

    private static func listen(_ agent: NamespaceAgent, _ endpoint: LoopbackEndpoint) throws(Failure) -> Int32 {
        let listener = agent.listen(endpoint)
        guard listener >= 0 else { throw .refused(NamespaceAgent.Refusal(call: "listen", number: -listener)) }
        return listener
    }

    /// Returns the services of this machine that the command may reach.
    private static func endpoints(_ ports: LocalPorts) -> [LoopbackEndpoint] {
        switch ports {
        case .only(let ports):
            return ports.flatMap { port in
                [LoopbackEndpoint.ipv4, LoopbackEndpoint.ipv6].map { LoopbackEndpoint(address: $0, port: port) }
            }
        case .all:
            let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map { table in
                String(decoding: (try? FileIO.read(table)) ?? [], as: UTF8.self)
            }
            return LoopbackEndpoint.listening(in: tables, limit: forwardLimit)
        }
    }

    private static func listenOutside(_ endpoint: LoopbackEndpoint) -> Int32 {
        let descriptor = clinux_tcp_socket(AF_INET)
        guard descriptor >= 0 else { return descriptor }
        var result = endpoint.withAddress { clinux_bind(descriptor, $0, $1) }
        if result == 0 { result = clinux_listen(descriptor, 128) }
        guard result == 0 else {
            close(descriptor)
            return result
        }
        return descriptor
    }

    /// Begins a connection to a host outside; returns its descriptor or a negated error number.
    private static func connect(_ host: String, _ port: UInt16) -> Int32 {
        var storages = [sockaddr_storage](repeating: sockaddr_storage(), count: 1)
        var lengths: [socklen_t] = [0]
        guard clinux_resolve(host, port, &storages, &lengths, 1) == 1 else { return -EHOSTUNREACH }
        let descriptor = clinux_tcp_socket(clinux_family(&storages))
        guard descriptor >= 0 else { return descriptor }
        let result = clinux_connect(descriptor, &storages, lengths[0])
        guard result == 0 || result == -EINPROGRESS else {
            close(descriptor)
            return result
        }
        return descriptor
    }

    private static func connect(_ endpoint: LoopbackEndpoint, openSocket: (Int32) -> Int32) -> Int32 {
        let descriptor = openSocket(endpoint.address.count == 4 ? AF_INET : AF_INET6)
        guard descriptor >= 0 else { return descriptor }
        let result = endpoint.withAddress { clinux_connect(descriptor, $0, $1) }
        guard result == 0 || result == -EINPROGRESS else {
            close(descriptor)
            return result
        }
        return descriptor
    }

    /// Mounts files inside; returns the optional targets that could not be mounted, with the reasons.
    func mount(_ files: IsolationFiles) throws(NamespaceAgent.Refusal) -> [(target: String, reason: String)] {
        for mount in files.required {
            let result = agent.mount(mount)
            guard result == 0 else { throw NamespaceAgent.Refusal(call: "mount on \(mount.target)", number: -result) }
        }
        return files.optional.compactMap { mount in
            let result = agent.mount(mount)
            return result == 0 ? nil : (mount.target, String(cString: strerror(-result)))
        }
    }

    /// Opens a socket inside for a connection; returns its descriptor or a negated error number.
    func openSocket(family: Int32) -> Int32 {
        agent.openSocket(family: family)
    }

    /// Ends the process that holds the namespaces; relayed connections continue.
    func endAgent() {
        agent.end()
    }

    /// Ends the processes and connections of the isolation; the command must have ended.
    func end() {
        hasEnded.withLock { hasEnded in
            guard !hasEnded else { return }
            hasEnded = true
            relay?.end()
            agent.end()
            for descriptor in namespaces.all { close(descriptor) }
        }
    }
}

extension LoopbackEndpoint {
    /// Calls a function with the endpoint as a socket address.
    fileprivate func withAddress<Result>(_ body: (UnsafePointer<sockaddr_storage>, socklen_t) -> Result) -> Result {
        var storage = sockaddr_storage()
        let isShort = address.count == 4
        withUnsafeMutableBytes(of: &storage) { bytes in
            // Both forms begin with the family and the port. IPv4 has the address next, IPv6 after the flow.
            bytes.storeBytes(of: sa_family_t(isShort ? AF_INET : AF_INET6), as: sa_family_t.self)
            bytes.storeBytes(of: port.bigEndian, toByteOffset: 2, as: UInt16.self)
            for (index, byte) in address.enumerated() { bytes[(isShort ? 4 : 8) + index] = byte }
        }
        return body(
            &storage, socklen_t(isShort ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size))
    }
}
