import InsightsAPI
import InsightsClientAudit
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsTime
import Synchronization

@testable import InsightsSimulator

/// A client that follows a script, at a simulator whose clocks move only by the script.
final class ScriptedClient {
    /// One thing a client does.
    indirect enum Step: Sendable {
        /// Asks for a token, and uses it from then on.
        case token
        /// Asks for a token at an address with a suffix.
        case tokenAt(String)
        /// Calls the service with the token; `@report` in the address is the report's identifier.
        case get(String)
        /// Calls the service without a token.
        case getWithoutToken(String)
        case post(String, String)
        /// Calls with the given fields.
        case send(HTTPMethod, String, [(name: String, value: String)])
        /// Makes a query, and a report that runs in four hours and every day from then on, with or without a callback.
        case report(callback: Bool)
        /// Asks for the report's executions.
        case executions
        /// Asks for them with a filter.
        case executionsWith(String)
        /// Fetches the newest file, with fields.
        case download([(name: String, value: String)])
        /// Lets time pass, in seconds.
        case wait(Int)
        /// Moves the tenant's clock alone, by seconds.
        case moveClock(Int)
        /// Lets time pass by the machine's clock alone, in seconds.
        case waitByMachine(Int)
        /// Begins all of them before any is answered.
        case atOnce([Step])
        /// The faults from now on.
        case faults([FaultRule])
    }

    static let start = Timestamp("2021-01-06T05:00:00Z") ?? .last

    let simulator: Simulator
    private var token = ""
    private var report = ""
    private var link = ""

    private let machine: MachineTime

    /// Creates a client of a simulator; `machineOffset` is the distance of the machine's clock from the tenant's.
    init(_ settings: Settings = Settings(), callbackStatus: Int = 200, machineOffset: Int = 0) throws {
        let machine = MachineTime(Self.start.adding(seconds: machineOffset))
        self.machine = machine
        simulator = Simulator(
            settings: settings, clock: .manual(Self.start) { machine.now }, seed: 7, fixtures: try .standard(),
            baseURL: "http://localhost", callbackSender: FixedReceiver(status: callbackStatus), administrationKey: nil,
            realClock: MonotonicClock { 0 })
    }

    func play(_ steps: [Step]) throws {
        for step in steps { try play(step) }
    }

    private func play(_ step: Step) throws {
        switch step {
        case .wait(let seconds):
            machine.advance(seconds)
            simulator.advance(by: ISODuration(seconds: seconds))
        case .waitByMachine(let seconds): machine.advance(seconds)
        case .moveClock(let seconds): simulator.advance(by: ISODuration(seconds: seconds))
        case .faults(let rules): try simulator.defaultSandbox.setFaults(rules)
        case .atOnce(let steps):
            let replies = steps.compactMap(request).map { simulator.handle($0) }
            for reply in replies { take(reply.finish()) }
        case .report(let callback):
            let query = reply(.post, "ScheduledQueries", #"{"Query":"SELECT OrderId from ISVOrder","Name":"Q"}"#)
            let slot = simulator.now.adding(hours: 4)
            let address = callback ? #","CallbackUrl":"http://localhost:9000/ready""# : ""
            let made = reply(
                .post, "ScheduledReport",
                #"{"ReportName":"R","QueryId":"\#(query["value"]?[0]?["queryId"]?.string ?? "")","#
                    + #""StartTime":"\#(slot)","RecurrenceInterval":24,"RecurrenceCount":5,"Format":"csv"\#(address)}"#)
            report = made["value"]?[0]?["reportId"]?.string ?? ""
        default:
            if let request = request(step) { take(simulator.respond(to: request)) }
        }
    }

    private func request(_ step: Step) -> HTTPRequest? {
        switch step {
        case .token: return tokenRequest("")
        case .tokenAt(let rest): return tokenRequest(rest)
        case .get(let route): return call(.get, route)
        case .getWithoutToken(let route): return HTTPRequest(.get, "/insights/v1/cmp/\(route)")
        case .post(let route, let body): return call(.post, route, body)
        case .send(let method, let target, let fields):
            return HTTPRequest(method, target, fields: HTTPFields(fields))
        case .executions: return call(.get, "ScheduledReport/execution/\(report)")
        case .executionsWith(let filter): return call(.get, "ScheduledReport/execution/\(report)?\(filter)")
        case .download(let fields):
            let path = String(link.dropFirst("http://localhost".count))
            let named = fields.map { ($0.name, $0.value.replacing("@token", with: token)) }
            return HTTPRequest(.get, path, fields: HTTPFields(named))
        default: return nil
        }
    }

    private func tokenRequest(_ rest: String) -> HTTPRequest {
        let credentials = simulator.credentials(for: .cmp)
        return HTTPRequest(
            .post, "/\(credentials.tenantID)/oauth2/token\(rest)",
            fields: HTTPFields([("Content-Type", "application/x-www-form-urlencoded")]),
            body: Array(credentials.form.utf8))
    }

    private func call(_ method: HTTPMethod, _ route: String, _ body: String = "") -> HTTPRequest {
        let target = route.hasPrefix("/") ? route : "/insights/v1/cmp/\(route)"
        return HTTPRequest(
            method, target, fields: HTTPFields([("Authorization", "Bearer \(token)")]), body: Array(body.utf8))
    }

    private func reply(_ method: HTTPMethod, _ route: String, _ body: String) -> JSONValue {
        json(simulator.respond(to: call(method, route, body)))
    }

    private func json(_ response: HTTPResponse) -> JSONValue {
        (try? response.bodyBytes()).flatMap { try? JSONParser.parse($0) } ?? .null
    }

    /// Remembers what a client would.
    private func take(_ response: HTTPResponse) {
        let value = json(response)
        if let granted = value["access_token"]?.string { token = granted }
        if let found = value["value"]?[0]?["reportAccessSecureLink"]?.string { link = found }
    }
}

/// The machine's clock, which moves only by the script.
private final class MachineTime: Sendable {
    private let instant: Mutex<Timestamp>

    init(_ start: Timestamp) {
        instant = Mutex(start)
    }

    var now: Timestamp { instant.withLock { $0 } }

    func advance(_ seconds: Int) {
        instant.withLock { $0 = $0.adding(seconds: seconds) }
    }
}

/// A receiver of callbacks that always answers the same.
private struct FixedReceiver: CallbackSender {
    let status: Int

    func send(_ call: CallbackRequest) -> CallbackOutcome {
        status == 0 ? .failed("the receiver took longer than 10 s") : .responded(status: status)
    }
}
