import InsightsAPI
import InsightsContracts
import InsightsHTTP
import InsightsJSON
import InsightsTesting
import Testing

/// Random walks against right and wrong servers.
struct ExplorerTests {
    @Test("The simulator does as the model says", arguments: Edition.allCases)
    func right(edition: Edition) async throws {
        let explorer = Explorer(SimulatorTarget.inProcess(), edition: edition, seed: 5, steps: 40)
        let outcome = try await explorer.run(walks: 4)
        #expect(outcome.failure == nil, "\(outcome.failure?.result.problem ?? "")")
        #expect(outcome.results.count == 8)
        #expect(outcome.results.allSatisfy { $0.judgedResponses > 20 })
    }

    @Test("A seed takes the same walks, another one others")
    func repeats() async throws {
        var counts: [[Int]] = []
        for seed in [9, 9, 10] as [UInt64] {
            let outcome = try await Explorer(SimulatorTarget.inProcess(), seed: seed, steps: 40).run(walks: 3)
            counts.append(outcome.results.map(\.judgedResponses))
        }
        #expect(counts[0] == counts[1])
        #expect(counts[0] != counts[2])
    }

    @Test("A wrong server is found, and the walk shrinks to few steps", arguments: WrongServer.all)
    func wrong(server: WrongServer) async throws {
        var target = SimulatorTarget.inProcess(through: { server.handler(before: $0) })
        target.watchesFrame = false
        let outcome = try await Explorer(target, seed: 1, steps: 60).run(walks: 40)
        let failure = try #require(outcome.failure)
        let steps = try #require(failure.file["steps"]?.array)
        #expect(steps.count == server.shortest, "\(JSONWriter.pretty(failure.file))")
        #expect(failure.stepsBefore > steps.count)

        // The printed file is a contract that fails there, and passes at the right server.
        let contract = try Contract(id: "explored/again", parsing: Array(JSONWriter.pretty(failure.file).utf8))
        let item = ContractCase(contract: contract, program: try #require(contract.programs.first), edition: .year2021)
        #expect(await ContractRunner(target).run(item).problem != nil)
        #expect(await ContractRunner(SimulatorTarget.inProcess()).run(item).problem == nil)
    }
}

/// A server that does one thing wrong.
struct WrongServer: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The number of calls and clock moves that show it.
    let shortest: Int
    /// Returns what the wrong server does with a request; nil if it does the right thing.
    let respond: @Sendable (HTTPRequest, any HTTPHandler) -> HTTPResponse?

    func handler(before next: any HTTPHandler) -> any HTTPHandler { Wrong(server: self, next: next) }

    private struct Wrong: HTTPHandler {
        let server: WrongServer
        let next: any HTTPHandler

        func handle(_ request: HTTPRequest) -> HTTPReply {
            server.respond(request, next).map(HTTPReply.response) ?? next.handle(request)
        }
    }

    static let all = [
        WrongServer(testDescription: "A list leaves out its third record", shortest: 5) { request, next in
            guard request.method == .get, request.target.hasSuffix("/ScheduledReport") else { return nil }
            return changed(next.respond(to: request)) { body in
                guard var records = body["value"]?.array, records.count > 2 else { return }
                records.remove(at: 2)
                body["value"] = .array(records)
                body["totalCount"] = .integer(records.count)
            }
        },
        WrongServer(testDescription: "A pause is confirmed and not done", shortest: 3) { request, next in
            guard request.method == .put, request.target.contains("/pause/") else { return nil }
            var question = request
            question.method = .get
            question.target = request.target.replacing("/pause/", with: "?reportId=")
            let response = next.respond(to: question)
            return changed(response) { body in
                guard var record = body["value"]?[0]?.object, record["reportStatus"]?.string == "Active" else { return }
                record["reportStatus"] = .string("Paused")
                body["value"] = .array([.object(record)])
            }
        },
        WrongServer(testDescription: "An update drops the count", shortest: 3) { request, next in
            guard request.method == .put, !request.body.isEmpty else { return nil }
            var shorter = request
            var body = (try? JSONParser.parse(request.body))?.object ?? [:]
            body["RecurrenceCount"] = nil
            shorter.body = JSONWriter.encode(.object(body))
            return next.respond(to: shorter)
        },
        WrongServer(testDescription: "A wrong format is taken for csv", shortest: 2) { request, next in
            guard request.method == .post, !request.body.isEmpty else { return nil }
            var other = request
            other.body = Array(String(decoding: request.body, as: UTF8.self).replacing("xlsx", with: "csv").utf8)
            return next.respond(to: other)
        },
    ]

    private static func changed(_ response: HTTPResponse, _ change: (inout JSONObject) -> Void) -> HTTPResponse {
        guard let bytes = try? response.bodyBytes(), var body = (try? JSONParser.parse(bytes))?.object else {
            return response
        }
        change(&body)
        var response = response
        response.body = .bytes(JSONWriter.encode(.object(body)))
        return response
    }
}
