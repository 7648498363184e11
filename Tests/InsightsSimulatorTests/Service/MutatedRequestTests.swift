import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import TestSupport
import Testing

/// Valid requests with bytes changed at random: every response is an envelope, and the service keeps running.
struct MutatedRequestTests {
    private static let statuses = [200, 400, 404, 405, 500]

    private func expectEnvelope(_ response: ServiceResponse, _ program: PartnerProgram, _ what: String) throws {
        try #require(Self.statuses.contains(response.status), "\(what): \(response.text)")
        try #require(response.status != 500, "\(what): \(response.text)")
        try #require(response.json["statusCode"]?.integer == response.status, "\(what): \(response.text)")
        try #require(response.json.keys == RecordFieldTests.envelope[program], "\(what): \(response.text)")
        try #require(response.json["totalCount"]?.integer == response.value.count, "\(what): \(response.text)")
    }

    @Test("Bodies", arguments: 1...8)
    func bodies(seed: Int) throws {
        let program = seed % 2 == 0 ? PartnerProgram.cmp : .mpn
        var settings = Settings()
        settings.activeReportQuota = nil
        settings.queryQuota = nil
        let service = try ServiceHarness(program, settings: settings)
        let query = try service.makeQuery()
        let report = try service.makeReport(queryID: query)
        let prefix = "/insights/v1/\(program)"
        let body = service.reportBody(
            queryID: query,
            [
                "RecurrenceCount": "7", "Format": #""tsv""#, "ExecuteNow": "false", "QueryStartTime": "null",
                "CallbackUrl": #""http://localhost/\u00e9""#, "CallbackMethod": #""GET""#,
            ])
        let stored = JSONValue.object(["Name": .string("q"), "Query": .string(service.anyQuery)]).text
        var dice = Dice(state: UInt64(seed))
        for _ in 0..<150 {
            let (method, route, valid): (HTTPMethod, String, String) =
                switch dice.roll(3) {
                case 0: (.post, "ScheduledReport", body)
                case 1: (.put, "ScheduledReport/\(report)", body)
                default: (.post, "ScheduledQueries", stored)
                }
            let changed = dice.mutate(Array(valid.utf8))
            let response = try service.send(method, "\(prefix)/\(route)", changed)
            try expectEnvelope(response, program, "\(method) \(String(decoding: changed, as: UTF8.self))")
        }
        service.wait(hours: 24 * 400)
        #expect(try service.get("ScheduledReport").status == 200)
    }

    @Test("Addresses", arguments: 1...8)
    func addresses(seed: Int) throws {
        let program = seed % 2 == 0 ? PartnerProgram.cmp : .mpn
        let service = try ServiceHarness(program)
        let query = try service.makeQuery()
        let report = try service.makeReport(queryID: query)
        service.wait(hours: 24)
        let text = PercentEncoding.encode(
            "\(service.anyQuery) WHERE CustomerName LIKE '%a_' LIMIT 3 TIMESPAN LAST_MONTH")
        let routes = [
            "ScheduledDataset?datasetName=ISVOrder", "ScheduledQueries?queryName=Q&includeSystemQueries=true",
            "ScheduledQueries/testQueryResult?exportQuery=\(text)&startTime=2020-01-01T00:00:00Z",
            "ScheduledReport?reportId=\(report);x&reportName=R&queryId=\(query)",
            "ScheduledReport/execution/\(report);\(report)?executionStatus=Completed;Pending&getLatestExecution=false",
        ]
        var dice = Dice(state: UInt64(seed))
        for _ in 0..<150 {
            // The prefix stays: without it the answer is not the program's.
            let changed = dice.mutate(Array(routes[dice.roll(routes.count)].utf8))
            let target = "/insights/v1/\(program)/" + String(decoding: changed, as: UTF8.self)
            try expectEnvelope(try service.send(.get, target), program, target)
        }
    }
}

extension Dice {
    /// Returns the bytes after one to three mutations, which change, add, remove or repeat bytes.
    fileprivate mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        let telling = Array("\"\\{}[]:,;'%&=?#/+ -.0129eEZTnul\u{0}\u{7F}é".utf8) + [0xFF, 0xC0, 0xED]
        var bytes = bytes
        for _ in 0...roll(3) where !bytes.isEmpty {
            let place = roll(bytes.count)
            switch roll(5) {
            case 0: bytes[place] = telling[roll(telling.count)]
            case 1: bytes.insert(telling[roll(telling.count)], at: place)
            case 2: bytes.remove(at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + roll(20)))
            default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + roll(40))], at: roll(bytes.count))
            }
        }
        return bytes
    }
}
