import Glibc
import InsightsAPI
import InsightsHTTP
import InsightsSimulator

/// Measures tokens in process, on one thread, and prints lines of a name and nanoseconds of processor time each.
///
/// `IdentityBenchmarks SECONDS` runs every scenario for about so long; `IdentityBenchmarks SECONDS NAME` only one, for
/// a look with a profiler.
struct IdentityBenchmark {
    private static let issued = 2_000

    let simulator: Simulator
    let request: HTTPRequest

    init() throws {
        simulator = try Simulator(seed: 1)
        let credentials = simulator.credentials(for: .cmp)
        request = HTTPRequest(
            .post, "/\(credentials.tenantID)/oauth2/token",
            fields: HTTPFields([("Content-Type", "application/x-www-form-urlencoded")]),
            body: Array(credentials.form.utf8))
        simulator.prepare()
    }

    /// Sends one token request and returns the response.
    func issue() -> HTTPResponse { simulator.respond(to: request) }

    /// Returns the value of an Authorization header with a new token.
    func authorization() -> [UInt8] {
        guard case .bytes(let body) = issue().body else { fail("the token endpoint answers without a body") }
        let text = String(decoding: body, as: UTF8.self)
        let mark = "\"access_token\":\""
        guard let start = text.firstRange(of: mark), let end = text[start.upperBound...].firstIndex(of: "\"") else {
            fail("no token: \(text)")
        }
        return Array("Bearer \(text[start.upperBound..<end])".utf8)
    }

    func run(seconds: Double, only name: String?) {
        let scenarios: [(String, () -> Void)] = [
            ("issue", { measureIssue(seconds) }), ("first", { measureFirst() }), ("seen", { measureSeen(seconds) }),
            ("request", { measureRequest(seconds) }),
        ]
        guard name == nil || scenarios.contains(where: { $0.0 == name }) else { fail("no scenario: \(name ?? "")") }
        for (each, measure) in scenarios where name == nil || name == each { measure() }
    }

    private func measureIssue(_ seconds: Double) {
        report("issue", seconds: seconds, batch: 50) { _ = issue() }
    }

    /// Measures new tokens: the verifier checks each once.
    private func measureFirst() {
        let headers = (0..<Self.issued).map { _ in authorization() }
        let start = processorNanoseconds()
        for header in headers where !simulator.verifies(authorization: header) { fail("a token is refused") }
        print("first", (processorNanoseconds() - start) / Double(Self.issued))
    }

    /// Measures tokens that the verifier remembers: the verifier alone, with a thousand of them in turn.
    private func measureSeen(_ seconds: Double) {
        let headers = (0..<1_000).map { _ in authorization() }
        for header in headers where !simulator.verifies(authorization: header) { fail("a token is refused") }
        var next = 0
        report("seen", seconds: seconds, batch: 10_000) {
            if !simulator.verifies(authorization: headers[next]) { fail("a token is refused") }
            next = next + 1 == headers.count ? 0 : next + 1
        }
    }

    /// Measures a whole request with a remembered token, in process: GET ScheduledDataset.
    private func measureRequest(_ seconds: Double) {
        let header = String(decoding: authorization(), as: UTF8.self)
        let call = HTTPRequest(
            .get, Route.datasets.path(.cmp), fields: HTTPFields([("Authorization", header)]))
        guard simulator.respond(to: call).status == 200 else { fail("a token is refused") }
        report("request", seconds: seconds, batch: 1_000) { _ = simulator.respond(to: call) }
    }

    /// Prints the average cost of one call, measured for about `seconds` seconds.
    private func report(_ name: String, seconds: Double, batch: Int, _ body: () -> Void) {
        for _ in 0..<batch { body() }
        let start = processorNanoseconds()
        var (count, spent) = (0, 0.0)
        while spent < seconds * 1e9 {
            for _ in 0..<batch { body() }
            count += batch
            spent = processorNanoseconds() - start
        }
        print(name, spent / Double(count))
    }
}

func processorNanoseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

func fail(_ message: String) -> Never {
    let line = Array("IdentityBenchmarks: \(message)\n".utf8)
    _ = write(2, line, line.count)
    exit(2)
}

let arguments = CommandLine.arguments.dropFirst()
guard let seconds = arguments.first.flatMap(Double.init), seconds > 0, arguments.count <= 2 else {
    fail("usage: IdentityBenchmarks SECONDS [issue|first|seen|request]")
}
try IdentityBenchmark().run(seconds: seconds, only: arguments.dropFirst().first)
