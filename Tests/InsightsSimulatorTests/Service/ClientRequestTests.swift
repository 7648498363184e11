import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

/// Requests as the documents print them and as the vendor's sample clients send them (insights-api 3.2 and 11).
struct ClientRequestTests {
    // MARK: Bodies

    /// Create query bodies that all mean the same.
    static let queryBodies = [
        #"{"Name":"q1","Description":null,"Query":"SELECT OrderId from ISVOrder"}"#,
        #"{"name":"q1","query":"SELECT OrderId from ISVOrder"}"#,
        #"{"NAME":"q1","QUERY":"SELECT OrderId from ISVOrder","DESCRIPTION":""}"#,
        // The Java clients write every field twice.
        #"{"Name":"q1","Description":null,"Query":"SELECT OrderId from ISVOrder","name":"q1","#
            + #""query":"SELECT OrderId from ISVOrder","description":null}"#,
        // The last copy wins.
        #"{"Name":"first","Query":"SELECT 1","name":"q1","query":"SELECT OrderId from ISVOrder"}"#,
        #"{"Name":" q1 ","Query":"\tSELECT OrderId from ISVOrder \r\n"}"#,
        #"{"Name":"q1","Query":"SELECT OrderId from ISVOrder","Extra":{"a":[1,{"b":null}]},"QueryId":7}"#,
        #"{"Name":"q1","Query":"SELECT\u0020OrderId from ISVOrder"}"#,
        "\u{FEFF}{\"Name\":\"q1\",\"Query\":\"SELECT OrderId from ISVOrder\"}",
    ]

    @Test("Create query bodies of every client", arguments: queryBodies)
    func queryBody(body: String) throws {
        let service = try ServiceHarness()
        let response = try service.call(
            .post, "ScheduledQueries", body, fields: [("Content-Type", "application/json; charset=utf-8")])
        let record = try #require(response.value.first)
        #expect(record["name"] == .string("q1"))
        #expect(record["description"] == .null)
        #expect(record["query"] == .string(ServiceHarness.ordersQuery))
    }

    /// Create report bodies with one meaning; `<id>` is replaced by the query's identifier.
    static let reportBodies = [
        // As the C# clients write it.
        #"{"ReportName":"r1","Description":null,"QueryId":"<id>","StartTime":"2021-01-06 19:00:00Z","#
            + #""RecurrenceInterval":24,"RecurrenceCount":100,"Format":null,"CallbackUrl":null}"#,
        // As the Java clients write it.
        #"{"ReportName":"r1","Description":null,"QueryId":"<id>","StartTime":"2021-01-06 19:00:00Z","Format":null,"#
            + #""CallbackUrl":null,"RecurrenceInterval":24,"RecurrenceCount":100,"format":null,"description":null,"#
            + #""reportName":"r1","queryId":"<id>","startTime":"2021-01-06 19:00:00Z","callbackUrl":null,"#
            + #""recurrenceInterval":24,"recurrenceCount":100}"#,
        // With the blanks of the paradigm page.
        #"{"ReportName":"r1","Description":"","QueryId":"<id> ","StartTime":"2021-01-06T19:00:00Z ","#
            + #""RecurrenceInterval":24,"RecurrenceCount":100,"Format":" CSV "}"#,
        #"{"reportname":"r1","QUERYID":"<ID>","starttime":"2021-01-06T19:00:00Z","recurrenceInterval":"24","#
            + #""RecurrenceCount":" 100 "}"#,
        #"{"ReportName":"r1","QueryId":"<id>","StartTime":"2021-01-06T19:00:00Z","RecurrenceInterval":24,"#
            + #""RecurrenceCount":100,"ExecuteNow":false,"QueryStartTime":null,"QueryEndTime":null,"IsPublic":true}"#,
        #"{"ReportName":"r1","QueryId":"<id>","StartTime":"2021-01-06T19:00:00Z","RecurrenceInterval":24,"#
            + #""RecurrenceCount":100,"ExecuteNow":"False","CallbackMethod":"post"}"#,
    ]

    @Test("Create report bodies of every client", arguments: reportBodies)
    func reportBody(body: String) throws {
        let service = try ServiceHarness()
        let queryID = try service.makeQuery()
        let body = body.replacing("<id>", with: queryID).replacing("<ID>", with: queryID.uppercased())
        let record = try #require(try service.post("ScheduledReport", body).value.first)
        let id = try #require(record["reportId"]?.string)
        #expect(
            record.text
                == #"{"reportId":"\#(id)","reportName":"r1","description":null,"queryId":"\#(queryID)","#
                + #""query":"SELECT OrderId from ISVOrder","user":"142344300","createdTime":"2021-01-06T05:38:34Z","#
                + #""modifiedTime":null,"startTime":"2021-01-06T19:00:00Z","reportStatus":"Active","#
                + #""recurrenceInterval":24,"recurrenceCount":100,"callbackUrl":null,"format":"csv"}"#)
    }

    // MARK: Addresses

    /// Addresses of the same dataset listing.
    static let addresses = [
        "/insights/v1/cmp/ScheduledDataset", "//insights/v1/cmp/ScheduledDataset",
        "/insights//v1///cmp/ScheduledDataset/",
        "/INSIGHTS/V1/CMP/SCHEDULEDDATASET", "/insights/v1/cmp/scheduleddataset",
        "/insights/v1/cmp/ScheduledDataset%20",
        "/insights/v1/cmp/ScheduledDataset?", "/insights/v1/cmp/ScheduledDataset?datasetName=",
        "/insights/v1/cmp/ScheduledDataset?x=1&&=&y", "/insights/v1/cmp/Scheduled%44ataset",
        "https://api.partnercenter.microsoft.com/insights/v1/cmp/ScheduledDataset",
    ]

    @Test("Addresses of the dataset call", arguments: addresses)
    func address(target: String) throws {
        let service = try ServiceHarness()
        #expect(try service.send(.get, target).value.count == 4)
    }

    @Test(
        "datasetName in any letter case",
        arguments: [
            "datasetName=ISVOrder", "DATASETNAME=isvorder", "datasetname=%20ISVORDER%20", "datasetName=+ISVOrder",
        ])
    func datasetName(query: String) throws {
        let response = try ServiceHarness().get("ScheduledDataset?\(query)")
        #expect(response.text == SeedDatasetAndQueryTests.ordersListing)
    }

    @Test(
        "Identifiers in paths match without blanks and letter case",
        arguments: ["<id>", "%20<id>", "<id>%20", "<ID>", " <id>"])
    func pathIdentifiers(pattern: String) throws {
        let service = try ServiceHarness()
        let id = try service.makeReport()
        let path = pattern.replacing("<id>", with: id).replacing("<ID>", with: id.uppercased())
        #expect(try service.get("ScheduledReport/execution/\(path)").value.first?["reportId"] == .string(id))
        #expect(try service.get("scheduledreport/EXECUTION/\(path)/").status == 200)
        #expect(try service.put("ScheduledReport/Pause/\(path)").status == 200)
        #expect(try service.put("ScheduledReport/RESUME/\(path)").status == 200)
        #expect(try service.put("ScheduledReport/\(path)", service.reportBody(queryID: "")).status == 200)
        #expect(try service.delete("ScheduledReport/\(path)").value.first?["reportId"] == .string(id))
    }

    // MARK: Query strings

    /// Query strings of test queries as clients write them, and the text that arrives.
    static let exportQueries: [(raw: String, text: String)] = [
        // Raw quotes and equals signs (C#).
        (
            "exportQuery=SELECT%20OrderId%20FROM%20ISVOrder%20WHERE%20OrderStatus='Active'%20TIMESPAN%20LIFETIME",
            "SELECT OrderId FROM ISVOrder WHERE OrderStatus='Active' TIMESPAN LIFETIME"
        ),
        // Equals signs encoded (Java).
        (
            "exportQuery=SELECT%20OrderId%20FROM%20ISVOrder%20WHERE%20OrderStatus%20%3D%20'Active'",
            "SELECT OrderId FROM ISVOrder WHERE OrderStatus = 'Active'"
        ),
        (
            "exportQuery=SELECT%20OrderId%20FROM%20ISVOrder%20WHERE%20OrderStatus!='Active'",
            "SELECT OrderId FROM ISVOrder WHERE OrderStatus!='Active'"
        ),
        (
            "exportQuery=SELECT%20OrderId%20FROM%20ISVOrder%20WHERE%20OrderQuantity%3E1",
            "SELECT OrderId FROM ISVOrder WHERE OrderQuantity>1"
        ),
        // LIKE patterns are decoded once.
        (
            "exportQuery=SELECT%20OrderId%20FROM%20ISVOrder%20WHERE%20OrderStatus%20LIKE%20'%25ctiv%25'",
            "SELECT OrderId FROM ISVOrder WHERE OrderStatus LIKE '%ctiv%'"
        ),
        // A percent sign without two hexadecimal digits after it is literal (C#).
        (
            "exportQuery=SELECT%20OrderId%20FROM%20ISVOrder%20WHERE%20OrderStatus%20LIKE%20'%tive'",
            "SELECT OrderId FROM ISVOrder WHERE OrderStatus LIKE '%tive'"
        ),
        ("exportQuery=SELECT+OrderId+FROM+ISVOrder", "SELECT OrderId FROM ISVOrder"),
        ("EXPORTQUERY=%20SELECT%0AOrderId%09FROM%20ISVOrder%20", "SELECT OrderId FROM ISVOrder"),
        // Semicolons separate no parameters.
        (
            "exportQuery=SELECT%20OrderId%20FROM%20ISVOrder%20WHERE%20OrderStatus!=';queryId=1'",
            "SELECT OrderId FROM ISVOrder WHERE OrderStatus!=';queryId=1'"
        ),
        ("exportQuery=SELECT%20OrderId%20from%20ISVOrder&queryId=&unknown=1", "SELECT OrderId from ISVOrder"),
    ]

    @Test("Test queries as clients write them", arguments: exportQueries)
    func exportQuery(raw: String, text: String) throws {
        let service = try ServiceHarness()
        let response = try service.get("ScheduledQueries/testQueryResult?\(raw)")
        #expect(response.status == 200, "\(response.text)")
        #expect(!response.value.isEmpty)
        #expect(response.text == (try service.rows(text)).text)
    }

    @Test("A raw plus becomes a blank, an encoded one stays a plus")
    func plus() throws {
        let service = try ServiceHarness()
        let head =
            "ScheduledQueries/testQueryResult?exportQuery=SELECT%20OrderId%20FROM%20ISVOrder%20WHERE%20OfferName="
        #expect(try service.get(head + "'a+b'").text == service.get(head + "'a%20b'").text)
        #expect(try service.get(head + "'a%2Bb'").status == 200)
    }

    // MARK: Headers

    @Test(
        "The response is uncompressed JSON for every Accept header",
        arguments: [
            [], [("Accept", "text/plain, application/json, application/*+json, */*")], [("Accept", "application/json")],
            [("Accept", "text/html")], [("Accept-Encoding", "gzip, deflate")],
            [("Content-Type", "Application/JSON")], [("Cookie", "fpc=1; stsservicecookie=ests")],
        ] as [[(String, String)]])
    func headers(fields: [(String, String)]) throws {
        let service = try ServiceHarness()
        let response = try service.call(.get, "ScheduledDataset", fields: fields.map { (name: $0.0, value: $0.1) })
        #expect(response.status == 200)
        #expect(response.fields["Content-Type"] == "application/json; charset=utf-8")
        #expect(response.fields["Content-Encoding"] == nil)
        #expect(response.json["statusCode"] == .integer(200))
    }

    @Test("The scheme of the Authorization header in any letter case", arguments: ["Bearer", "bearer", "BEARER"])
    func scheme(scheme: String) throws {
        let service = try ServiceHarness()
        let fields = HTTPFields([("Authorization", "\(scheme)  \(try service.bearer())")])
        let request = HTTPRequest(.get, "/insights/v1/cmp/ScheduledQueries", fields: fields)
        #expect(service.simulator.respond(to: request).status == 200)
    }

    @Test("The older prefix works if it is enabled (C13)")
    func analyticsAlias() throws {
        var settings = Settings()
        settings.analyticsAlias = true
        let service = try ServiceHarness(settings: settings)
        let id = try service.makeReport()
        #expect(try service.send(.get, "/analytics/cmp/ScheduledReport/execution/\(id)").status == 200)
        #expect(try service.send(.get, "/Analytics/CMP/ScheduledDataset").value.count == 4)
        #expect(try ServiceHarness().send(.get, "/analytics/cmp/ScheduledDataset").status == 404)
    }
}
