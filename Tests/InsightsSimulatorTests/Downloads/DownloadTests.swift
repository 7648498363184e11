import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

/// The files of the links of completed runs (insights-api section 5).
struct DownloadTests {
    static let query =
        "SELECT OrderId, CustomerCompanyName, OrderQuantity, OrderPurchaseDate FROM ISVOrder "
        + "ORDER BY OrderPurchaseDate DESC, OrderId ASC LIMIT 60"

    private func completed(
        _ service: ServiceHarness, _ query: String? = nil, _ changes: ReportBody.Changes = [:]
    ) throws -> (id: String, link: String) {
        let id = try service.makeReport(queryID: try service.makeQuery(query), changes)
        service.wait(hours: 24)
        return (id, try service.link(id))
    }

    @Test(
        "A link is an absolute address with a signature, and returns gzip without a token",
        arguments: PartnerProgram.allCases)
    func headers(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        for format in ["csv", "tsv"] {
            let (id, link) = try completed(service, nil, ["Format": "\"\(format)\""])
            let run = try #require(try service.executions(id)[1]["executionId"]?.string)
            #expect(
                link.hasPrefix("http://localhost/reports/\(service.credentials.tenantID)/\(run).\(format)?sig="))
            let response = service.fetch(link)
            #expect(response.status == 200)
            #expect(response.fields["Content-Encoding"] == "gzip")
            #expect(
                response.fields["Content-Type"] == (format == "csv" ? "text/csv" : "text/tab-separated-values"))
            #expect(response.fields["Content-Disposition"] == #"attachment; filename="\#(run).\#(format)""#)
            #expect(try response.bodyBytes().starts(with: [0x1F, 0x8B]))
        }
    }

    @Test("The base address of links can be set later")
    func baseURL() throws {
        let service = try ServiceHarness()
        service.simulator.baseURL = "http://127.0.0.1:8080"
        let (_, link) = try completed(service)
        #expect(link.hasPrefix("http://127.0.0.1:8080/reports/"))
    }

    // A handler gives HEAD the answer of GET; the server that frames it leaves the content out.
    @Test("HEAD has the headers of GET")
    func head() throws {
        let service = try ServiceHarness()
        let (_, link) = try completed(service)
        let get = service.fetch(link)
        let head = service.fetch(link, .head)
        #expect(head.status == get.status)
        for name in ["Content-Type", "Content-Encoding", "Content-Disposition", "Date"] {
            #expect(head.fields[name] == get.fields[name])
        }
    }

    @Test("Other methods are refused", arguments: [HTTPMethod.post, .put, .delete])
    func methods(method: HTTPMethod) throws {
        let service = try ServiceHarness()
        let (_, link) = try completed(service)
        let response = service.fetch(link, method)
        #expect(response.status == 405)
        #expect(response.fields["Allow"] == "GET, HEAD")
    }

    @Test("A modified link is refused and reveals nothing")
    func tampered() throws {
        let service = try ServiceHarness()
        let (_, link) = try completed(service)
        let (other, otherLink) = try completed(service, Self.query)
        let parts = link.split(separator: "?sig=")
        let otherParts = otherLink.split(separator: "?sig=")
        let neighbour = Callers.neighbour.tenantID
        let last = link.last == "A" ? "B" : "A"
        for bad in [
            String(parts[0]), "\(parts[0])?sig=", "\(parts[0])?sig=\(otherParts[1])",
            "\(otherParts[0])?sig=\(parts[1])",
            link.dropLast() + last, link + "A", link.replacing(".csv", with: ".tsv"),
            link.replacing(service.credentials.tenantID, with: neighbour),
            link.replacing(service.credentials.tenantID, with: "none"), "http://localhost/reports",
            "http://localhost/reports/\(other)", link.replacing("/reports/", with: "/reports/x/"),
        ] {
            let response = service.fetch(bad)
            #expect(response.status == 403, "\(bad)")
            #expect(response.fields["Content-Encoding"] == nil)
        }
    }

    @Test("A link of another simulator with another seed is refused")
    func otherSeed() throws {
        let service = try ServiceHarness()
        let (_, link) = try completed(service)
        let other = try ServiceHarness(seed: 8)
        #expect(other.fetch(link).status == 403)
    }

    @Test("CSV and TSV have the query's rows under the catalogue's names", arguments: [("csv", ","), ("tsv", "\t")])
    func content(format: String, separator: String) throws {
        let service = try ServiceHarness()
        let (_, link) = try completed(service, Self.query, ["Format": "\"\(format)\""])
        let lines = try service.file(link).split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(
            lines.first.map(String.init)
                == ["OrderId", "CustomerCompanyName", "OrderQuantity", "OrderPurchaseDate"]
                .joined(separator: separator))
        #expect(lines.last == "")
        let rows = try service.rows(Self.query).value.map { row in
            row.object?.members.map { member in
                let text = member.value.string ?? (member.value.isNull ? "" : member.value.text)
                return format == "csv" && text.contains(where: { ",\"".contains($0) })
                    ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
            }.joined(separator: separator)
        }
        #expect(rows.count == 60)
        #expect(lines.dropFirst().dropLast().map(String.init) == rows)
    }

    @Test("The line end can be chosen (U24)")
    func lineEnd() throws {
        var settings = Settings()
        settings.lineEnd = .lf
        let service = try ServiceHarness(settings: settings)
        let (_, link) = try completed(service, Self.query)
        let file = try service.file(link)
        #expect(!file.utf8.contains(UInt8(ascii: "\r")))
        #expect(file.utf8.count { $0 == UInt8(ascii: "\n") } == 61)
    }

    @Test("A download has all rows, not a hundred")
    func allRows() throws {
        var settings = Settings()
        settings.testRows = 10000
        let service = try ServiceHarness(settings: settings)
        let query = "SELECT OrderId FROM ISVOrder TIMESPAN LIFETIME"
        let (_, link) = try completed(service, query)
        let rows = try service.file(link).split(separator: "\r\n").dropFirst()
        #expect(rows.count > 500)
        #expect(rows.count == (try service.rows(query)).value.count)
    }

    @Test("An empty result is a file with the header row alone", arguments: ["csv", "tsv"])
    func empty(format: String) throws {
        let service = try ServiceHarness()
        let (_, link) = try completed(
            service, "SELECT OrderId, OfferName FROM ISVOrder WHERE OfferName = 'nothing'",
            ["Format": "\"\(format)\""])
        #expect(try service.file(link) == (format == "csv" ? "OrderId,OfferName\r\n" : "OrderId\tOfferName\r\n"))
    }

    @Test("A run's bytes are the same on every fetch, also after the clock moves")
    func stable() throws {
        let service = try ServiceHarness()
        let (id, link) = try completed(service)
        let bytes = try service.fetch(link).bodyBytes()
        #expect(try service.fetch(link).bodyBytes() == bytes)
        for hours in [1, 48, 24 * 60] {
            service.wait(hours: hours)
            #expect(try service.fetch(link).bodyBytes() == bytes)
        }
        let runs = try service.executions(id)
        #expect(runs.last?["reportAccessSecureLink"] == .string(link))
    }

    @Test("Later runs see later data")
    func laterData() throws {
        let service = try ServiceHarness()
        let query = "SELECT OrderId, OrderPurchaseDate FROM ISVOrder TIMESPAN LAST_MONTH"
        let (id, first) = try completed(service, query, ["RecurrenceInterval": "1000"])
        service.wait(hours: 1000)
        #expect(try service.file(first) != service.file(try service.link(id)))
    }

    @Test("Without an expiry a link does not expire; with one it works until that instant and not at it")
    func expiry() throws {
        var settings = Settings()
        settings.linkExpiry = .seconds(2 * 3600)
        let service = try ServiceHarness(settings: settings)
        let (id, link) = try completed(service)
        let run = try service.get("ScheduledReport/execution/\(id)").value.first
        #expect(run?["reportExpiryTime"] == .string("2021-01-07T07:38:34Z"))
        service.wait(hours: 2, seconds: -1)
        #expect(service.fetch(link).status == 200)
        service.wait(hours: 0, seconds: 1)
        #expect(service.fetch(link).status == 403)
        #expect(service.fetch(link, .head).status == 403)
        // The next run has another link.
        service.wait(hours: 46)
        #expect(service.fetch(try service.link(id)).status == 200)
    }

    @Test("The typed client follows the link and unpacks the file", arguments: PartnerProgram.allCases)
    func client(program: PartnerProgram) async throws {
        let link: String
        let transport: InProcessTransport
        let credentials: Credentials
        do {
            let service = try ServiceHarness(program)
            link = try completed(service).link
            transport = service.simulator.transport
            credentials = service.credentials
        }
        let client = InsightsClient(program: program, transport: transport, credentials: credentials)
        let file = try await client.download(link)
        #expect(file.count > 1000)
        await #expect(throws: ClientError.refused(status: 403, message: nil)) {
            _ = try await client.download(link + "x")
        }
    }
}
