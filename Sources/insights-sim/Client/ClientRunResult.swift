import InsightsJSON
import InsightsServer
import InsightsSimulator
import InsightsTime

/// What came of one run of a client: how it ended, and what it called.
struct ClientRunResult: Sendable {
    /// How a client's command ended.
    enum Ending: Equatable, Sendable {
        case exited(Int32)
        case killed(signal: Int32)
        /// It was ended, because its time was over.
        case timedOut
    }

    /// The journal of one tenant.
    struct Tenant: Sendable {
        let tenantID: String
        /// Whether it is the tenant whose credentials the client was given.
        let isDefault: Bool
        /// How many requests there were; those before the entries are dropped.
        let requestCount: Int
        let events: [JournalEvent]
        let entries: [JournalEntry]
    }

    let ending: Ending
    /// The signal that this process got while the command ran; nil for none.
    let interruption: Int32?
    /// The tenants that were asked for anything, the default one always and first.
    let tenants: [Tenant]
    /// What the server saw that is no request: hosts that the proxy refused, TLS that failed.
    let notices: [ServerEventCounter.Entry]

    /// Reads the journals of a simulator.
    init(_ ending: Ending, _ interruption: Int32?, _ simulator: Simulator, notices: [ServerEventCounter.Entry]) {
        self.ending = ending
        self.interruption = interruption
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

    /// Everything as JSON, each tenant's journal as `/_sim/journal` shows it; no secret is in it.
    var json: JSONValue {
        .object([
            "ending": ending.json,
            "notices": .array(
                notices.map { .object(["notice": .string($0.notice.description), "count": .integer($0.count)]) }),
            "tenants": .array(tenants.map(\.json)),
        ])
    }
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
    var description: String {
        switch self {
        case .exited(let code): "ended with \(code)"
        case .killed(let signal): "was killed by signal \(signal)"
        case .timedOut: "was ended because its time was over"
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
