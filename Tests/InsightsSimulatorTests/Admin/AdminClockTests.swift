import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

@Suite("Administration: clock and reset")
struct AdminClockTests {
    @Test(
        "The clock is advanced and set",
        arguments: [
            (#"{"advance":"PT4H"}"#, "2024-03-01T14:00:00Z"), (#"{"advance":"P1M"}"#, "2024-04-01T10:00:00Z"),
            (#"{"advance":"PT0S"}"#, "2024-03-01T10:00:00Z"), (#"{"advance":"P1Y1DT1S"}"#, "2025-03-02T10:00:01Z"),
            (#"{"set":"2024-03-01T10:00:00Z"}"#, "2024-03-01T10:00:00Z"),
            (#"{"set":"2024-03-02T00:00:00Z"}"#, "2024-03-02T00:00:00Z"),
            (#" {"set" : "2199-12-31T23:59:59Z"} "#, "2199-12-31T23:59:59Z"),
        ])
    func moves(_ body: String, _ now: String) throws {
        let harness = try TokenHarness()
        let reply = try harness.admin("clock", .post, body)
        #expect(reply.status == 200)
        #expect(reply.text == #"{"now":"\#(now)","mode":"manual"}"#)
        #expect(try harness.adminClock() == now)
        #expect(harness.simulator.now.description == now)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let body: String
        let error: String
        var testDescription: String { body }

        init(_ body: String, _ error: String) {
            self.body = body
            self.error = error
        }
    }

    static let oneKey =
        #"one of {"advance":"PT4H"}, {"set":"2021-01-06T19:00:00Z"}, {"mode":"manual"}, {"speed":3600}"#
    static let durations = "an ISO 8601 duration such as PT4H or P1M, not past 2199-12-31T23:59:59Z"
    static let instants =
        "yyyy-MM-ddTHH:mm:ssZ, not before the clock's 2024-03-01T10:00:00Z (it only moves forward) and not after "
        + "2199-12-31T23:59:59Z"

    static let refusals: [Refusal] = [
        Refusal("", "body: found 0 keys; expected \(oneKey)"),
        Refusal("{}", "body: found 0 keys; expected \(oneKey)"),
        Refusal(
            #"{"advance":"PT1H","set":"2025-01-01T00:00:00Z"}"#, "body: found 2 keys; expected \(oneKey)"),
        Refusal(
            #"{"advance":"PT1H","advance":"PT1H"}"#, "advance: found a second 'advance'; expected each key once"),
        Refusal("[]", "text: found an array; expected a JSON object"),
        Refusal("null", "text: found null; expected a JSON object"),
        Refusal(
            #"{"Advance":"PT1H"}"#,
            "Advance: found an unknown key; expected advance, set, mode, speed; did you mean 'advance'?"),
        Refusal(
            #"{"advance":"PT1H","x":1}"#, "x: found an unknown key; expected advance, set, mode, speed"),
        Refusal(#"{"advance":3600}"#, "advance: found a number; expected a string"),
        Refusal(#"{"set":null}"#, "set: found null; expected a string"),
        Refusal(#"{"mode":true}"#, "mode: found a boolean; expected a string"),
        Refusal(#"{"advance":"4h"}"#, "advance: found '4h'; expected \(durations)"),
        Refusal(#"{"advance":"-PT1H"}"#, "advance: found '-PT1H'; expected \(durations)"),
        Refusal(#"{"advance":""}"#, "advance: found ''; expected \(durations)"),
        Refusal(#"{"advance":"P200Y"}"#, "advance: found 'P200Y'; expected \(durations)"),
        Refusal(#"{"set":"2024-03-01T09:59:59Z"}"#, "set: found '2024-03-01T09:59:59Z'; expected \(instants)"),
        Refusal(#"{"set":"2024-03-02"}"#, "set: found '2024-03-02'; expected \(instants)"),
        Refusal(#"{"set":"2024-02-30T00:00:00Z"}"#, "set: found '2024-02-30T00:00:00Z'; expected \(instants)"),
        Refusal(#"{"set":"2200-01-01T00:00:00Z"}"#, "set: found '2200-01-01T00:00:00Z'; expected \(instants)"),
        Refusal(#"{"set":"2024-03-02T00:00:00+00"}"#, "set: found '2024-03-02T00:00:00+00'; expected \(instants)"),
        Refusal(#"{"mode":"Manual"}"#, "mode: found 'Manual'; expected system or manual"),
    ]

    @Test("An invalid body is refused with its place, and the clock does not move", arguments: refusals)
    func refuses(_ refusal: Refusal) throws {
        let harness = try TokenHarness()
        let reply = try harness.admin("clock", .post, refusal.body)
        #expect(reply.status == 400)
        #expect(reply.json?["error"]?.string == refusal.error)
        #expect(try harness.adminClock() == "2024-03-01T10:00:00Z")
    }

    @Test("A body that is not JSON is refused with line and column")
    func noJSON() throws {
        let reply = try TokenHarness().admin("clock", .post, "{\"advance\":\n PT4H}")
        #expect(reply.status == 400)
        #expect(reply.json?["error"]?.string?.contains("body: found no JSON (line 2, column 2") == true)
    }

    @Test("The clock follows the machine's unless it is ahead of it")
    func modes() throws {
        let harness = try TokenHarness(clock: .system)
        #expect(try harness.admin("clock").json?["mode"]?.string == "system")
        #expect(try harness.admin("clock", .post, #"{"mode":"manual"}"#).json?["mode"]?.string == "manual")
        #expect(try harness.admin("clock", .post, #"{"mode":"system"}"#).json?["mode"]?.string == "system")
        #expect(try harness.admin("clock", .post, #"{"advance":"P1D"}"#).json?["mode"]?.string == "manual")
        let reply = try harness.admin("clock", .post, #"{"mode":"system"}"#)
        #expect(reply.status == 400)
        #expect(
            reply.json?["error"]?.string
                == "mode: found 'system' while the clock is ahead of the machine's; expected manual, or POST "
                + "/_sim/reset first")
        #expect(try harness.admin("reset", .post).json?["mode"]?.string == "system")
    }

    @Test("A reset accepts no keys", arguments: [#"{"tenant":"x"}"#, "[]", "x"])
    func resetBodies(_ body: String) throws {
        let harness = try TokenHarness()
        harness.simulator.advance(by: ISODuration(days: 1))
        #expect(try harness.admin("reset", .post, body).status == 400)
        #expect(try harness.adminClock() == "2024-03-02T10:00:00Z")
        #expect(try harness.admin("reset", .post, "{}").status == 200)
        #expect(try harness.adminClock() == "2024-03-01T10:00:00Z")
    }

    /// Makes calls on tokens, queries, a report, refusals and time; returns each response with status, fields and body.
    private func story(_ harness: TokenHarness) throws -> [String] {
        var replies: [TokenReply] = [try harness.post(.avery, [("scope", "openid")]), try harness.post(.neighbour)]
        replies.append(try harness.post(.reader, [("client_secret", "wrong")]))
        let token = try harness.token(.reader)
        let query = #"{"Name":"n","Query":"SELECT OrderId,OrderPurchaseDate FROM ISVOrder TIMESPAN LIFETIME"}"#
        replies.append(try harness.call("cmp/ScheduledQueries", .post, token: token, body: query))
        let queryID = try #require(replies.last?.json?["value"]?[0]?["queryId"]?.string)
        replies.append(
            try harness.call(
                "cmp/ScheduledReport", .post, token: token,
                body: #"{"ReportName":"r","QueryId":"\#(queryID)","StartTime":"2024-03-01T14:00:00Z","#
                    + #""RecurrenceInterval":4}"#))
        let id = try #require(replies.last?.json?["value"]?[0]?["reportId"]?.string)
        replies.append(try harness.admin("clock", .post, #"{"advance":"P2D"}"#))
        replies.append(try harness.call("cmp/ScheduledReport", token: token))
        let late = try harness.token(.reader)
        let runs = "cmp/ScheduledReport/execution/\(id)?getLatestExecution=false"
        replies.append(try harness.call(runs, token: late))
        let link = try #require(replies.last?.json?["value"]?[0]?["reportAccessSecureLink"]?.string)
        replies.append(try harness.send(.get, String(link.trimmingPrefix("http://sim.test"))))
        replies.append(try harness.call("cmp/Nonsense", token: late))
        replies.append(try harness.send(.get, "/nonsense"))
        return replies.map { reply in
            "\(reply.status) "
                + reply.fields.all.map { "\($0.name): \($0.value)" }.joined(separator: "; ") + " \(reply.body)"
        }
    }

    @Test("After a reset the same calls give the same bytes and headers, after any number of health requests")
    func replays() throws {
        let harness = try TokenHarness()
        let first = try story(harness)
        for id in [TokenAccount.reader.tenant, TokenAccount.neighbour.tenant] {
            #expect(try harness.admin("reset?tenant=\(id)", .post).status == 200)
        }
        for path in ["health", "ready", "clock", "credentials", "nonsense"] { _ = try harness.admin(path) }
        let second = try story(harness)
        #expect(first == second)
        harness.simulator.reset()
        #expect(try story(harness) == first)
        #expect(try story(TokenHarness()) == first)
    }

    @Test("A reset deletes queries and reports of its tenant, and keeps the other's")
    func forgets() throws {
        let harness = try TokenHarness()
        let query = #"{"Name":"n","Query":"SELECT OrderId FROM ISVOrder"}"#
        let list = "cmp/ScheduledQueries?includeSystemQueries=false"
        for account in [TokenAccount.reader, .neighbour] {
            let token = try harness.token(account)
            #expect(try harness.call("cmp/ScheduledQueries", .post, token: token, body: query).status == 200)
        }
        #expect(try harness.admin("reset", .post).status == 200)
        for (account, count) in [(TokenAccount.reader, 0), (.neighbour, 1)] {
            let reply = try harness.call(list, token: harness.token(account))
            #expect(reply.json?["totalCount"]?.integer == count)
        }
    }
}
