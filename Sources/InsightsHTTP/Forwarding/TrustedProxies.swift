/// The proxies whose headers are believed, and what follows from the headers of a request (RFC 7239).
///
/// A request comes from a chain of proxies. Each adds the address of its caller. So the headers are read from the last
/// proxy to the first, as far as each is trusted. What an untrusted one wrote may be invented.
package struct TrustedProxies: Sendable, Equatable {
    /// The fields besides `Forwarded` that are read.
    private enum Field {
        static let client = "X-Forwarded-For"
        static let host = "X-Forwarded-Host"
        static let scheme = "X-Forwarded-Proto"
        static let prefix = "X-Forwarded-Prefix"
    }

    /// What trusted proxies state about a request.
    package struct Statement: Sendable, Equatable {
        /// The client's address; nil if they hide it.
        package var client: String?
        /// The host that the client called.
        package var host: Authority?
        /// The scheme by which the client called.
        package var scheme: Origin.Scheme?
        /// The path below which the client called.
        package var prefix: BasePath?
    }

    /// What to do with the headers of a request.
    package enum Decision: Sendable, Equatable {
        /// There are none.
        case none
        /// They are ignored, with the reason.
        case ignored(String)
        /// They are believed.
        case believed(Statement)
    }

    private let prefixes: [NetworkPrefix]
    private let trustsUnixPeers: Bool

    /// What a trusted proxy looks like, for error messages.
    package static let accepted = "an address such as 127.0.0.1, a network such as 10.0.0.0/8, or unix:"

    /// Parses addresses, networks and `unix:`, the peers of a Unix socket; nil if a text is none of them.
    package init?(_ texts: [String]) {
        trustsUnixPeers = texts.contains(Loopback.unixPeer)
        let networks = texts.filter { $0 != Loopback.unixPeer }
        prefixes = networks.compactMap { NetworkPrefix($0) }
        guard prefixes.count == networks.count else { return nil }
    }

    /// Returns whether a peer is a trusted proxy.
    package func contains(_ address: String) -> Bool {
        address == Loopback.unixPeer ? trustsUnixPeers : prefixes.contains { $0.contains(address) }
    }

    /// Decides on the headers of a request that came from a peer.
    package func decide(peer: String?, _ fields: HTTPFields) -> Decision {
        let names = [ForwardedElement.field, Field.client, Field.host, Field.scheme, Field.prefix]
        guard names.contains(where: fields.contains) else { return .none }
        guard let peer, contains(peer) else {
            return .ignored("\(peer ?? "the caller") is no trusted proxy; '--trusted-proxy' names one")
        }
        do throws(ForwardedError) {
            return .believed(try statement(fields))
        } catch {
            return .ignored(error.description)
        }
    }

    private func statement(_ fields: HTTPFields) throws(ForwardedError) -> Statement {
        let standard = try standardStatement(fields)
        var statement = try customStatement(fields)
        // A proxy that writes one kind may pass on the other kind as a client invented it.
        try merge(&statement, \.client, standard, Field.client) { $0 }
        try merge(&statement, \.host, standard, Field.host) { $0.description }
        try merge(&statement, \.scheme, standard, Field.scheme) { $0.rawValue }
        return statement
    }

    private func merge<Value: Equatable>(
        _ statement: inout Statement, _ path: WritableKeyPath<Statement, Value?>, _ standard: Statement,
        _ field: String, _ text: (Value) -> String
    ) throws(ForwardedError) {
        guard let value = standard[keyPath: path] else { return }
        if let other = statement[keyPath: path], other != value {
            throw ForwardedError(field, found: text(other), expected: "the value of Forwarded, '\(text(value))'")
        }
        statement[keyPath: path] = value
    }

    /// Returns what `Forwarded` states; nothing without it.
    private func standardStatement(_ fields: HTTPFields) throws(ForwardedError) -> Statement {
        let elements = try ForwardedElement.parse(fields.values(named: ForwardedElement.field))
        // Each element says who called its proxy, and so who wrote the one before it.
        let first = firstTrusted(elements.map(\.sender))
        let believed = elements[first...]
        return Statement(
            client: believed.first?.sender?.address, host: believed.lazy.compactMap(\.host).first,
            scheme: believed.lazy.compactMap(\.scheme).first)
    }

    /// Returns what the fields `X-Forwarded-…` state.
    ///
    /// Nothing says which proxy added which host and scheme, so only the last ones are certain to be a trusted proxy's.
    private func customStatement(_ fields: HTTPFields) throws(ForwardedError) -> Statement {
        var statement = Statement()
        var nodes: [ForwardedNode] = []
        for text in Self.list(fields, Field.client) {
            guard let node = ForwardedNode(text) else {
                throw ForwardedError(Field.client, found: text, expected: "addresses, separated by commas")
            }
            nodes.append(node)
            guard nodes.count <= ForwardedElement.most else {
                throw ForwardedError(
                    Field.client, found: "more than \(ForwardedElement.most) addresses",
                    expected: "at most \(ForwardedElement.most)")
            }
        }
        statement.client = nodes[firstTrusted(nodes)...].first?.address
        if let text = Self.list(fields, Field.host).last {
            guard let host = Authority(text) else {
                throw ForwardedError(Field.host, found: text, expected: "a host with or without a port")
            }
            statement.host = host
        }
        if let text = Self.list(fields, Field.scheme).last {
            guard let scheme = Origin.Scheme(rawValue: text.lowercased()) else {
                throw ForwardedError(Field.scheme, found: text, expected: "http or https")
            }
            statement.scheme = scheme
        }
        if let text = Self.list(fields, Field.prefix).last {
            guard let prefix = BasePath(text) else {
                throw ForwardedError(Field.prefix, found: text, expected: BasePath.accepted)
            }
            statement.prefix = prefix
        }
        return statement
    }

    /// Returns the index of the first sender in the row of those whose successors are all trusted; the count of an empty
    /// list.
    private func firstTrusted(_ senders: [ForwardedNode?]) -> Int {
        var index = max(0, senders.count - 1)
        while index > 0, let address = senders[index]?.address, contains(address) { index -= 1 }
        return index
    }

    private static func list(_ fields: HTTPFields, _ name: String) -> [String] {
        fields.values(named: name).flatMap { $0.split(separator: ",") }.map { String($0).trimmingBlanks() }
            .filter { !$0.isEmpty }
    }
}
