import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import InsightsTime
import Testing

@testable import InsightsClientAudit

@Suite("Rehearsals of dated changes")
struct RehearsalTests {
    @Test("Changes come in the order of their days, each with settings that exist and take effect by then")
    func changes() throws {
        #expect(DatedChange.before == Timestamp("2024-06-01T00:00:00Z"))
        let days = DatedChange.all.map(\.day)
        #expect(days == days.sorted() && days.allSatisfy { Timestamp($0) > DatedChange.before })
        let known = ["v1.1", "graph-microsoft", "graph-windows", "mfa", "secret"]
        #expect(DatedChange.all.map(\.name) == known.filter { name in DatedChange.all.contains { $0.name == name } })
        #expect(DatedChange.all.count >= 4)
        for change in DatedChange.all {
            var settings = Settings()
            for (name, value) in change.settings { try settings.set(name, to: value) }
            #expect(settings != Settings(), "\(change.name)")
        }
        #expect(
            DatedChange.all.filter { $0.name != "v1.1" }.map(\.day.description)
                == ["2024-08-30", "2025-11-13", "2026-04-01", "2026-07-01"])
    }

    @Test("A report says what survives, and else the first refusal; the JSON has the same")
    func report() throws {
        let simulator = try Simulator(clock: .manual(DatedChange.before), seed: 7)
        _ = simulator.respond(to: HTTPRequest(.get, "/insights/v1/mpn/ScheduledDataset?datasetName=x"))
        let failed = ClientRunResult(simulator, ending: .exited(3))
        let silent = ClientRunResult(try Simulator(seed: 7), ending: .timedOut)
        let passed = ClientRunResult(try Simulator(seed: 7))
        let changes = DatedChange.all.suffix(3)
        let rehearsal = Rehearsal(
            callCount: 5, outcomes: zip(changes, [failed, silent, passed]).map { Rehearsal.Outcome($0, $1) })
        #expect(!rehearsal.survivesAll)
        #expect(
            rehearsal.text == """
                2025-11-13  breaks    graph-windows: tokens for https://graph.windows.net end
                            GET /insights/v1/mpn/ScheduledDataset answered 401: Authorization: found nothing; \
                expected 'Bearer' and an access token
                            the command ended with 3
                2026-04-01  breaks    mfa: mpn needs a sign-in with a second factor
                            no call was refused
                            the command was ended at its time limit
                2026-07-01  survives  secret: the client's secret expires
                survives 1 of 3 changes
                """)
        #expect(rehearsal.json["survived"]?.integer == 1)
        #expect(rehearsal.json["calls"]?.integer == 5)
        let first = rehearsal.json["changes"]?[0]
        #expect(first?["name"]?.string == "graph-windows" && first?["survives"]?.bool == false)
        #expect(first?["refusal"]?.string?.hasPrefix("GET /insights/v1/mpn/ScheduledDataset answered 401") == true)
        #expect(rehearsal.json["changes"]?[2]?["refusal"] == .null)
        #expect(Rehearsal(callCount: 1, outcomes: [Rehearsal.Outcome(changes.last!, passed)]).survivesAll)
    }
}
