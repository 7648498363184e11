import InsightsConsole
import InsightsContracts
import InsightsHTTP
import InsightsJSON
import Testing

@Suite("The console's contracts: runs")
struct ContractRunTests {
    @Test("A run has a result for each case, with the difference of one that failed")
    func results() async throws {
        let harness = ContractHarness()
        let run = try await harness.run(#"{"match":["lists/*","wrong/status"],"program":"cmp"}"#)
        #expect(run["state"]?.string == "finished")
        #expect(run["total"]?.integer == 3 && run["done"]?.integer == 3)
        #expect(run["request"]?["match"]?.array?.count == 2)
        #expect(run["request"]?["edition"]?.string == "2021")
        #expect(run["counts"]?["passed"]?.integer == 2 && run["counts"]?["failed"]?.integer == 1)
        let results = try #require(run["results"]?.array)
        #expect(results.map { $0["outcome"]?.string } == ["passed", "passed", "failed"])
        let failed = results[2]
        #expect(failed["id"]?.string == "wrong/status (cmp)")
        #expect(failed["file"]?.string == "contracts/wrong/status.json")
        #expect(failed["command"]?.string == "insights-sim contracts run wrong/status --program cmp")
        #expect(failed["finding"]?["place"]?.string == "step 1, getDatasets: status")
        #expect(failed["finding"]?["expected"]?.string == "404")
        #expect(failed["finding"]?["actual"]?.string == "200")
        for (after, count) in [(0, 3), (2, 1), (3, 0), (4, 0)] {
            let rest = try harness.call("contract-runs/1?after=\(after)").json
            #expect(rest["results"]?.array?.count == count)
            #expect(rest["done"]?.integer == 3)
        }
        let list = try harness.call("contract-runs").json
        #expect(list["runs"]?[0]?["run"]?.integer == 1)
        #expect(list["runs"]?[0]?["results"] == nil)
    }

    @Test("A draft runs without a file, and its difference has a place")
    func draft() async throws {
        let harness = ContractHarness()
        let draft = """
            {"title":"<b>\\u202e","evidence":{"class":"assumed","sources":["ours"]},"programs":["cmp"],"steps":[\
            {"do":"createQuery","with":{"Name":"N","Query":"SELECT OrderId FROM ISVOrder"},\
            "expect":{"body":{"value":[{"name":"M"}]}}}]}
            """
        let run = try await harness.run(#"{"draft":\#(draft)}"#)
        let result = try #require(run["results"]?[0])
        #expect(result["outcome"]?.string == "failed")
        #expect(result["id"]?.string == "draft/contract (cmp)")
        #expect(result["title"]?.string == "<b>\u{202E}")
        #expect(result["file"] == nil && result["command"] == nil)
        #expect(result["finding"]?["pointer"]?.string == "/value/0/name")
        #expect(result["finding"]?["expected"]?.string == "\"M\"")
        #expect(result["finding"]?["actual"]?.string == "\"N\"")
        #expect(run["request"]?["draft"]?.bool == true)
    }

    @Test(
        "A body that cannot be run is refused, and nothing starts",
        arguments: [
            ("{", "found no JSON"), ("[]", "expected a JSON object"), (#"{"matsch":[]}"#, "did you mean 'match'?"),
            (#"{"match":"x"}"#, "match"), (#"{"match":[""]}"#, "match[0]"), (#"{"match":["nothing"]}"#, "no contract"),
            (#"{"evidence":[]}"#, "evidence"), (#"{"edition":"1"}"#, "2021, 2023, 2026"),
            (#"{"draft":[]}"#, "a contract as an object"), (#"{"draft":{}}"#, "draft/title"),
            (#"{"draft":{},"match":["x"]}"#, "leave one of them out"),
            (#"{"draft":\#(ContractHarness.text("getNothing", status: 200))}"#, "draft/steps/0/do"),
            (
                #"{"draft":\#(ContractHarness.text("getDatasets", status: 200, more: #","settings":{"wrong":"x"}"#))}"#,
                "draft/settings/wrong: found 'wrong'"
            ),
            (
                #"{"draft":\#(ContractHarness.text("getDatasets", status: 200, more: #","programs":["cmp"]"#)),"program":"mpn"}"#,
                "no case for the chosen edition and program"
            ),
        ])
    func refused(_ body: String, _ message: String) throws {
        let harness = ContractHarness()
        let reply = try harness.call("contract-runs", .post, body)
        #expect(reply.status == 400)
        #expect(reply.error.contains(message), "\(reply.error)")
        #expect(try harness.call("contract-runs").json["runs"]?.array?.isEmpty == true)
    }

    @Test("A hundred patterns are accepted and one more is not; so with the bytes of a draft")
    func limits() async throws {
        let harness = ContractHarness()
        for (count, status) in [(100, 200), (101, 400)] {
            let patterns = Array(repeating: #""lists/queries""#, count: count).joined(separator: ",")
            let reply = try harness.call("contract-runs", .post, #"{"match":[\#(patterns)]}"#)
            #expect(reply.status == status, "\(reply.error)")
            await harness.runs.ended()
            let query = Array(repeating: "lists/queries", count: count).joined(separator: "+")
            #expect(try harness.call("contracts?match=\(query)").status == status)
        }
        let size = ContractHarness.text("getDatasets", status: 200, title: "").utf8.count
        for (extra, status) in [(0, 200), (1, 400)] {
            let title = String(repeating: "x", count: (1 << 20) - size + extra)
            let draft = ContractHarness.text("getDatasets", status: 200, title: title)
            let reply = try harness.call("contract-runs", .post, #"{"draft":\#(draft)}"#)
            #expect(reply.status == status)
            #expect(reply.error.isEmpty || reply.error.contains("at most 1048576"))
            await harness.runs.ended()
        }
    }

    @Test("One runs at a time; a second is told which, and may start after the first is cancelled")
    func busy() async throws {
        let gate = GatedTarget()
        let harness = ContractHarness(on: { gate })
        #expect(try harness.call("contract-runs", .post).status == 200)
        let second = try harness.call("contract-runs", .post)
        #expect(second.status == 409)
        #expect(second.error.contains("DELETE /_sim/contract-runs/1"))
        let during = try harness.call("contract-runs/1").json
        #expect(during["state"]?.string == "running" && during["done"]?.integer == 0 && during["total"]?.integer == 5)
        #expect(try harness.call("contract-runs/2", .delete).status == 404)
        #expect(try harness.call("contract-runs/1", .delete).status == 200)
        await harness.runs.ended()
        let cancelled = try harness.call("contract-runs/1").json
        #expect(cancelled["state"]?.string == "cancelled")
        #expect(try #require(cancelled["done"]?.integer) <= 1)
        gate.openGate()
        #expect(try harness.call("contract-runs", .post, #"{"match":["lists/queries"]}"#).status == 200)
        await harness.runs.ended()
        let next = try harness.call("contract-runs/2").json
        #expect(next["state"]?.string == "finished" && next["counts"]?["passed"]?.integer == 1)
        // It is at its end, so nothing happens.
        #expect(try harness.call("contract-runs/2", .delete).json["state"]?.string == "finished")
    }

    @Test("The last five runs are kept, and one more drops the first")
    func kept() async throws {
        let harness = ContractHarness()
        for number in 1...6 {
            _ = try await harness.run(#"{"match":["lists/queries"]}"#)
            let runs = try harness.call("contract-runs").json["runs"]?.array?.compactMap { $0["run"]?.integer }
            #expect(runs == Array((max(1, number - 4)...number).reversed()))
            #expect(try harness.call("contract-runs/1").status == (number < 6 ? 200 : 404))
        }
        #expect(try harness.call("contract-runs/1").error.contains("expected 2, 3, 4, 5, 6"))
        for after in ["-1", "x", "1.5", "99999999999999999999"] {
            #expect(try harness.call("contract-runs/6?after=\(after)").status == 400)
        }
    }
}
