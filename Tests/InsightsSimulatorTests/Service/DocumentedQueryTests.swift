import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

/// The queries the documents print, and the system queries, as calls of the service.
struct DocumentedQueryTests {
    /// One query with what the documents make of it.
    struct Query: Sendable, CustomTestStringConvertible {
        let program: PartnerProgram
        let text: String
        let isAccepted: Bool
        let rowCount: Int?

        init?(_ value: JSONValue) {
            guard let program = value["program"]?.string.flatMap(PartnerProgram.init(rawValue:)),
                let text = value["query"]?.string, let expectation = value["expect"]?.string
            else { return nil }
            self.program = program
            self.text = text
            isAccepted = expectation == "ok"
            rowCount = value["expectRows"]?.integer
        }

        var testDescription: String { text }

        /// The dataset after FROM.
        var dataset: String {
            let words = text.split(whereSeparator: \.isWhitespace)
            let from = words.firstIndex { $0.lowercased() == "from" }
            return from.map { String(words[$0 + 1]) } ?? ""
        }
    }

    static let queries = Corpus.read("documented-queries.json").array?.compactMap(Query.init) ?? []
    static let served = [
        "ISVCustomer", "ISVMarketplaceInsights", "ISVUsage", "ISVOrder", "DynamicsUsage", "OfficeUsage",
        "CustomersAndTenants", "Profile", "SeatsSubscriptionsAndRevenue", "AzureUsage", "ResellerPerformance",
    ]

    /// The datasets only the catalogue of 2023 has.
    static let servedSince2023 = ["ISVRevenue", "ISVQualityOfService", "ISVOfferRetention"]

    private static func serves(_ dataset: String, in edition: Edition) -> Bool {
        served.contains(dataset) || edition >= .year2023 && servedSince2023.contains(dataset)
    }

    /// Parts of the queries that match nothing though no count is printed.
    ///
    /// One has a bound before the six months of the default span, the other a threshold above every value.
    static let plausiblyEmpty = ["<= '2020-06-30'", "100000"]

    @Test("The corpus has every documented query")
    func corpus() {
        #expect(Self.queries.count == 61)
        #expect(Self.queries.count { !$0.isAccepted } == 5)
        #expect(Self.queries.count { $0.rowCount == 0 } == 2)
    }

    @Test("A documented query is tested and stored, or refused in both calls", arguments: queries, Edition.allCases)
    func documented(query: Query, edition: Edition) throws {
        let service = try ServiceHarness(query.program, settings: Settings(edition: edition))
        let tested = try service.rows(query.text)
        let body = JSONValue.object(["Query": .string(query.text), "Name": .string("q")]).text
        let stored = try service.post("ScheduledQueries", body)
        guard query.isAccepted, Self.serves(query.dataset, in: edition) else {
            #expect(tested.status == 400)
            #expect(stored.status == 400)
            #expect(stored.message == tested.message)
            if query.isAccepted { #expect(tested.message == "Invalid table name") }
            #expect(try service.get("ScheduledQueries?includeSystemQueries=false").value.isEmpty)
            return
        }
        #expect(tested.status == 200, "\(tested.text)")
        #expect(stored.status == 200, "\(stored.text)")
        #expect(tested.json["totalCount"] == .integer(tested.value.count))
        if let count = query.rowCount {
            #expect(tested.value.count == count)
        } else if tested.value.isEmpty {
            #expect(Self.plausiblyEmpty.contains(where: query.text.contains))
        }
    }

    static let systemQueries = (try? FixtureStore.standard()).map { store in
        PartnerProgram.allCases.flatMap { program in
            store.systemQueries(program: program.rawValue, edition: .year2021).map { (program, $0.queryID) }
        }
    }

    @Test("A system query runs by its identifier, and as a report", arguments: try #require(systemQueries))
    func system(program: PartnerProgram, id: String) throws {
        let service = try ServiceHarness(program)
        let tested = try service.get("ScheduledQueries/testQueryResult?queryId=\(id)")
        #expect(tested.status == 200, "\(tested.text)")
        #expect(!tested.value.isEmpty)
        #expect(tested.value.count <= 100)
        let record = try #require(try service.get("ScheduledQueries?queryId=\(id)").value.first)
        #expect(record["type"] == .string("system"))

        let reportID = try service.makeReport(queryID: id, ["ExecuteNow": "true"])
        #expect(try service.report(reportID)["query"] == record["query"])
        let lines = try service.file(try service.link(reportID)).split(separator: "\r\n")
        #expect(lines.first == tested.value.first.map { $0.keys.joined(separator: ",")[...] })
        #expect(lines.count > tested.value.count)
    }

    @Test("System queries are first in the list, in both programs", arguments: PartnerProgram.allCases)
    func systemQueriesFirst(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let id = try service.makeQuery()
        let types = try service.get("ScheduledQueries").value.compactMap { $0["type"]?.string }
        let system = Array(repeating: "system", count: program == .cmp ? 6 : 21)
        #expect(types == system + ["userDefined"])
        #expect(
            try service.get("ScheduledQueries?includeOnlySystemQueries=true&includeSystemQueries=false").value.count
                == system.count)
        #expect(
            try service.get("ScheduledQueries?includeSystemQueries=false").value.map { $0["queryId"] } == [.string(id)])
    }
}
