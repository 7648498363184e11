import InsightsAPI
import InsightsContracts
import InsightsJSON
import InsightsTesting
import Testing

@testable import InsightsWireMutants

@Suite("A run against wire mutants")
struct WireRunTests {
    private static func suite() throws -> ContractSuite {
        let text = """
            {
              "title": "A query is listed", "evidence": { "class": "assumed", "sources": ["U9"] },
              "variables": { "text": { "cmp": "SELECT OrderId from ISVOrder", "mpn": "SELECT MpnId from Profile" } },
              "steps": [
                {
                  "do": "createQuery", "with": { "Name": "A", "Query": "${text}" },
                  "expect": { "body": { "value": [{ "queryId": "$uuid:id", "name": "A" }] } }
                },
                { "do": "getQueries", "with": { "queryId": "${id}" }, "expect": { "body": { "value": [{ "name": "A" }] } } }
              ]
            }
            """
        return ContractSuite([try Contract(id: "queries/listed", parsing: Array(text.utf8))])
    }

    @Test("Kills, survivors and what changes nothing are told apart")
    func verdicts() async throws {
        // The contract alone is judged, not what the runner sees around it.
        var target = SimulatorTarget.inProcess()
        target.watchesFrame = false
        let run = WireRun(target)
        let right = await run.playRight(WireRun.cases(of: try Self.suite()))
        #expect(right.count == 2)
        #expect(right.left.isEmpty)
        let wanted = [
            "field/getQueries/cmp/name/null", "field/getQueries/cmp/query/null", "field/getReports/cmp/query/null",
            "write/createQuery/mpn/swallowed", "access/getQueries/cmp/without-token",
        ]
        let mutants = WireMutants.all(right.seen).filter { wanted.contains($0.name) }
        #expect(mutants.map(\.name).sorted() == wanted.sorted())
        let verdicts = await run.judge(mutants, after: right)
        let outcomes = verdicts.map { verdict in
            switch verdict.outcome {
            case .killed(let by, _): "\(verdict.mutant.name): killed by \(by)"
            case .survived(let witnesses): "\(verdict.mutant.name): survives \(witnesses.joined(separator: ", "))"
            case .notApplicable: "\(verdict.mutant.name): changes nothing"
            case .notJudged: "\(verdict.mutant.name): not judged"
            }
        }
        #expect(
            outcomes.sorted() == [
                "access/getQueries/cmp/without-token: changes nothing",
                "field/getQueries/cmp/name/null: killed by queries/listed (cmp)",
                "field/getQueries/cmp/query/null: survives queries/listed",
                "field/getReports/cmp/query/null: changes nothing",
                "write/createQuery/mpn/swallowed: killed by queries/listed (mpn)",
            ])
        let survivors = verdicts.filter(\.isSurvivor).map(\.mutant)
        #expect(await run.refusals(of: survivors, after: right).isEmpty)
        #expect(await run.refusals(of: mutants, after: right).count == 2)

        let explained = try WireExceptions(
            parsing: Array(
                #"{"exceptions":[{"mutants":"field/*","kind":"unpromised","reason":"r"},{"mutants":"none","kind":"equivalent","reason":"r"}]}"#
                    .utf8))
        let report = WireReport(verdicts, exceptions: explained, cases: right.count, seconds: 1, isComplete: true)
        #expect(report.survivors.isEmpty)
        #expect(report.explained.count == 1)
        #expect(report.stale.map(\.names) == ["none"])
        #expect(report.json["counts"]?["judged"] == .integer(3))
        #expect(report.json["counts"]?["killed"] == .integer(2))
    }

    @Test("What is not begun by the deadline is not judged")
    func deadline() async throws {
        let run = WireRun(SimulatorTarget.inProcess())
        let right = await run.playRight(WireRun.cases(of: try Self.suite()))
        let mutants = Array(WireMutants.all(right.seen).prefix(3))
        let verdicts = await run.judge(mutants, after: right, until: .now)
        #expect(verdicts.count == 3)
        for verdict in verdicts {
            guard case .notJudged = verdict.outcome else {
                Issue.record("\(verdict.mutant.name) was judged")
                continue
            }
        }
        let report = WireReport(
            verdicts, exceptions: try WireExceptions(parsing: Array(#"{"exceptions":[]}"#.utf8)), cases: right.count,
            seconds: 1, isComplete: true)
        #expect(!report.hasVerdicts)
        #expect(report.stale.isEmpty)
    }

    @Test("A case is idle if it refuses no mutant for what it states")
    func idleCases() async throws {
        func contract(_ name: String, _ expectation: String) throws -> Contract {
            let text = """
                {
                  "title": "t", "programs": ["cmp"], "evidence": { "class": "assumed", "sources": ["U9"] },
                  "steps": [
                    { "do": "createQuery", "with": { "Name": "A", "Query": "SELECT OrderId from ISVOrder" } },
                    { "do": "getQueries", "expect": \(expectation) }
                  ]
                }
                """
            return try Contract(id: "queries/\(name)", parsing: Array(text.utf8))
        }
        // The second fails at many mutants, but only because a call has to succeed or a header field is wrong.
        let suite = ContractSuite([
            try contract("states", #"{ "body": { "message": "Queries fetched successfully" } }"#),
            try contract("succeeds", #"{ "status": 200 }"#),
        ])
        let run = WireRun(SimulatorTarget.inProcess())
        let right = await run.playRight(WireRun.cases(of: suite))
        #expect(right.count == 2)
        let mutants = WireMutants.all(right.seen).filter { mutant in
            mutant.kind == .header || mutant.kind == .status && mutant.operation == .createQuery
        }
        let idle = await run.idleCases(of: mutants, after: right)
        #expect(idle == ["queries/succeeds (cmp)"])

        let exceptions = try WireExceptions(
            parsing: Array(
                #"{"exceptions":[],"idleCases":[{"cases":"queries/*","kind":"equivalent","reason":"r"},{"cases":"none","kind":"equivalent","reason":"r"}]}"#
                    .utf8))
        var report = WireReport([], exceptions: exceptions, cases: 2, seconds: 1, isComplete: true)
        report.idleCases = idle
        #expect(report.unexplainedIdleCases.isEmpty)
        #expect(report.stale.map(\.names) == ["none"])
        #expect(report.json["explainedIdleCases"] == .integer(1))
        #expect(report.text.contains("cases that refuse a mutant for what they claim: 1 of 2"))
        report = WireReport([], exceptions: WireExceptions(), cases: 2, seconds: 1, isComplete: true)
        report.idleCases = idle
        #expect(report.unexplainedIdleCases == idle)
        #expect(report.text.contains("refuses none: queries/succeeds (cmp)"))
    }

    @Test("Trials of a case take one mutant of each kind in turn, and each mutant once")
    func trialOrder() async throws {
        let run = WireRun(SimulatorTarget.inProcess())
        let right = await run.playRight(WireRun.cases(of: try Self.suite()))
        let mutants = WireMutants.all(right.seen)
        let call = RightRun.Call(operation: .listQueries, program: .cmp)
        let order = TrialOrder(mutants).mutants(of: [call])
        let wanted = mutants.filter { $0.operation == .listQueries && $0.program != .mpn }
        #expect(order.map(\.name).sorted() == wanted.map(\.name).sorted())
        let kinds = Set(order.map(\.kind))
        #expect(kinds.count > 5)
        #expect(Set(order.prefix(kinds.count).map(\.kind)).count >= kinds.count - 1)
        #expect(TrialOrder(mutants.reversed()).mutants(of: [call]).map(\.name) == order.map(\.name))
    }
}
