import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

/// The effects of each setting on the wire: records, lists and files.
@Suite("Settings: records, lists and files")
struct SettingsOnRecordsTests {
    @Test(
        "`query-created-time-z`: cmp queries end in Z or not, mpn queries always",
        arguments: [("off", ""), ("on", "Z")])
    func createdTime(_ value: String, _ suffix: String) throws {
        let cmp = try SettingsHarness([("query-created-time-z", value)])
        #expect(cmp.record(try cmp.createQuery())?["createdTime"]?.string == "2024-03-01T10:00:00" + suffix)
        let report = cmp.record(try cmp.createReport())
        #expect(report?["createdTime"]?.string == "2024-03-01T10:00:00Z")
        let mpn = try SettingsHarness([("query-created-time-z", value)], program: .mpn)
        #expect(mpn.record(try mpn.createQuery())?["createdTime"]?.string == "2024-03-01T10:00:00Z")
    }

    @Test(
        "`callback-method-pascal`: the spelling of the method in mpn records",
        arguments: [("off", "callbackMethod"), ("on", "CallbackMethod")])
    func callbackMethod(_ value: String, _ key: String) throws {
        let changes: [(String, JSONValue?)] = [
            ("CallbackUrl", .string("https://hooks.example/x")), ("CallbackMethod", .string("GET")),
        ]
        let mpn = try SettingsHarness(
            [("callback-method-pascal", value), ("execution-callback-url", "on")], program: .mpn)
        let report = try #require(mpn.record(try mpn.createReport(changes)))
        let id = try #require(report["reportId"]?.string)
        for record in [report, try #require(try mpn.execution(of: id))] {
            #expect(record.keys.filter { $0.lowercased() == "callbackmethod" } == [key])
            #expect(record[key]?.string == "GET")
        }
        let cmp = try SettingsHarness([("callback-method-pascal", value)])
        let other = try #require(cmp.record(try cmp.createReport(changes)))
        #expect(!other.keys.contains { $0.lowercased() == "callbackmethod" })
    }

    @Test("`execution-callback-url`: executions repeat the callback or not", arguments: [("off", false), ("on", true)])
    func echo(_ value: String, _ isEchoed: Bool) throws {
        for program in PartnerProgram.allCases {
            let admin = try SettingsHarness([("execution-callback-url", value)], program: program)
            let id = try admin.runReport([("CallbackUrl", .string("http://hooks.example/x"))])
            let record = try #require(try admin.execution(of: id))
            #expect(record["callbackUrl"]?.string == (isEchoed ? "http://hooks.example/x" : nil))
            #expect(record.keys.contains("callbackMethod") == (program == .mpn))
            #expect(record["callbackMethod"]?.string == (isEchoed && program == .mpn ? "POST" : nil))
        }
    }

    @Test(
        "`report-location`: null in mpn and absent in cmp, or the link in both",
        arguments: [("off", false), ("on", true)])
    func location(_ value: String, _ isFilled: Bool) throws {
        for program in PartnerProgram.allCases {
            let admin = try SettingsHarness([("report-location", value)], program: program)
            let record = try #require(try admin.execution(of: try admin.runReport()))
            #expect(record["reportAccessSecureLink"]?.string != nil)
            #expect(record.keys.contains("reportLocation") == (isFilled || program == .mpn))
            #expect(record["reportLocation"]?.string == (isFilled ? record["reportAccessSecureLink"]?.string : nil))
        }
    }

    @Test(
        "`sample-only-fields`: isPublicInOrg and a report's executionStatus", arguments: [("off", false), ("on", true)])
    func sampleFields(_ value: String, _ isShown: Bool) throws {
        let admin = try SettingsHarness([("sample-only-fields", value)])
        let created = try #require(admin.record(try admin.createReport()))
        #expect(created.keys.contains("isPublicInOrg") == isShown)
        #expect(created["executionStatus"]?.string == (isShown ? "Pending" : nil))
        let id = try #require(created["reportId"]?.string)
        #expect(try admin.execution(of: id)?["isPublicInOrg"] == (isShown ? .bool(false) : nil))
    }

    @Test("`catalogue`: which columns a dataset advertises", arguments: ["2021", "2023"])
    func catalogue(_ value: String) throws {
        let admin = try SettingsHarness([("catalogue", value)])
        let record = admin.record(try admin.get("ScheduledDataset?datasetName=ISVOrder"))
        let columns = try #require(record?["selectableColumns"]?.array).compactMap(\.string)
        // Seed 002 prints twenty; the catalogue of 2023 also has those of its dictionary.
        #expect((columns.count == 20) == (value == "2021"))
        #expect(columns.contains("OrderQuantity"))
        #expect(columns.contains("AssetId") == (value == "2023"))
        #expect(try admin.testRows("SELECT OrderId,AssetId FROM ISVOrder").status == 200)
    }

    @Test("The edition decides the catalogue and the Z, and a setting overrides it")
    func editions() throws {
        let later = try SettingsHarness(edition: .year2023)
        #expect(later.record(try later.createQuery())?["createdTime"]?.string == "2024-03-01T10:00:00Z")
        let listing = try later.get("ScheduledDataset").body
        #expect(try SettingsHarness([("catalogue", "2023")]).get("ScheduledDataset").body == listing)
        #expect(
            try SettingsHarness([("catalogue", "2021")], edition: .year2023).get("ScheduledDataset").body != listing)
    }

    @Test("`page-size`: all records at once, or pages with links", arguments: [PartnerProgram.cmp, .mpn])
    func pages(_ program: PartnerProgram) throws {
        let whole = try SettingsHarness(program: program)
        let all = try #require(try whole.get("ScheduledQueries").json?["value"]?.array)
        #expect(all.count > 3)
        let keys = try #require(try whole.get("ScheduledQueries").json?.object?.keys)
        #expect(keys.contains("nextLink") == (program == .mpn))

        let admin = try SettingsHarness([("page-size", "3")], program: program)
        var path = "ScheduledQueries?includeSystemQueries=true"
        var collected: [JSONValue] = []
        var sizes: [Int] = []
        while sizes.count < 100 {
            let json = try #require(try admin.get(path).json)
            let page = try #require(json["value"]?.array)
            #expect(json["totalCount"]?.integer == page.count)
            collected += page
            sizes.append(page.count)
            guard let next = json["nextLink"]?.string else { break }
            #expect(next.hasPrefix("http://sim.test/insights/v1/\(program)/ScheduledQueries?"))
            #expect(next.contains("includeSystemQueries=true"))
            path = String(next.trimmingPrefix("http://sim.test/insights/v1/\(program)/"))
        }
        #expect(collected == all)
        #expect(sizes.dropLast().allSatisfy { $0 == 3 })
    }

    @Test("`page-size`: the link keeps the path of the request, and not its host")
    func absoluteForm() throws {
        let admin = try SettingsHarness([("page-size", "3")])
        let target = "http://other.test:80/insights/v1/CMP//ScheduledQueries?a%20b=%26#x"
        let reply = try admin.harness.send(.get, target, [("Authorization", "Bearer \(admin.token)")])
        #expect(
            reply.json?["nextLink"]?.string
                == "http://sim.test/insights/v1/CMP//ScheduledQueries?a%20b=%26&continuation=3")
    }

    @Test("`page-size`: an unknown continuation is refused", arguments: ["0", "-1", "x", "9999", "1.0"])
    func badPage(_ continuation: String) throws {
        let admin = try SettingsHarness([("page-size", "3")])
        let reply = try admin.get("ScheduledQueries?continuation=\(continuation)")
        #expect(reply.status == 400)
        #expect(reply.message == "Requested value '\(continuation)' not found")
    }

    @Test("`line-end`: the line ends of files", arguments: [("crlf", "\r\n"), ("lf", "\n")], ["csv", "tsv"])
    func lineEnds(_ end: (String, String), _ format: String) throws {
        let admin = try SettingsHarness([("line-end", end.0)])
        let id = try admin.runReport([("Format", .string(format))])
        let file = try admin.download(try admin.execution(of: id)?["reportAccessSecureLink"]?.string)
        let bytes = try Gunzip.unpack(file.body)
        #expect(String(decoding: bytes.prefix(7 + end.1.utf8.count), as: UTF8.self) == "OrderId" + end.1)
        #expect(bytes.contains(0x0D) == (end.0 == "crlf"))
        #expect(bytes.suffix(end.1.utf8.count).elementsEqual(end.1.utf8))
    }

    @Test(
        "`csv-empty`: an empty field that is alone on its line", arguments: [("blank", "\r\n"), ("quoted", "\"\"\r\n")])
    func emptyFields(_ value: String, _ line: String) throws {
        let service = try ServiceHarness(
            settings: {
                var settings = Settings()
                try settings.set("csv-empty", to: value)
                return settings
            }())
        let query = "SELECT DISTINCT OrderCancelDate FROM ISVOrder WHERE OrderStatus = 'Active' TIMESPAN LIFETIME"
        let id = try service.makeReport(queryID: try service.makeQuery(query))
        service.wait(hours: 24)
        let target = String(try service.link(id).dropFirst("http://localhost".count))
        let file = service.simulator.respond(to: HTTPRequest(.get, target))
        let text = String(decoding: try Gunzip.unpack(try file.bodyBytes()), as: UTF8.self)
        #expect(text == "OrderCancelDate\r\n" + line)
    }

    @Test("`link-expiry-hours`: links work as long as the execution, or some hours")
    func linkExpiry() throws {
        let lasting = try SettingsHarness()
        let record = try #require(try lasting.execution(of: try lasting.runReport()))
        #expect(record["reportExpiryTime"]?.isNull == true)
        lasting.harness.simulator.advance(by: ISODuration(days: 89))
        #expect(try lasting.download(record["reportAccessSecureLink"]?.string).status == 200)

        let short = try SettingsHarness([("link-expiry-hours", "2")])
        let other = try #require(try short.execution(of: try short.runReport()))
        #expect(other["reportExpiryTime"]?.string == "2024-03-01T12:00:00Z")
        let link = other["reportAccessSecureLink"]?.string
        short.harness.simulator.advance(by: ISODuration(seconds: 7199))
        #expect(try short.download(link).status == 200)
        short.harness.simulator.advance(by: ISODuration(seconds: 1))
        #expect(try short.download(link).status == 403)
    }
}
