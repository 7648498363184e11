import InsightsAPI
import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsSimulator

/// The responses of a download link, which are those of a blob store.
@Suite("Downloads: responses")
struct BlobResponseTests {
    private static let wide =
        "SELECT OrderId, OrderPurchaseDate, OfferName, CustomerCompanyName, AssetId, MarketplaceSubscriptionId, "
        + "OrderStatus, CustomerCountry, SKU FROM ISVOrder TIMESPAN LIFETIME"

    private func completed(
        _ settings: Settings = Settings(), _ query: String = wide
    ) throws -> (service: ServiceHarness, link: String) {
        let service = try ServiceHarness(settings: settings)
        let id = try service.makeReport(queryID: try service.makeQuery(query))
        service.wait(hours: 24)
        return (service, try service.link(id))
    }

    private func fetch(
        _ service: ServiceHarness, _ link: String, _ fields: [(name: String, value: String)] = [],
        method: HTTPMethod = .get
    ) -> HTTPResponse {
        let target = String(link.dropFirst("http://localhost".count))
        return service.simulator.respond(to: HTTPRequest(method, target, fields: HTTPFields(fields)))
    }

    @Test("A file has a strong tag and a modification time; with either, it is not sent again")
    func notModified() throws {
        let (service, link) = try completed()
        let first = fetch(service, link)
        let tag = try #require(first.fields["ETag"])
        #expect(tag.hasPrefix("\"") && tag.hasSuffix("\"") && tag.count > 20)
        #expect(first.fields["Last-Modified"] == "Thu, 07 Jan 2021 05:38:34 GMT")
        #expect(first.fields["Accept-Ranges"] == "bytes")
        service.wait(hours: 24 * 30)
        for condition in [(name: "If-None-Match", value: tag), ("If-Modified-Since", "Thu, 07 Jan 2021 05:38:34 GMT")] {
            let reply = fetch(service, link, [condition])
            #expect(reply.status == 304)
            #expect(reply.fields["ETag"] == tag)
            #expect(try reply.bodyBytes().isEmpty)
        }
        let failed = fetch(service, link, [("If-Match", "\"other\"")])
        #expect(failed.status == 412)
        #expect(failed.fields["x-ms-error-code"] == "ConditionNotMet")
    }

    @Test("Runs, formats, line ends and plain files have separate tags")
    func tags() throws {
        var tags: Set<String> = []
        for edit: @Sendable (inout Settings) -> Void in [
            { _ in }, { $0.lineEnd = .lf }, { $0.servesPlainDownloads = true },
        ] {
            var settings = Settings()
            edit(&settings)
            let (service, link) = try completed(settings)
            tags.insert(try #require(fetch(service, link, [("Accept-Encoding", "identity")]).fields["ETag"]))
            service.wait(hours: 24 * 2)
            let id = try #require(try service.get("ScheduledReport").value.first?["reportId"]?.string)
            tags.insert(try #require(fetch(service, try service.link(id)).fields["ETag"]))
        }
        // The later run is packed in two of the three, alike but for the line end.
        #expect(tags.count == 5)
    }

    @Test("Joined ranges are the file; each has its position")
    func ranges() throws {
        let (service, link) = try completed()
        let whole = try fetch(service, link).bodyBytes()
        var bytes: [UInt8] = []
        while bytes.count < whole.count {
            let part = fetch(service, link, [("Range", "bytes=\(bytes.count)-\(bytes.count + 6999)")])
            let end = min(bytes.count + 7000, whole.count)
            #expect(part.status == 206)
            #expect(part.fields["Content-Range"] == "bytes \(bytes.count)-\(end - 1)/\(whole.count)")
            bytes += try part.bodyBytes()
            #expect(bytes.count == end)
        }
        #expect(bytes == whole)
        #expect(try fetch(service, link, [("Range", "bytes=-4")]).bodyBytes() == Array(whole.suffix(4)))
        let behind = fetch(service, link, [("Range", "bytes=\(whole.count)-")])
        #expect(behind.status == 416)
        #expect(behind.fields["Content-Range"] == "bytes */\(whole.count)")
        #expect(fetch(service, link, [("Range", "bytes=0-1,3-4")]).status == 200)
    }

    @Test("HEAD gives the length of the file, and ignores ranges")
    func head() throws {
        let (service, link) = try completed()
        let count = try fetch(service, link).bodyBytes().count
        for fields in [[], [(name: "Range", value: "bytes=0-1")]] {
            let head = fetch(service, link, fields, method: .head)
            #expect(head.status == 200)
            #expect(head.announcedLength == count)
        }
    }

    @Test(
        "identity is honoured only with the setting, and only if the client refuses packed files",
        arguments: [
            ("identity", true), ("identity;q=0.5", true), ("gzip;q=0, identity", true), ("identity, br", true),
            ("gzip", false), ("gzip, identity", false), ("*", false), ("identity;q=0", false), ("", false),
            ("x-gzip, identity", false), ("deflate", false),
        ])
    func identity(accept: String, isPlain: Bool) throws {
        let (strict, strictLink) = try completed()
        let packed = fetch(strict, strictLink, [("Accept-Encoding", accept)])
        #expect(packed.fields["Content-Encoding"] == "gzip")
        #expect(packed.fields["Vary"] == nil)
        var settings = Settings()
        try settings.set("download-identity", to: "on")
        let (service, link) = try completed(settings)
        let reply = fetch(service, link, [("Accept-Encoding", accept)])
        #expect(reply.fields["Content-Encoding"] == (isPlain ? nil : "gzip"))
        #expect(reply.fields["Vary"] == "Accept-Encoding")
        let bytes = try reply.bodyBytes()
        #expect(try (isPlain ? bytes : Gunzip.unpack(bytes)) == Gunzip.unpack(try packed.bodyBytes()))
    }

    @Test("A long file is sent in pieces, in ranges too, always with the same bytes")
    func long() throws {
        var settings = Settings()
        settings.servesPlainDownloads = true
        let columns = "OrderId, OfferName, CustomerCompanyName, MarketplaceSubscriptionId, SKU, CustomerCountry"
        let (service, link) = try completed(settings, "SELECT \(columns) FROM ISVOrder TIMESPAN LIFETIME")
        let accept = (name: "Accept-Encoding", value: "identity")
        let reply = fetch(service, link, [accept])
        let bytes = try reply.bodyBytes()
        let head = fetch(service, link, [accept], method: .head)
        #expect(head.announcedLength == bytes.count)
        let middle = bytes.count / 2
        let part = fetch(service, link, [accept, ("Range", "bytes=\(middle)-")])
        #expect(part.announcedLength == bytes.count - middle)
        #expect(try part.bodyBytes() == Array(bytes[middle...]))
    }

    @Test("An expired link gives 403 with XML that has the time, as a blob store does")
    func expired() throws {
        var settings = Settings()
        settings.linkExpiry = .seconds(1 * 3600)
        let (service, link) = try completed(settings)
        service.wait(hours: 1)
        let reply = fetch(service, link)
        #expect(reply.status == 403)
        #expect(reply.fields["Content-Type"] == "application/xml")
        #expect(reply.fields["x-ms-error-code"] == "AuthenticationFailed")
        let text = String(decoding: try reply.bodyBytes(), as: UTF8.self)
        #expect(
            text.hasPrefix(
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>AuthenticationFailed</Code>"
                    + "<Message>The link has expired."))
        #expect(
            text.hasSuffix(
                "<AuthenticationErrorDetail>The link expired at 2021-01-07T06:38:34Z; it is 2021-01-07T06:38:34Z."
                    + "</AuthenticationErrorDetail></Error>"))
        #expect(fetch(service, link, [("If-None-Match", "*")]).status == 403)
        #expect(fetch(service, link, method: .head).status == 403)
    }

    @Test("Other refusals have a code and a sentence too")
    func refusals() throws {
        let (service, link) = try completed()
        func code(_ response: HTTPResponse) -> String {
            "\(response.status.code) \(response.fields["x-ms-error-code"] ?? "")"
        }
        #expect(code(fetch(service, link + "x")) == "403 AuthenticationFailed")
        #expect(code(fetch(service, link, method: .post)) == "405 UnsupportedHttpVerb")
        let id = try #require(try service.get("ScheduledReport").value.first?["reportId"]?.string)
        _ = try service.delete("ScheduledReport/\(id)")
        #expect(code(fetch(service, link)) == "404 BlobNotFound")
    }
}

extension HTTPResponse {
    /// How long the answer says its content is; nil if it does not.
    fileprivate var announcedLength: Int? {
        switch body {
        case .bytes(let bytes): bytes.count
        case .stream(_, let length): length
        }
    }
}

@Suite("Downloads: lengths")
struct FileLengthsTests {
    @Test("A length is counted once, while at most 256 are cached")
    func limit() {
        let lengths = FileLengths()
        var counted = 0
        func count(_ tag: String) -> Int {
            lengths.length(of: tag) {
                counted += 1
                return 7
            }
        }
        for number in 1...FileLengths.limit { #expect(count("\(number)") == 7) }
        for number in 1...FileLengths.limit { #expect(count("\(number)") == 7) }
        #expect(counted == 256)
        _ = count("257")
        _ = count("1")
        #expect(counted == 258)
    }
}
