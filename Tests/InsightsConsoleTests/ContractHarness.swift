import InsightsConsole
import InsightsContracts
import InsightsHTTP
import InsightsJSON
import InsightsTesting
import Synchronization

/// The routes about contracts before a handler that answers 418, with three small contracts.
struct ContractHarness {
    struct Next: HTTPHandler {
        func handle(_ request: HTTPRequest) -> HTTPReply { .response(HTTPResponse(418, body: .bytes([]))) }
    }

    struct Reply {
        let status: Int
        let json: JSONValue
        let fields: HTTPFields
        var error: String { json["error"]?.string ?? "" }
    }

    /// The names of the contracts.
    static let names = ["lists/datasets", "lists/queries", "wrong/status"]

    /// Returns the text of a contract that lists something and expects a status.
    static func text(
        _ call: String, status: Int, kind: String = "assumed", title: String = "A list", more: String = ""
    ) -> String {
        """
        {"title":"\(title)","evidence":{"class":"\(kind)","sources":["ours"]}\(more),\
        "steps":[{"do":"\(call)","expect":{"status":\(status)}}]}
        """
    }

    static let suite: @Sendable () throws(ContractError) -> ContractSuite = { () throws(ContractError) in
        do throws(InputError) {
            return ContractSuite([
                try Contract(id: names[0], parsing: Array(text("getDatasets", status: 200, kind: "documented").utf8)),
                try Contract(
                    id: names[1],
                    parsing: Array(text("getQueries", status: 200, more: #","programs":["cmp"]"#).utf8)),
                try Contract(id: names[2], parsing: Array(text("getDatasets", status: 404).utf8)),
            ])
        } catch {
            throw ContractError(error)
        }
    }

    let runs: ContractRuns
    let endpoint: ContractsEndpoint

    init(
        on target: @escaping @Sendable () -> any ContractTarget = { SimulatorTarget.inProcess(concurrency: 1) },
        read: @escaping @Sendable () throws(ContractError) -> ContractSuite = Self.suite,
        refusal: @escaping @Sendable (HTTPRequest) -> HTTPResponse? = { _ in nil }
    ) {
        runs = ContractRuns(on: target)
        let source = ContractSource(folder: nil, read: read) { (suite) throws(ContractError) in
            try suite.check(
                ContractVocabulary(tenants: nil) { setting, _ in
                    setting.name == "wrong" ? InputError(place: "", found: "'wrong'", expected: "another") : nil
                })
        }
        endpoint = ContractsEndpoint(
            source, runs: runs, refusal: refusal, next: Next(), date: { "Wed, 06 Jan 2021 05:38:34 GMT" })
    }

    func call(
        _ path: String, _ method: HTTPMethod = .get, _ body: String = "", fields: [(String, String)] = []
    ) throws -> Reply {
        let request = HTTPRequest(
            method, "/_sim/" + path, fields: HTTPFields(fields.map { (name: $0.0, value: $0.1) }),
            body: Array(body.utf8), remoteAddress: "127.0.0.1")
        let response = endpoint.respond(to: request)
        let bytes = try response.bodyBytes()
        return Reply(
            status: response.status.code, json: bytes.isEmpty ? .null : try JSONParser.parse(bytes),
            fields: response.fields)
    }

    /// Starts a run, waits for its end, and returns it with its results.
    func run(_ body: String) async throws -> JSONValue {
        let started = try call("contract-runs", .post, body)
        guard let number = started.json["run"]?.integer else { return started.json }
        await runs.ended()
        return try call("contract-runs/\(number)").json
    }
}

/// A target that opens no case until it is told to.
final class GatedTarget: ContractTarget {
    let name = "a gate"
    let concurrency = 1
    let failsOnAssumptions = true
    private let inner = SimulatorTarget.inProcess(concurrency: 1)
    private let (stream, continuation) = AsyncStream<Void>.makeStream()

    func open(_ item: ContractCase) async throws(TargetError) -> any ContractEnvironment {
        // A cancelled task does not wait.
        for await _ in stream {}
        return try await inner.open(item)
    }

    func openGate() { continuation.finish() }
}

/// Counts calls.
final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count - 1
        }
    }
}
