import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

/// The refusals of all routes except create and update report, in both programs (insights-api sections 4 and 10).
struct RouteRefusalTests {
    static let none = "No item found with given filters."

    // MARK: Addresses and methods

    /// Routes, what they do not answer, and what they do.
    static let methods: [(route: String, refused: [HTTPMethod], allowed: String)] = [
        ("ScheduledDataset", [.post, .put, .delete], "GET, HEAD"),
        ("ScheduledQueries", [.put, .delete, .patch, .options], "POST, GET, HEAD"),
        ("ScheduledQueries/x", [.get, .post, .put], "DELETE"),
        ("ScheduledQueries/testQueryResult", [.post, .put, .delete], "GET, HEAD"),
        ("ScheduledReport", [.put, .delete], "POST, GET, HEAD"),
        ("ScheduledReport/x", [.get, .post, .head], "PUT, DELETE"),
        ("ScheduledReport/pause/x", [.get, .post, .delete], "PUT"),
        ("ScheduledReport/resume/x", [.get, .post, .delete], "PUT"),
        ("ScheduledReport/execution/x", [.post, .put, .delete], "GET, HEAD"),
    ]

    @Test("A route lists its methods when another one is used (U7)", arguments: methods)
    func method(route: String, refused: [HTTPMethod], allowed: String) throws {
        for program in PartnerProgram.allCases {
            let service = try ServiceHarness(program)
            for method in refused {
                let response = try service.call(method, route)
                #expect(response.isRefusal(405, "Method not allowed", program))
                #expect(response.fields["Allow"] == allowed)
            }
        }
    }

    @Test(
        "Addresses without a route",
        arguments: [
            "", "Nonsense", "ScheduledDataset/ISVOrder", "ScheduledQueries/x/y", "ScheduledReport/stop/x",
            "ScheduledReport/execution/x/y", "ScheduledReports", "swagger",
        ])
    func unknownRoute(route: String) throws {
        for program in PartnerProgram.allCases {
            #expect(try ServiceHarness(program).get(route).isRefusal(404, "Resource not found", program))
        }
    }

    @Test(
        "Addresses outside the programs, with and without a token",
        arguments: [
            "/", "", "*", "/insights", "/insights/v1", "/insights/v1.1/cmp/ScheduledDataset",
            "/insights/v1/csp/ScheduledDataset",
        ])
    func unknownProgram(target: String) throws {
        let service = try ServiceHarness()
        #expect(try service.send(.get, target).isRefusal(404, "Resource not found", .cmp))
        let anonymous = ServiceResponse(service.simulator.respond(to: HTTPRequest(.get, target)))
        #expect(anonymous.isRefusal(404, "Resource not found", .cmp))
    }

    @Test("HEAD has the response of GET; the server that frames it leaves the content out")
    func head() throws {
        let service = try ServiceHarness()
        for route in ["ScheduledDataset", "ScheduledQueries", "ScheduledReport", "ScheduledReport/execution/x"] {
            let head = try service.call(.head, route)
            let get = try service.get(route)
            #expect(head.status == get.status)
            #expect(head.fields["Content-Type"] == get.fields["Content-Type"])
        }
    }

    // MARK: Tokens

    @Test(
        "Invalid tokens",
        arguments: [
            "", "Bearer", "Bearer ", "Basic abc", "Token abc", "Bearer x", "Bearer a.b.c", "Bearer ..", "bearer\tx",
            "Bearer " + String(repeating: "a", count: 20_000),
        ])
    func badToken(value: String) throws {
        let service = try ServiceHarness()
        for program in PartnerProgram.allCases {
            let fields = HTTPFields([("Authorization", value)])
            let response = ServiceResponse(
                service.simulator.respond(
                    to: HTTPRequest(.get, "/insights/v1/\(program)/ScheduledDataset", fields: fields)))
            #expect(response.isRefusal(401, "Unauthorized", program))
            #expect(response.fields["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
        }
    }

    // MARK: Queries

    /// Query texts and the words they are refused with; nil where only the beginning is known (U10).
    static let queries: [(text: String, message: String?)] = [
        ("SELECT OrderId FROM Orders", "Invalid table name"),
        ("SELECT OrderId FROM ISVOrderV2", "Invalid table name"),
        ("SELECT Nothing FROM ISVOrder", "Incorrect column name"),
        ("SELECT OrderId FROM ISVOrder WHERE Nothing = 1", "Incorrect column name"),
        ("SELECT OrderId FROM ISVOrder ORDER BY Nothing", "Incorrect column name"),
        ("SELECT OrderId FROM ISVOrder TIMESPAN LAST_1_YEAR", "Invalid report parameters"),
        ("SELECT OrderId FROM ISVOrder TIMESPAN NEVER", nil),
        ("SELECT * FROM ISVOrder", nil),
        ("SELECT FROM ISVOrder", nil),
        ("SELECT OrderId OfferName FROM ISVOrder", nil),
        ("SELECT OrderId FROM ISVOrder LIMIT 0", nil),
        ("SELECT OrderId FROM ISVOrder LIMIT -1", nil),
        ("SELECT OrderId FROM ISVOrder ORDER BY OrderId WHERE OrderQuantity = 1", nil),
        ("SELECT OrderId FROM ISVOrder WHERE OrderQuantity = (1, 2)", nil),
        ("SELECT OrderId FROM ISVOrder WHERE OfferName = 'open", nil),
        ("SELECT OrderId FROM ISVOrder;", nil),
        ("SELECT OrderId FROM ISVOrder; DROP TABLE ISVOrder", nil),
        ("SELECT OrderId FROM ISVOrder WHERE OfferName = ‘curly’", nil),
        ("UPDATE ISVOrder", nil),
        ("🙂", nil),
    ]

    @Test("A wrong query has the same refusal in the test call and in the create call", arguments: queries)
    func query(text: String, message: String?) throws {
        let service = try ServiceHarness()
        let tested = try service.rows(text)
        let stored = try service.post(
            "ScheduledQueries", JSONValue.object(["Name": .string("q"), "Query": .string(text)]).text)
        for response in [tested, stored] {
            let words = try #require(response.message)
            #expect(message.map { $0 == words } ?? words.hasPrefix("Invalid query: "))
            #expect(response.isRefusal(400, words, .cmp))
        }
        #expect(try service.get("ScheduledQueries?includeSystemQueries=false").value.isEmpty)
    }

    @Test(
        "A missing name or text",
        arguments: [
            "{}", #"{"Name":"q"}"#, #"{"Query":"SELECT OrderId FROM ISVOrder"}"#, #"{"Name":null,"Query":null}"#,
            #"{"Name":"  ","Query":"SELECT OrderId FROM ISVOrder"}"#, #"{"Name":"q","Query":""}"#,
            #"{"Name":"q","Query":"SELECT OrderId FROM ISVOrder","query":null}"#,
        ])
    func missing(body: String) throws {
        for program in PartnerProgram.allCases {
            let response = try ServiceHarness(program).post("ScheduledQueries", body)
            #expect(response.isRefusal(400, "Null or missing value", program))
        }
    }

    @Test("Deleting an unknown query, or a system query", arguments: PartnerProgram.allCases)
    func deleteQuery(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        #expect(try service.delete("ScheduledQueries/none").isRefusal(404, Self.none, program))
        let system = try #require(try service.get("ScheduledQueries").value.first?["queryId"]?.string)
        for id in [system, system.uppercased()] {
            #expect(try service.delete("ScheduledQueries/\(id)").isRefusal(400, "Invalid QueryId", program))
        }
        let own = try service.makeQuery()
        #expect(try service.delete("ScheduledQueries/\(own)").status == 200)
        #expect(try service.delete("ScheduledQueries/\(own)").isRefusal(404, Self.none, program))
    }

    // MARK: Parameters

    /// Calls of test query and the words they are refused with.
    static let testCalls: [(query: String, status: Int, message: String)] = [
        ("", 400, "Null or missing value"),
        ("?exportQuery=", 400, "Null or missing value"),
        ("?exportQuery=%20&queryId=", 400, "Null or missing value"),
        ("?exportQuery=SELECT&queryId=x", 400, "Invalid report parameters"),
        ("?queryId=none", 404, none),
        (
            "?startTime=soon&exportQuery=", 400, "Null or missing value"
        ),
        (
            "?startTime=soon&exportQuery=<query>", 400,
            "Invalid report parameters for creation - StartTime should follow format: yyyy-MM-ddTHH:mm:ssZ"
        ),
        (
            "?endTime=2021-01-01&exportQuery=<query>", 400,
            "Invalid report parameters for creation - EndTime should follow format: yyyy-MM-ddTHH:mm:ssZ"
        ),
        (
            "?startTime=2021-01-01T00:00:00Z&endTime=2021-01-01T00:00:00Z&exportQuery=<query>", 400,
            "Invalid report parameters for creation - EndTime should be greater than StartTime"
        ),
        (
            "?startTime=2030-01-01T00:00:00Z&exportQuery=<query>", 400,
            "Invalid report parameters for creation - EndTime should be greater than StartTime"
        ),
    ]

    @Test("Test queries without a query, with two, or with bad bounds", arguments: testCalls)
    func testQuery(query: String, status: Int, message: String) throws {
        for program in PartnerProgram.allCases {
            let service = try ServiceHarness(program)
            let route =
                "ScheduledQueries/testQueryResult"
                + query.replacing("<query>", with: PercentEncoding.encode(service.anyQuery))
            #expect(try service.get(route).isRefusal(status, message, program))
        }
    }

    @Test(
        "A filter without a match is 404; an empty list without a filter is 200 (U9)",
        arguments: [
            ("ScheduledQueries?queryId=x", 404), ("ScheduledQueries?queryName=x", 404),
            ("ScheduledQueries?includeOnlySystemQueries=true&queryName=q", 404), ("ScheduledReport?reportId=x", 404),
            ("ScheduledReport?reportName=x", 404), ("ScheduledReport?queryId=x", 404),
            ("ScheduledReport?reportName=x;y", 404), ("ScheduledDataset?datasetName=Orders", 404),
            ("ScheduledQueries?includeSystemQueries=false", 200), ("ScheduledReport", 200),
            ("ScheduledReport?reportId=", 200), ("ScheduledReport?reportId=;", 200),
        ])
    func filters(route: String, status: Int) throws {
        for program in PartnerProgram.allCases {
            let response = try ServiceHarness(program).get(route)
            if status == 404 {
                #expect(response.isRefusal(404, Self.none, program))
            } else {
                #expect(response.status == 200)
                #expect(response.value.isEmpty)
                #expect(response.json["totalCount"] == .integer(0))
            }
        }
    }

    @Test("An invalid truth value", arguments: ["IncludeSystemQueries", "includeOnlySystemQueries"])
    func flags(name: String) throws {
        for program in PartnerProgram.allCases {
            let response = try ServiceHarness(program).get("ScheduledQueries?\(name)=maybe")
            #expect(response.isRefusal(400, "Requested value 'maybe' not found", program))
        }
    }

    @Test(
        "Filters match in any letter case, several by semicolons, and all must match",
        arguments: PartnerProgram.allCases)
    func combinedFilters(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let queryID = try service.makeQuery(name: "First query")
        _ = try service.makeQuery(name: "Second")
        let one = try service.makeReport(queryID: queryID, ["ReportName": #""One""#])
        let two = try service.makeReport(queryID: nil, ["ReportName": #""Two""#])
        func reports(_ query: String) throws -> [String] {
            try service.get("ScheduledReport?\(query)").value.compactMap { $0["reportId"]?.string }
        }
        #expect(try reports("reportName=one") == [one])
        #expect(try reports("REPORTNAME=two;ONE") == [one, two])
        #expect(try reports("reportId=\(two.uppercased());\(one)") == [one, two])
        #expect(try reports("queryId=\(queryID)&reportName=One") == [one])
        #expect(try reports("queryId=\(queryID)&reportName=Two").isEmpty)
        #expect(try service.get("ScheduledQueries?queryName=FIRST+QUERY;second").value.count == 2)
        #expect(try service.get("ScheduledQueries?queryName=second&queryId=\(queryID)").status == 404)
    }
}
