import InsightsJSON
import InsightsServer
import InsightsSimulator
import InsightsTime

/// The result of one run of a client: its exit and its calls.
struct ClientRunResult: Sendable {
    /// The exit of a client's command.
    enum Ending: Equatable, Sendable {
        case exited(Int32)
        case killed(signal: Int32)
        /// The command was ended because its time limit expired.
        case timedOut
    }

    /// The journal of one tenant.
    struct Tenant: Sendable {
        let tenantID: String
        /// Whether it is the tenant whose credentials the client has.
        let isDefault: Bool
        /// The number of all requests; the journal has dropped those before `entries`.
        let requestCount: Int
        let events: [JournalEvent]
        let entries: [JournalEntry]
    }

    let ending: Ending
    /// The first signal that this process received while the command ran; nil for none.
    let interruption: Int32?
    /// The tenants with requests; the default tenant is always included and first.
    let tenants: [Tenant]
    /// The server's events that are not requests: hosts that the proxy rejected, TLS failures.
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

    /// The result as JSON without secrets, with each tenant's journal as `/_sim/journal` shows it.
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
