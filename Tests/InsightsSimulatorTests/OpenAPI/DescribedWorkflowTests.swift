import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Synchronization
import Testing

/// The simulator follows its OpenAPI document: the harness compares every exchange (`APIDescription`).
@Suite("The OpenAPI document and the simulator")
struct DescribedWorkflowTests {
    struct Choice: Sendable, CustomTestStringConvertible {
        let program: PartnerProgram
        let settings: [(String, String)]
        var testDescription: String { "\(program) \(settings.map { "\($0)=\($1)" }.joined(separator: " "))" }

        func make() throws -> Settings {
            var settings = Settings()
            for (name, value) in self.settings { try settings.set(name, to: value) }
            return settings
        }
    }

    static let choices: [Choice] = PartnerProgram.allCases.flatMap { program in
        [
            [], [("page-size", "1"), ("report-location", "on")], [("analytics-alias", "on"), ("test-rows", "3")],
            [
                ("sample-only-fields", "on"), ("callback-method-pascal", "on"), ("execution-callback-url", "on"),
                ("query-created-time-z", "on"), ("link-expiry-hours", "2"), ("run-duration-seconds", "60"),
            ],
            [("update-requirements", "strict-cmp"), ("date-format", "strict"), ("catalogue", "2023")],
        ].map { Choice(program: program, settings: $0) }
    }

    @Test(
        "The document describes a walk through every operation, with refusals, under every choice", arguments: choices)
    func walk(_ choice: Choice) throws {
        let service = try ServiceHarness(choice.program, settings: try choice.make())
        let document = try APIDescription.document(service.simulator.settings)
        var seen: Set<String> = []
        @discardableResult
        func call(_ method: HTTPMethod, _ route: String, _ body: String? = nil) throws -> ServiceResponse {
            let response = try service.call(method, route, body)
            let id = document.operationID(method, "/insights/v1/\(choice.program)/\(route)") ?? "none"
            seen.insert("\(id) \(response.status)")
            return response
        }
        try call(.get, "ScheduledDataset")
        try call(.get, "ScheduledDataset?datasetName=nonsense")
        let created = try call(
            .post, "ScheduledQueries", #"{"name":"q","query":"\#(service.anyQuery)","Query":"\#(service.anyQuery)"}"#)
        let query = try #require(created.value.first?["queryId"]?.string)
        try call(.post, "ScheduledQueries", #"{"Name":"q","Query":"SELECT nothing"}"#)
        try call(.get, "ScheduledQueries")
        try call(.get, "ScheduledQueries?queryId=\(query)&includeSystemQueries=False")
        try call(.get, "ScheduledQueries/testQueryResult?queryId=\(query)&startTime=2020-10-01T00:00:00Z")
        try call(.get, "ScheduledQueries/testQueryResult")
        let body = service.reportBody(
            queryID: query,
            ["CallbackUrl": #""https://localhost/x""#, "Format": #""TSV""#, "RecurrenceCount": #""3""#])
        let report = try #require(try call(.post, "ScheduledReport", body).value.first?["reportId"]?.string)
        try call(.post, "ScheduledReport", service.reportBody(queryID: query, ["RecurrenceInterval": "3"]))
        let now = #"{"ReportName":"now","QueryId":"\#(query)","ExecuteNow":true}"#
        let second = try #require(try call(.post, "ScheduledReport", now).value.first?["reportId"]?.string)
        try call(.get, "ScheduledReport")
        try call(.get, "ScheduledReport/execution/\(report);\(second)")
        try call(.get, "ScheduledReport/execution/\(report)?executionStatus=Completed")
        try call(.get, "ScheduledReport/execution/\(second)?executionStatus=completed&getLatestExecution=false")
        try call(.put, "ScheduledReport/\(report)", body)
        try call(.put, "ScheduledReport/pause/\(report)")
        try call(.put, "ScheduledReport/pause/\(report)")
        try call(.put, "ScheduledReport/resume/\(report)")
        service.wait(hours: 24)
        try call(.get, "ScheduledReport/execution/\(report)")
        service.wait(hours: 1)
        let link = try service.link(report)
        let file = service.fetch(link)
        #expect(file.status == 200)
        try APIDescription.expect(HTTPRequest(.get, String(link.dropFirst(16))), file, of: service.simulator)
        try call(.delete, "ScheduledReport/\(report)")
        try call(.delete, "ScheduledReport/\(report)")
        try call(.delete, "ScheduledQueries/\(query)")
        try call(.get, "Nonsense")
        try call(.post, "ScheduledDataset", "{}")

        let operations = Operation.ofService.map { "\(choice.program).\($0.rawValue)" }
        #expect(operations.filter { !seen.contains("\($0) 200") } == [])
        #expect(seen.isSuperset(of: ["none 404", "none 405"]))
    }

    @Test("Every operation, route and program is in the document, and nothing else of the service is")
    func completeness() throws {
        let document = try APIDescription.document(Settings())
        for program in PartnerProgram.allCases {
            for operation in Operation.ofService {
                let path = try #require(operation.template).path(program)
                #expect(document.operationID(operation.method, path) == "\(program).\(operation.rawValue)")
            }
        }
        let swagger = ["page", "document"].flatMap { ["\($0)", "\($0).analytics"] }
        let identity = ["token", "metadata", "keys"].flatMap { ["\($0).v1", "\($0).v2"] } + ["instance", "userRealm"]
        let expected =
            PartnerProgram.allCases.flatMap { program in
                (Operation.ofService.map(\.rawValue) + swagger).map { "\(program).\($0)" }
            } + identity + ["download"]
        #expect(document.operationIDs.sorted() == expected.sorted())
    }

    @Test("The token endpoint answers at its addresses in the document")
    func identityRoutes() throws {
        let harness = try TokenHarness()
        let document = try APIDescription.document(harness.simulator.settings)
        for path in document.json["paths"]?.object?.keys ?? [] where path.contains("{tenant}") {
            let method: HTTPMethod = path.hasSuffix("token") ? .post : .get
            let address = path.replacing("{tenant}", with: TokenAccount.reader.tenant)
            #expect(try harness.send(method, address).status != 404, "\(path)")
        }
    }

    struct Parameter: Sendable, CustomTestStringConvertible {
        let operation: Operation
        let parameter: QueryParameter
        var testDescription: String { "\(operation) \(parameter.name)" }
    }

    static let parameters = Operation.ofService.flatMap { operation in
        operation.parameters(isPaged: true).map { Parameter(operation: operation, parameter: $0) }
    }

    @Test(
        "The service reads every parameter of the table: an invalid value changes the response", arguments: parameters)
    func readsParameters(_ item: Parameter) throws {
        var settings = Settings()
        settings.pageSize = 1
        let service = try ServiceHarness(settings: settings)
        let report = try service.makeReport(queryID: nil, [:])
        let route = try #require(item.operation.template).path(below: "") { _ in report }.dropFirst()
        let query =
            item.operation == .testQuery && item.parameter.kind != .text
            ? "exportQuery=\(PercentEncoding.encode(service.anyQuery))&" : ""
        let plain = try service.get("\(route)?\(query)unknown=nonsense")
        let changed = try service.get("\(route)?\(query)\(item.parameter.name)=nonsense")
        #expect(changed.status >= 400)
        #expect(plain.text != changed.text)
    }

    // MARK: Proof that the document can say no

    @Test("A record with a missing field, an additional one or one of another type does not match the document")
    func mutations() throws {
        for program in PartnerProgram.allCases {
            let service = try ServiceHarness(program)
            let report = try service.makeReport(queryID: nil, [:])
            let document = try APIDescription.document(service.simulator.settings)
            for route in [
                "ScheduledDataset", "ScheduledQueries", "ScheduledReport", "ScheduledReport/execution/\(report)",
            ] {
                let response = try service.get(route)
                let target = "/insights/v1/\(program)/\(route)"
                func violations(_ change: (inout JSONObject) -> Void) throws -> [OpenAPIViolation] {
                    var whole = try #require(response.json.object)
                    var records = response.value
                    var record = try #require(records.last?.object)
                    change(&record)
                    records[records.count - 1] = .object(record)
                    whole["value"] = .array(records)
                    return document.validate(
                        .get, target, status: 200, contentType: "application/json",
                        body: JSONWriter.encode(.object(whole)))
                }
                #expect(try violations { _ in } == [])
                #expect(try violations { $0["surprise"] = .null }.count == 1)
                for key in try #require(response.value.last).keys {
                    #expect(try violations { $0[key] = nil }.count == 1, "\(route) without \(key)")
                    #expect(try violations { $0[key] = .object([:]) }.count == 1, "\(route) with another \(key)")
                }
            }
        }
    }

    @Test("An envelope, a message or a status that is not in the catalogue does not match the document")
    func envelopes() throws {
        let document = try APIDescription.document(Settings())
        func violations(_ status: Int, _ body: String) -> Int {
            document.validate(
                .delete, "/insights/v1/cmp/ScheduledReport/x", status: status, contentType: "application/json",
                body: Array(body.utf8)
            ).count
        }
        let refusal = #"{"value":[],"totalCount":0,"message":"No item found with given filters.","statusCode":404}"#
        #expect(violations(404, refusal) == 0)
        #expect(violations(404, refusal.replacing("given filters.", with: "given filters")) == 1)
        #expect(violations(404, refusal.replacing("404", with: "400")) == 1)
        #expect(violations(404, refusal.replacing(#""totalCount":0,"#, with: "")) == 1)
        #expect(violations(404, refusal.replacing("[]", with: "[{}]")) == 1)
        #expect(violations(418, refusal) == 1)
    }
}
