import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import InsightsTesting
import Testing

@testable import InsightsContracts

@Suite("Frame conditions")
struct FrameTests {
    /// What a simulator does wrong beside its answer.
    enum Wrong: String, CaseIterable, Sendable {
        /// A query is stored twice.
        case doubled
        /// A pause deletes the other report.
        case neighbour
        /// A deleted query stays.
        case swallowed
        /// A refused query is stored.
        case refused
        /// Queries are refused with an empty list while a report is paused.
        case hidden
    }

    /// A simulator that is wrong in one way.
    private struct WrongHandler: HTTPHandler {
        let simulator: Simulator
        let wrong: Wrong

        func handle(_ request: HTTPRequest) -> HTTPReply {
            let path = request.target
            func also(_ method: HTTPMethod, _ target: String, _ body: String = "") {
                var second = HTTPRequest(method, target, fields: request.fields)
                second.body = Array(body.utf8)
                _ = simulator.respond(to: second)
            }
            switch wrong {
            case .doubled where request.method == .post && path.hasSuffix("/ScheduledQueries"):
                also(.post, path, String(decoding: request.body, as: UTF8.self))
            case .neighbour where path.contains("/pause/"):
                for id in reports(request).compactMap({ $0["reportId"]?.string }) where !path.hasSuffix(id) {
                    also(.delete, "/insights/v1/cmp/ScheduledReport/" + id)
                }
            case .swallowed where request.method == .delete && path.contains("/ScheduledQueries/"):
                let id = path.split(separator: "/").last ?? ""
                return simulator.handle(
                    HTTPRequest(.get, "/insights/v1/cmp/ScheduledQueries?queryId=\(id)", fields: request.fields))
            case .hidden where request.method == .get && path.contains("/ScheduledQueries"):
                guard reports(request).contains(where: { $0["reportStatus"] == .string("Paused") }) else { break }
                return .response(HTTPResponse(HTTPStatus(403), body: .bytes(Array(#"{"value":[]}"#.utf8))))
            case .refused where String(decoding: request.body, as: UTF8.self).contains("Bad"):
                also(.post, path, #"{"Name":"Bad","Query":"SELECT OrderId FROM ISVOrder"}"#)
            default: break
            }
            return simulator.handle(request)
        }

        private func reports(_ request: HTTPRequest) -> [JSONValue] {
            let list = simulator.respond(
                to: HTTPRequest(.get, "/insights/v1/cmp/ScheduledReport", fields: request.fields))
            return (try? JSONParser.parse(try list.bodyBytes()))?["value"]?.array ?? []
        }
    }

    private static func contract() throws -> Contract {
        func create(_ name: String, _ text: String, _ rest: String) -> String {
            #"{"do":"createQuery","with":{"Name":"\#(name)","Query":"\#(text)"},\#(rest)}"#
        }
        func report(_ name: String, _ id: String) -> String {
            #"{"do":"createReport","with":{"ReportName":"\#(name)","QueryId":"${a}","StartTime":"${now+PT5H}","#
                + #""RecurrenceInterval":24,"RecurrenceCount":2},"capture":{"\#(id)":"/value/0/reportId"}}"#
        }
        let text = "SELECT OrderId FROM ISVOrder"
        let steps = [
            create("A", text, #""capture":{"a":"/value/0/queryId"}"#),
            create("B", text, #""capture":{"b":"/value/0/queryId"}"#), report("R", "r"), report("S", "s"),
            #"{"do":"pauseReport","with":{"reportId":"${r}"}}"#,
            create("Bad", "SELECT", #""expect":{"status":400}"#),
            #"{"do":"deleteQuery","with":{"queryId":"${b}"}}"#,
        ].joined(separator: ",")
        return try Contract(
            id: "frame/example",
            parsing: Array(
                #"{"title":"t","programs":["cmp"],"evidence":{"class":"assumed","sources":["S1"]},"steps":[\#(steps)]}"#
                    .utf8))
    }

    private static func verdict(_ wrong: Wrong?, watchesFrame: Bool) async throws -> ContractResult.Verdict {
        var target = SimulatorTarget.inProcess(through: { simulator -> any HTTPHandler in
            if let wrong { WrongHandler(simulator: simulator, wrong: wrong) } else { simulator }
        })
        target.watchesFrame = watchesFrame
        let item = ContractCase(contract: try contract(), program: .cmp, edition: .year2021)
        return await ContractRunner(target).run(item).verdict
    }

    /// A simulator whose lists of queries are unavailable, which tells nothing about what they hold.
    private struct UnavailableHandler: HTTPHandler {
        let simulator: Simulator

        func handle(_ request: HTTPRequest) -> HTTPReply {
            guard request.method == .get, request.target.contains("/ScheduledQueries") else {
                return simulator.handle(request)
            }
            return .response(HTTPResponse(HTTPStatus(500), body: .bytes(Array("unavailable".utf8))))
        }
    }

    @Test("An account that cannot be seen is not judged")
    func unseen() async throws {
        let target = SimulatorTarget.inProcess(through: { UnavailableHandler(simulator: $0) })
        let item = ContractCase(contract: try Self.contract(), program: .cmp, edition: .year2021)
        let verdict = await ContractRunner(target).run(item).verdict
        guard case .passed = verdict else {
            Issue.record("\(verdict)")
            return
        }
    }

    @Test("A right simulator passes")
    func right() async throws {
        guard case .passed = try await Self.verdict(nil, watchesFrame: true) else {
            Issue.record("\(try await Self.verdict(nil, watchesFrame: true))")
            return
        }
    }

    @Test("What is wrong beside the answer fails a look at everything else, and only that", arguments: Wrong.allCases)
    func wrong(_ wrong: Wrong) async throws {
        let verdict = try await Self.verdict(wrong, watchesFrame: true)
        guard case .failed(let failure) = verdict else {
            Issue.record("\(wrong): \(verdict)")
            return
        }
        #expect(failure.part == "everything else")
        let step = [Wrong.doubled: 1, .neighbour: 5, .swallowed: 7, .refused: 6, .hidden: 5]
        #expect(failure.step == step[wrong])
        guard case .passed = try await Self.verdict(wrong, watchesFrame: false) else {
            Issue.record("\(wrong): the answers alone show it")
            return
        }
    }

    @Test("What comes before the element of a general claim is looked at with the first element only")
    func repeatedSteps() async throws {
        func create(_ name: String) -> String {
            #"{"do":"createQuery","with":{"Name":"\#(name)","Query":"SELECT OrderId FROM ISVOrder"},"expect":{"status":200}}"#
        }
        let contract = try Contract(
            id: "frame/general",
            parsing: Array(
                """
                {"title":"t","programs":["cmp"],"forEach":"field","evidence":{"class":"assumed","sources":["S1"]},
                "steps":[\(create("A")),\(create("Q ${each.field}")),\(create("B"))]}
                """.utf8))
        #expect(contract.instances.map(\.repeatedSteps) == [0] + contract.instances.dropFirst().map { _ in 1 })
        let target = SimulatorTarget.inProcess(through: { WrongHandler(simulator: $0, wrong: .doubled) })
        for (index, instance) in contract.instances.enumerated() {
            let item = ContractCase(contract: instance, program: .cmp, edition: .year2021)
            guard case .failed(let failure) = await ContractRunner(target).run(item).verdict else {
                Issue.record("\(instance.name) passed")
                continue
            }
            #expect(failure.part == "everything else")
            #expect(failure.step == (index == 0 ? 1 : 2))
        }
    }
}
