import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

/// The facts of the seeds on addresses, tokens, datasets and queries; the numbers are those of insights-api section 1.
struct SeedDatasetAndQueryTests {
    /// The dataset call's answer in seed 002 without its layout and without the comma that dangles after the record.
    static let ordersListing =
        #"{"value":[{"datasetName":"ISVOrder","selectableColumns":["MarketplaceSubscriptionId","MonthStartDate","#
        + #""OfferType","AzureLicenseType","Sku","CustomerCountry","IsPreviewSKU","OrderId","OrderQuantity","#
        + #""CloudInstanceName","IsNewCustomer","OrderStatus","OrderCancelDate","CustomerCompanyName","CustomerName","#
        + #""OrderPurchaseDate","OfferName","TrialEndDate","CustomerId","BillingAccountId"],"availableMetrics":[],"#
        + #""availableDateRanges":["LAST_MONTH","LAST_3_MONTHS","LAST_6_MONTHS","LIFETIME"]}],"totalCount":1,"#
        + #""message":"Dataset fetched successfully","statusCode":200}"#

    /// The create query call of seed 002.
    static let createQuery =
        #"{ "Query": "SELECT OrderId from ISVOrder", "Name": "ISVOrderQuery1", "Description": "Get a list of all "#
        + #"Order IDs" }"#

    /// Returns the response to the create query call of seed 002, apart from the identifier.
    static func createdQuery(id: String) -> String {
        #"{"value":[{"queryId":"\#(id)","name":"ISVOrderQuery1","description":"Get a list of all Order IDs","#
            + #""query":"SELECT OrderId from ISVOrder","type":"userDefined","user":"142344300","#
            + #""createdTime":"2021-01-06T05:38:34","modifiedTime":null}],"totalCount":1,"#
            + #""message":"Query created successfully","statusCode":200}"#
    }

    let service: ServiceHarness

    init() throws {
        service = try ServiceHarness()
    }

    private func createdQuery() throws -> ServiceResponse {
        try service.post("ScheduledQueries", Self.createQuery)
    }

    @Test("S1: the base address of the service is /insights/v1/cmp/")
    func s01() throws {
        #expect(try service.send(.get, "/insights/v1/cmp/ScheduledDataset").status == 200)
        #expect(try service.send(.get, "/insights/v2/cmp/ScheduledDataset").status == 404)
        #expect(try service.send(.get, "/cmp/ScheduledDataset").status == 404)
    }

    @Test(
        "S2: every call needs a bearer token",
        arguments: [
            (.get, "ScheduledDataset"), (.get, "ScheduledQueries"), (.post, "ScheduledQueries"),
            (.delete, "ScheduledQueries/x"), (.get, "ScheduledQueries/testQueryResult"), (.get, "ScheduledReport"),
            (.post, "ScheduledReport"), (.put, "ScheduledReport/x"), (.delete, "ScheduledReport/x"),
            (.put, "ScheduledReport/pause/x"), (.put, "ScheduledReport/resume/x"),
            (.get, "ScheduledReport/execution/x"),
        ] as [(HTTPMethod, String)])
    func s02(method: HTTPMethod, route: String) throws {
        let response = ServiceResponse(service.simulator.respond(to: HTTPRequest(method, "/insights/v1/cmp/\(route)")))
        #expect(response.isRefusal(401, "Unauthorized", .cmp))
        #expect(response.fields["WWW-Authenticate"] == "Bearer")
    }

    @Test("S3: the token call of seed 002")
    func s03() throws {
        #expect(try grantAsInSeed().status == 200)
    }

    @Test("S4: the resource is https://graph.windows.net")
    func s04() throws {
        #expect(try grantAsInSeed().json["resource"] == .string("https://graph.windows.net"))
    }

    private func grantAsInSeed() throws -> ServiceResponse {
        let credentials = service.credentials
        let form =
            "resource=https%3A%2F%2Fgraph.windows.net&client_id=\(credentials.clientID)"
            + "&client_secret=\(credentials.clientSecret)&grant_type=client_credentials"
        let fields = HTTPFields([
            ("return-client-request-id", "true"), ("Content-Type", "application/x-www-form-urlencoded"),
        ])
        return ServiceResponse(
            service.simulator.respond(
                to: HTTPRequest(
                    .post, "/\(credentials.tenantID)/oauth2/token", fields: fields, body: Array(form.utf8))))
    }

    @Test("S5: a token response has seven fields, the numbers as strings")
    func s05() throws {
        let response = service.grant(service.credentials)
        let token = try #require(response.json["access_token"]?.string)
        #expect(
            response.text
                == #"{"token_type":"Bearer","expires_in":"3599","ext_expires_in":"3599","expires_on":"1609915114","#
                + #""not_before":"1609911214","resource":"https://graph.windows.net","access_token":"\#(token)"}"#)
    }

    @Test("S6: from not_before to expires_on are 3900 seconds, 300 of them before the token was issued")
    func s06() throws {
        let response = service.grant(service.credentials)
        let notBefore = try #require(response.json["not_before"]?.string.flatMap { Int($0) })
        let expires = try #require(response.json["expires_on"]?.string.flatMap { Int($0) })
        #expect(expires - notBefore == 3900)
        #expect(service.simulator.now.secondsSinceEpoch - notBefore == 300)
    }

    @Test("S7: a token works for 60 minutes")
    func s07() throws {
        let token = try service.bearer()
        let request = HTTPRequest(
            .get, "/insights/v1/cmp/ScheduledDataset", fields: HTTPFields([("Authorization", "Bearer \(token)")]))
        service.wait(hours: 0, seconds: 3599)
        #expect(service.simulator.respond(to: request).status == 200)
        service.wait(hours: 0, seconds: 1)
        #expect(service.simulator.respond(to: request).status == 401)
    }

    @Test("S8: four cmp datasets")
    func s08() throws {
        let names = try service.get("ScheduledDataset").value.compactMap { $0["datasetName"]?.string }
        #expect(names == ["ISVCustomer", "ISVMarketplaceInsights", "ISVUsage", "ISVOrder"])
    }

    @Test("S9: the four fields of a cmp dataset")
    func s09() throws {
        for record in try service.get("ScheduledDataset").value {
            #expect(
                record.keys == ["datasetName", "selectableColumns", "availableMetrics", "availableDateRanges"])
        }
    }

    @Test("S10: the listing of ISVOrder is seed 002's, byte for byte")
    func s10() throws {
        let response = try service.get("ScheduledDataset?datasetName=ISVOrder")
        #expect(response.status == 200)
        #expect(response.text == Self.ordersListing)
    }

    @Test("S11: the message of the dataset call")
    func s11() throws {
        #expect(try service.get("ScheduledDataset").message == "Dataset fetched successfully")
    }

    @Test("S12: the envelope has its keys in order", arguments: ["ScheduledDataset", "ScheduledQueries", "Nonsense"])
    func s12(route: String) throws {
        #expect(try service.get(route).json.keys == ["value", "totalCount", "message", "statusCode"])
    }

    @Test("S13: value is an array for one record too")
    func s13() throws {
        #expect(try createdQuery().json["value"]?.array?.count == 1)
    }

    @Test("S14: statusCode repeats the status, and a create call returns 200")
    func s14() throws {
        let response = try createdQuery()
        #expect(response.status == 200)
        #expect(response.json["statusCode"] == .integer(200))
        let refusal = try service.post("ScheduledQueries", "{}")
        #expect(refusal.json["statusCode"] == .integer(refusal.status))
    }

    @Test("S15: the create query call and its response, byte for byte")
    func s15() throws {
        let response = try createdQuery()
        let id = try #require(response.value.first?["queryId"]?.string)
        #expect(response.text == Self.createdQuery(id: id))
    }

    @Test("S16: the fields of a query")
    func s16() throws {
        #expect(
            try createdQuery().value.first?.keys
                == ["queryId", "name", "description", "query", "type", "user", "createdTime", "modifiedTime"])
    }

    @Test("S17: type, user and times of a new query")
    func s17() throws {
        let record = try #require(try createdQuery().value.first)
        #expect(record["type"] == .string("userDefined"))
        #expect(record["user"] == .string("142344300"))
        #expect(record["createdTime"] == .string("2021-01-06T05:38:34"))
        #expect(record["modifiedTime"] == .null)
    }

    @Test(
        "S18: a query's text is returned unchanged",
        arguments: [
            "SELECT OrderId from ISVOrder", "select  orderid\tFROM isvorder", "SELECT OrderId\n  from ISVOrder",
        ])
    func s18(text: String) throws {
        let body = JSONValue.object(["Query": .string(text), "Name": .string("q")]).text
        let created = try service.post("ScheduledQueries", body)
        #expect(created.value.first?["query"] == .string(text))
        let id = try #require(created.value.first?["queryId"]?.string)
        #expect(try service.get("ScheduledQueries?queryId=\(id)").value.first?["query"] == .string(text))
    }

    @Test("S19: the message of the create query call")
    func s19() throws {
        #expect(try createdQuery().message == "Query created successfully")
    }

    @Test("S20: a query without TIMESPAN spans six months")
    func s20() throws {
        let columns = "SELECT OrderId, OrderPurchaseDate FROM ISVOrder"
        let filter = "WHERE CustomerCountry = 'United States'"
        let halfYear = try service.rows("\(columns) \(filter) TIMESPAN LAST_6_MONTHS")
        #expect(try service.rows("\(columns) \(filter)").text == halfYear.text)
        #expect(try service.rows("\(columns) \(filter) TIMESPAN LAST_MONTH").text != halfYear.text)
    }
}
