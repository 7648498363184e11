import InsightsAPI
public import InsightsJSON
public import InsightsSimulator

/// One run of a client: how it ended, and what it called.
public struct ClientRunResult: Sendable {
    /// How a client's command ended.
    public enum Ending: Equatable, Sendable {
        /// It ended with an exit code.
        case exited(Int32)
        /// A signal ended it.
        case killed(signal: Int32)
        /// It exceeded its time limit and was ended.
        case timedOut
    }

    /// The journal of one tenant.
    public struct Tenant: Sendable {
        /// The tenant's identifier.
        public let tenantID: String
        /// Whether it is the tenant whose credentials the client was given.
        public let isDefault: Bool
        /// The number of requests; those before the entries were dropped from the journal.
        public let requestCount: Int
        /// Everything that was no request, oldest first.
        public let events: [JournalEvent]
        /// The requests, oldest first.
        public let entries: [JournalEntry]
    }

    /// Something the server reported that is not a request, such as a host that the proxy refused.
    public struct Notice: Sendable {
        /// What a report says about the client.
        public enum Kind: Equatable, Sendable {
            /// It asked the proxy for a host that is not simulated.
            case foreignHost(String)
            /// It ended TLS before its first request, or with an alert: it may not trust the certificate.
            case untrusted
            /// It completed the handshake and left, which it may do on purpose.
            case unused
            case other
        }

        /// The report in one line.
        public let text: String
        /// What it says about the client.
        public let kind: Kind
        /// How often it was reported.
        public let count: Int

        /// Whether a library looked for a managed identity, which clients do unasked.
        var isProbe: Bool { foreignHost == ServiceHosts.instanceMetadata }

        /// Creates a notice.
        public init(_ text: String, _ kind: Kind = .other, count: Int = 1) {
            self.text = text
            self.kind = kind
            self.count = count
        }

        /// The host that the proxy refused; nil for other reports.
        public var foreignHost: String? {
            if case .foreignHost(let host) = kind { host } else { nil }
        }
    }

    /// How the client ended.
    public let ending: Ending
    /// The tenants that were called; the default one is always present and first.
    public let tenants: [Tenant]
    /// Reports of the server that are not requests.
    public let notices: [Notice]

    /// Reads the journals of a simulator after a run.
    public init(_ simulator: Simulator, ending: Ending = .exited(0), notices: [Notice] = []) {
        self.ending = ending
        self.notices = notices
        let standard = simulator.defaultSandbox.tenantID
        tenants = simulator.sandboxes.compactMap { sandbox in
            let journal = sandbox.journal
            let isDefault = sandbox.tenantID == standard
            guard isDefault || journal.requestCount > 0 else { return nil }
            return Tenant(
                tenantID: sandbox.tenantID, isDefault: isDefault, requestCount: journal.requestCount,
                events: journal.events, entries: journal.entries())
        }
    }

    /// Everything as JSON, each tenant's journal as `/_sim/journal` shows it; it contains no secrets.
    public var json: JSONValue {
        .object([
            "ending": ending.json,
            "notices": .array(
                notices.map { .object(["notice": .string($0.text), "count": .integer($0.count)]) }),
            "tenants": .array(tenants.map(\.json)),
        ])
    }

    /// The number of requests of all tenants.
    public var requestCount: Int { tenants.reduce(0) { $0 + $1.requestCount } }

    /// All requests, tenant by tenant.
    var entries: [JournalEntry] { tenants.flatMap(\.entries) }
}

extension ClientRunResult.Tenant {
    fileprivate var json: JSONValue {
        .object([
            "tenantId": .string(tenantID), "requests": .integer(requestCount),
            "dropped": .integer(requestCount - entries.count),
            "events": .array(
                events.map { .object(["time": .string($0.time.description), "event": .string($0.text)]) }),
            "entries": .array(entries.map { $0.json() }),
        ])
    }
}

extension ClientRunResult.Ending: CustomStringConvertible {
    /// The ending as a predicate, such as `ended with 1`.
    public var description: String {
        switch self {
        case .exited(let code): "ended with \(code)"
        case .killed(let signal): "was killed by signal \(signal)"
        case .timedOut: "was ended at its time limit"
        }
    }

    fileprivate var json: JSONValue {
        switch self {
        case .exited(let code): .object(["exitCode": .integer(Int(code))])
        case .killed(let signal): .object(["signal": .integer(Int(signal))])
        case .timedOut: .object(["timedOut": .bool(true)])
        }
    }
}
