import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import InsightsTime
import Synchronization
import Testing

@testable import InsightsContracts

@Suite("Contracts against a server that is not a simulator")
struct ServerTargetTests {
    private func run(
        _ text: String, on target: ServerTarget, program: PartnerProgram = .cmp
    ) async throws -> ContractResult {
        let contract = try Contract(id: "area/name", parsing: Array(text.utf8))
        let item = ContractCase(contract: contract, program: program, edition: .year2021)
        return await ContractRunner(target).run(item)
    }

    private static let evidence = #""title":"t","evidence":{"class":"documented","sources":["S1"]}"#

    private static let create =
        #"{"do":"createQuery","with":{"Name":"Orders","Query":"SELECT OrderId FROM ISVOrder"},"expect":{"body":{"value":[{"name":"Orders"}]}},"capture":{"queryId":"/value/0/queryId"}}"#

    @Test("Names have a prefix on the wire and none in the contract; created resources are deleted after a failure too")
    func marksAndDeletes() async throws {
        let wired = try WiredSimulator()
        let target = wired.target()
        let report =
            #"{"do":"createReport","with":{"ReportName":"Weekly","QueryId":"${queryId}","StartTime":"${now+PT5H}","RecurrenceInterval":48,"RecurrenceCount":2,"Format":"csv"},"capture":{"reportId":"/value/0/reportId"}}"#
        let list = #"{"do":"getQueries","with":{"queryName":"Orders"},"expect":{"body":{"value":[{"name":"Orders"}]}}}"#
        let wrong =
            #"{"do":"getReports","with":{"reportId":"${reportId}"},"expect":{"body":{"value":[{"reportName":"Other"}]}}}"#
        let steps = [Self.create, report, list, wrong].joined(separator: ",")
        let before = try await wired.names()
        let result = try await run("{\(Self.evidence),\"steps\":[\(steps)]}", on: target)
        guard case .failed(let failure) = result.verdict else {
            Issue.record("\(result.verdict)")
            return
        }
        #expect(failure.step == 4)
        #expect(failure.mismatch.actual == "\"Weekly\"")
        // The line for a shell has the names as they went over the wire.
        let listing = "queryName=insights-sim-contract-c0ffee-Other"
        let odd =
            #"{"do":"getQueries","with":{"queryName":"Other"},"expect":{"body":{"value":[{"name":"Other"}]}}}"#
        guard case .failed(let other) = try await run("{\(Self.evidence),\"steps\":[\(odd)]}", on: target).verdict
        else {
            Issue.record("not failed")
            return
        }
        #expect(other.curl?.contains(listing) == true, "\(other.curl ?? "")")
        #expect(try await wired.names() == before)
        #expect(target.leftBehind == [])
        let bodies = wired.requests.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(bodies.contains { $0.contains(#""Name":"insights-sim-contract-c0ffee-Orders""#) })
        #expect(bodies.contains { $0.contains(#""ReportName":"insights-sim-contract-c0ffee-Weekly""#) })
        let deletions = wired.lines.filter { $0.hasPrefix("DELETE") }.map { $0.split(separator: "/")[4] }
        #expect(deletions == ["ScheduledReport", "ScheduledQueries"])
    }

    @Test("Resources that cannot be deleted are reported")
    func leavesBehind() async throws {
        let wired = try WiredSimulator { $0.method == .delete ? HTTPResponse(500) : nil }
        let target = wired.target()
        let result = try await run("{\(Self.evidence),\"steps\":[\(Self.create)]}", on: target)
        #expect(result.problem == nil)
        try #require(target.leftBehind.count == 1)
        #expect(target.leftBehind[0].hasPrefix("the query "))
        #expect(target.leftBehind[0].hasSuffix(" of cmp"))
    }

    @Test(
        "An access token with a control character breaks the case with a reason",
        arguments: ["a\\nb", "\\u0000", "\\r"])
    func tokenOfTwoLines(_ token: String) async throws {
        let body = #"{"token_type":"Bearer","access_token":"\#(token)"}"#
        let wired = try WiredSimulator {
            $0.target.hasSuffix("/oauth2/token")
                ? HTTPResponse(200, fields: Self.json, body: .bytes(Array(body.utf8))) : nil
        }
        let result = try await run("{\(Self.evidence),\"steps\":[\(Self.create)]}", on: wired.target())
        guard case .broken(let reason) = result.verdict else {
            Issue.record("\(result.verdict)")
            return
        }
        #expect(reason.contains("access_token of "), "\(reason)")
        #expect(reason.contains("found a control character"), "\(reason)")
    }

    @Test("A captured value with a line break is not sent as a header, and the case fails with a reason")
    func capturedHeader() async throws {
        let wired = try WiredSimulator { request in
            guard request.target.hasSuffix("ScheduledDataset") else { return nil }
            return HTTPResponse(200, fields: Self.json, body: .bytes(Array(#"{"a":"b\r\nX: y"}"#.utf8)))
        }
        let steps =
            #"{"do":"getDatasets","capture":{"a":"/a"}},"#
            + #"{"do":"request","with":{"method":"GET","path":"/insights/v1/cmp/x","headers":{"X-A":"${a}"}}}"#
        let result = try await run("{\(Self.evidence),\"steps\":[\(steps)]}", on: wired.target())
        #expect("\(result.verdict)".contains("the header 'X-A' has a control character"), "\(result.verdict)")
        #expect(!wired.lines.contains { $0.hasSuffix("/x") })
    }

    private static let json = HTTPFields([("Content-Type", "application/json")])

    @Test("The place of a failure shows the values of names, and no secret")
    func placesAreResolved() async throws {
        let wired = try WiredSimulator()
        let step =
            #"{"note":"once","do":"request","with":{"method":"GET","path":"/insights/v1/${program}/ScheduledDataset?a=${clientSecret}"},"expect":{"status":404}}"#
        let result = try await run("{\(Self.evidence),\"steps\":[\(step)]}", on: wired.target())
        guard case .failed(let failure) = result.verdict else {
            Issue.record("\(result.verdict)")
            return
        }
        #expect(failure.action == "GET /insights/v1/cmp/ScheduledDataset?a=<client secret> (once)")
    }

    @Test("A resource whose create response was lost is found by its prefix, and deleted")
    func lostResponses() async throws {
        let wired = try WiredSimulator(deliver: { request, response in
            guard request.method == .post, request.target.hasPrefix("/insights") else { return response }
            if request.target.hasSuffix("ScheduledReport") { return HTTPResponse(502) }
            if String(decoding: request.body, as: UTF8.self).contains("Lost") {
                throw TransportFailure.connectionReset(bodyBytes: nil)
            }
            return response
        })
        _ = try await wired.simulator.client(for: .cmp).createQuery(
            .init(name: "Theirs", query: "SELECT OrderId FROM ISVOrder"))
        let before = try await wired.names()
        let target = wired.target()
        let lost = Self.create.replacing("Orders", with: " Lost")
        #expect(try await run("{\(Self.evidence),\"steps\":[\(lost)]}", on: target).problem != nil)
        #expect(try await wired.names() == before)
        let report =
            #"{"do":"createReport","with":{"ReportName":"Weekly","QueryId":"${queryId}","StartTime":"${now+PT5H}","RecurrenceInterval":48},"expect":{"status":502}},{"do":"getReports"}"#
        let result = try await run("{\(Self.evidence),\"steps\":[\(Self.create),\(report)]}", on: target)
        #expect(result.problem == nil, "\(result.problem ?? "")")
        #expect(try await wired.names() == before)
        #expect(target.leftBehind == [])
    }

    @Test("If a resource whose create response was lost cannot be looked up, the run reports it")
    func lostForGood() async throws {
        let wired = try WiredSimulator(deliver: { request, response in
            guard request.target.hasPrefix("/insights") else { return response }
            throw TransportFailure.connectionReset(bodyBytes: nil)
        })
        let target = wired.target()
        #expect(try await run("{\(Self.evidence),\"steps\":[\(Self.create)]}", on: target).problem != nil)
        #expect(
            target.leftBehind == [
                "a query of cmp, if the call without a response created one: its name begins with insights-sim-contract-c0ffee-"
            ])
    }

    @Test("A cancelled run makes no further call, begins no further case, and deletes its resources")
    func cancelled() async throws {
        let running = Mutex<Task<[ContractResult], Never>?>(nil)
        let wired = try WiredSimulator(deliver: { request, response in
            // The first create comes through, and with it the end of the run.
            if request.method == .post, request.target.hasPrefix("/insights") {
                running.withLock { $0?.cancel() }
            }
            return response
        })
        let before = try await wired.names()
        let target = wired.target()
        let text = "{\(Self.evidence),\"steps\":[\(Self.create),\(Self.create),{\"do\":\"getDatasets\"}]}"
        let contract = try Contract(id: "area/name", parsing: Array(text.utf8))
        let item = ContractCase(contract: contract, program: .cmp, edition: .year2021)
        let runner = ContractRunner(target)
        let task = running.withLock { running in
            let task = Task { await runner.run([item, item, item]) }
            running = task
            return task
        }
        let results = await task.value
        #expect(results.count == 1)
        #expect(results.first?.verdict.skipReason == "the run was interrupted")
        #expect(wired.lines.map { $0.prefix { $0 != " " } } == ["POST", "DELETE"])
        #expect(try await wired.names() == before)
        #expect(target.leftBehind == [])
    }

    @Test("No call changes resources that the run did not create")
    func leavesAlone() async throws {
        let wired = try WiredSimulator()
        let client = wired.simulator.client(for: .cmp)
        _ = try await client.createQuery(.init(name: "Theirs", query: "SELECT OrderId FROM ISVOrder"))
        let target = wired.target()
        let find = #"{"do":"getQueries","with":{"queryName":"Theirs"},"capture":{"id":"/value/0/queryId"}}"#
        let findAll = #"{"do":"getQueries","capture":{"id":"/value/0/queryId"}}"#
        // Their name is not found under the mark.
        #expect(try await run("{\(Self.evidence),\"steps\":[\(find)]}", on: target).problem != nil)
        for change in [
            #"{"do":"deleteQuery","with":{"queryId":"${id}"}}"#,
            #"{"do":"request","with":{"method":"DELETE","path":"/insights/v1/cmp/ScheduledQueries/${id}"}}"#,
        ] {
            let result = try await run("{\(Self.evidence),\"steps\":[\(findAll),\(change)]}", on: target)
            guard case .skipped(let reason) = result.verdict else {
                Issue.record("\(result.verdict)")
                continue
            }
            #expect(reason == "it would change what this run has not made")
        }
        #expect(!wired.lines.contains { $0.hasPrefix("DELETE") })
        #expect(try await wired.names().contains("Theirs"))
    }

    @Test(
        "Cases that a server cannot run are skipped with the reason, before any request",
        arguments: [
            (#""tenant":"saltmarsh.example""#, "", "it needs the simulator's own data"),
            (#""settings":{"test-rows":"10"}"#, "", "it needs settings of the simulator"),
            (#""actors":{"other":{"tenant":"other"}}"#, "", "it needs further applications or users"),
            (#""clock":"2021-03-01T12:00:00Z""#, "", "it needs the clock at an instant"),
            ("", #"{"do":"createQuery","with":{"Name":"a"},"repeat":21},"#, "it makes more than a guest should"),
            (
                "", #"{"do":"createReport","with":{"ReportName":"a","ExecuteNow":true},"repeat":2},"#,
                "it runs more reports at the same time than a guest should"
            ),
            ("", #"{"advance":"PT1H"},"#, "it moves the clock"),
            ("", #"{"setClock":"2021-03-02T00:00:00Z"},"#, "it moves the clock"),
            ("", #"{"faults":null},"#, "it needs faults"),
            ("", #"{"receive":"callbacks"},"#, "it needs a receiver of callbacks"),
            (
                "", #"{"do":"createReport","with":{"CallbackUrl":"${callback}"}},"#,
                "it needs a receiver of callbacks"
            ),
            (
                "", #"{"do":"getDatasets","expect":{"status":429}},"#,
                "it asks for more than the service allows"
            ),
            (
                "",
                #"{"do":"request","with":{"method":"POST","path":"/x/oauth2/token","form":{"password":"wrong"}}},"#,
                "it signs in with a wrong password"
            ),
            (
                "",
                #"{"do":"request","with":{"method":"POST","path":"/insights/v1/cmp/ScheduledQueries","text":"{\"Name\":\"a\"}"}},"#,
                "it writes a text in which no name can be marked"
            ),
        ])
    func skips(member: String, step: String, reason: String) async throws {
        let wired = try WiredSimulator()
        let members = [Self.evidence, member].filter { !$0.isEmpty }.joined(separator: ",")
        let result = try await run("{\(members),\"steps\":[\(step){\"do\":\"getDatasets\"}]}", on: wired.target())
        guard case .skipped(let found) = result.verdict else {
            Issue.record("\(result.verdict)")
            return
        }
        #expect(found == reason)
        #expect(wired.requests.isEmpty)
    }

    @Test("Contracts that need fixtures are skipped, and so is a program without credentials")
    func skipsFixturesAndPrograms() async throws {
        let wired = try WiredSimulator()
        let fixtures =
            #"{"title":"t","evidence":{"class":"documented","sources":["fixtures"]},"steps":[{"do":"getDatasets"}]}"#
        #expect(try await run(fixtures, on: wired.target()).verdict.skipReason == "it needs the simulator's own data")
        let plain = "{\(Self.evidence),\"steps\":[{\"do\":\"getDatasets\"}]}"
        #expect(
            try await run(plain, on: wired.target(), program: .mpn).verdict.skipReason
                == "there are no credentials for mpn")
        #expect(wired.requests.isEmpty)
    }

    @Test("Without permission to write, only contracts that read run")
    func readOnly() async throws {
        let wired = try WiredSimulator()
        let target = wired.target(mayWrite: false)
        #expect(
            try await run("{\(Self.evidence),\"steps\":[\(Self.create)]}", on: target).verdict.skipReason
                == "it changes something at the server, which needs --allow-writes")
        let reading =
            #"{"do":"request","with":{"method":"GET","path":"/insights/v1/cmp/ScheduledDataset"}},{"do":"getDatasets"}"#
        let result = try await run("{\(Self.evidence),\"steps\":[\(reading)]}", on: target)
        #expect(result.problem == nil)
        #expect(result.judgedResponses == 2)
        #expect(Set(wired.lines) == ["GET /insights/v1/cmp/ScheduledDataset"])
    }

    @Test("Assumed behaviour is reported")
    func reportsAssumptions() async throws {
        let wired = try WiredSimulator()
        let assume = #"{"do":"getDatasets","expect":{"status":200},"assume":{"status":418}}"#
        guard
            case .reported(let failure) = try await run(
                "{\(Self.evidence),\"steps\":[\(assume)]}", on: wired.target()
            ).verdict
        else {
            Issue.record("not reported")
            return
        }
        #expect(failure.mismatch.expected == "418")
    }

    @Test("A token is fetched once, at the permitted rate, and again after half an hour")
    func tokens() async throws {
        let wired = try WiredSimulator()
        let time = PatientTime()
        let target = wired.target(time: time)
        let text = "{\(Self.evidence),\"steps\":[{\"do\":\"getDatasets\"}]}"
        func tokens() -> Int { wired.requests.count { $0.target.hasSuffix("/oauth2/token") } }
        for _ in 0..<3 { #expect(try await run(text, on: target).problem == nil) }
        #expect(tokens() == 1)
        #expect(time.waits == [.milliseconds(500), .milliseconds(500), .milliseconds(500)])
        time.pass(.seconds(31 * 60))
        #expect(try await run(text, on: target).problem == nil)
        #expect(tokens() == 2)
    }

    @Test("If no token is granted, every case is broken after one request, without the secret")
    func noToken() async throws {
        let refusal = HTTPResponse(
            401, fields: HTTPFields([(name: "Content-Type", value: "application/json")]),
            body: .bytes(Array(#"{"error_description":"AADSTS7000215: not offline-practice-secret\r\nTrace"}"#.utf8)))
        let wired = try WiredSimulator { $0.target.hasSuffix("/token") ? refusal : nil }
        let target = wired.target()
        for _ in 0..<2 {
            let result = try await run("{\(Self.evidence),\"steps\":[{\"do\":\"getDatasets\"}]}", on: target)
            guard case .broken(let reason) = result.verdict else {
                Issue.record("\(result.verdict)")
                return
            }
            #expect(reason.hasPrefix("no token: 401 AADSTS7000215: not"))
            #expect(!reason.contains(wired.credentials.clientSecret))
        }
        #expect(wired.requests.count == 1)
    }

    @Test("A response without a reason is reported with its server")
    func noReason() async throws {
        let wired = try WiredSimulator { $0.target.hasSuffix("/token") ? HTTPResponse(501) : nil }
        let result = try await run("{\(Self.evidence),\"steps\":[{\"do\":\"getDatasets\"}]}", on: wired.target())
        guard case .broken(let reason) = result.verdict else {
            Issue.record("\(result.verdict)")
            return
        }
        #expect(reason.wholeMatch(of: /no token: https?:.* returns 501/) != nil, "\(reason)")
    }

    @Test("A refusal of the simulator itself is in the reason")
    func explainedRefusal() async throws {
        let refusal = HTTPResponse(
            403, fields: HTTPFields([(SimulatorEndpoints.detailField, "Host: found 'insights'")]))
        let wired = try WiredSimulator { $0.target.hasSuffix("/token") ? refusal : nil }
        let result = try await run("{\(Self.evidence),\"steps\":[{\"do\":\"getDatasets\"}]}", on: wired.target())
        guard case .broken(let reason) = result.verdict else {
            Issue.record("\(result.verdict)")
            return
        }
        #expect(reason.hasSuffix(" returns 403: Host: found 'insights'"), "\(reason)")
    }

    @Test(
        "A token is for the resource that the edition names",
        arguments: [
            (Edition.year2021, "graph.windows.net"), (.year2023, "graph.windows.net"),
            (.year2026, "api.partnercenter.microsoft.com"),
        ])
    func resource(edition: Edition, host: String) async throws {
        let wired = try WiredSimulator()
        let steps = #"{"do":"getToken","expect":{"body":{"resource":"${resource}"}}}"#
        let text = "{\(Self.evidence),\"steps\":[\(steps)]}"
        let contract = try Contract(id: "area/name", parsing: Array(text.utf8))
        let item = ContractCase(contract: contract, program: .cmp, edition: edition)
        #expect(await ContractRunner(wired.target()).run(item).problem == nil)
        let forms = wired.requests.filter { $0.target.hasSuffix("/token") }.map {
            String(decoding: $0.body, as: UTF8.self)
        }
        // The target asks for a token first, and then the contract.
        #expect(forms.count == 2)
        #expect(forms.allSatisfy { $0.contains("resource=https%3A%2F%2F\(host)&") }, "\(forms)")
    }

    @Test("Reports contain no token and no secret")
    func secrets() async throws {
        let wired = try WiredSimulator()
        for body in [#"{"access_token":"wrong"}"#, "{\"$keys\":[\"a\"]}", "\"text\"", #"{"nothing":{"a":1}}"#] {
            let token = "{\"do\":\"getToken\",\"expect\":{\"body\":\(body)}}"
            let result = try await run("{\(Self.evidence),\"steps\":[\(token)]}", on: wired.target())
            let report = CheckReport([result], subject: "server", seconds: 0)
            let formats: [any CheckReportFormat] = [
                JUnitFormat(), TAPFormat(), JSONFormat(), MarkdownFormat(), GitHubFormat(), TerminalFormat(),
            ]
            for format in formats {
                let text = format.text(of: report)
                #expect(!text.contains("eyJ"))
                #expect(!text.contains(wired.credentials.clientSecret))
            }
            #expect(TerminalFormat().text(of: report).contains("'https://login.example/"))
        }
    }
}

extension ContractResult.Verdict {
    fileprivate var skipReason: String? {
        if case .skipped(let reason) = self { reason } else { nil }
    }
}
