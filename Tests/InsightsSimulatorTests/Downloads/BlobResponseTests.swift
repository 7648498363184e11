import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsRandomness
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

    @Test("A repeated response differs in its date and its identifier alone", arguments: [false, true])
    func repeated(_ servesPlain: Bool) throws {
        var settings = Settings()
        settings.servesPlainDownloads = servesPlain
        let (service, link) = try completed(settings)
        for coding in ["gzip", "identity", "gzip"] {
            let first = fetch(service, link, [("Accept-Encoding", coding)])
            service.wait(hours: 1)
            let second = fetch(service, link, [("Accept-Encoding", coding)])
            let changed = zip(first.fields.all, second.fields.all).filter { $0 != $1 }.map(\.0.name)
            #expect(first.fields.count == second.fields.count && changed == ["Date", "x-ms-request-id"])
            #expect((first.fields["Content-Encoding"] == nil) == (servesPlain && coding == "identity"))
            #expect((first.fields["Vary"] != nil) == servesPlain)
        }
    }

    @Test("A link that was followed stays the only one that its signature opens")
    func followed() throws {
        var settings = Settings()
        settings.linkExpiry = .seconds(3600 * 48)
        let (service, link) = try completed(settings)
        let otherID = try service.makeReport(queryID: try service.makeQuery(Self.wide))
        service.wait(hours: 24)
        let other = try service.link(otherID)
        _ = fetch(service, other)
        let signature = try #require(link.split(separator: "=").last)
        for _ in 0..<2 {
            #expect(fetch(service, link).status == 200)
            let wrong = link.dropLast(signature.count)
            for text: String in [String(signature.dropLast()), "", String(signature.reversed()), "\(signature)A"] {
                #expect(fetch(service, wrong + text).status == 403)
            }
            let swapped = String(other.prefix { $0 != "?" }) + String(link.drop { $0 != "?" })
            #expect(fetch(service, swapped).status == 403)
        }
        service.wait(hours: 72)
        #expect(fetch(service, link).status == 403)
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
        let behind = fetch(service, link, [("Range", "bytes=\(whole.count)-")])
        #expect(behind.status == 416)
        #expect(behind.fields["Content-Range"] == "bytes */\(whole.count)")
        #expect(fetch(service, link, [("Range", "bytes=0-1,3-4")]).status == 200)
    }

    @Test("A range from the end is ignored, as a blob store documents none; a setting accepts it")
    func suffixRange() throws {
        let (service, link) = try completed()
        #expect(fetch(service, link, [("Range", "bytes=-4")]).status == 200)
        var settings = Settings()
        try settings.set("suffix-ranges", to: "on")
        let (accepting, other) = try completed(settings)
        let whole = try fetch(accepting, other).bodyBytes()
        let part = fetch(accepting, other, [("Range", "bytes=-4")])
        #expect(part.status == 206)
        #expect(try part.bodyBytes() == Array(whole.suffix(4)))
    }

    @Test("x-ms-range is obeyed, and wins over Range")
    func msRange() throws {
        let (service, link) = try completed()
        let whole = try fetch(service, link).bodyBytes()
        for fields in [[], [(name: "Range", value: "bytes=7-9")]] {
            let part = fetch(service, link, [("x-ms-range", "bytes=2-5")] + fields)
            #expect(part.status == 206)
            #expect(part.fields["Content-Range"] == "bytes 2-5/\(whole.count)")
            #expect(try part.bodyBytes() == Array(whole[2...5]))
        }
        #expect(fetch(service, link, [("x-ms-range", "bytes=\(whole.count)-")]).status == 416)
    }

    @Test("The whole file has its digest; a range has that of the file, and its own on demand up to 4 MiB")
    func digests() throws {
        let (service, link) = try completed()
        let first = fetch(service, link)
        let whole = try first.bodyBytes()
        let digest = try #require(MD5Digest.of(whole).map { Base64.encode($0) })
        #expect(first.fields["Content-MD5"] == digest)
        #expect(fetch(service, link, method: .head).fields["Content-MD5"] == digest)
        let part = fetch(service, link, [("Range", "bytes=0-9")])
        #expect(part.fields["Content-MD5"] == nil)
        #expect(part.fields["x-ms-blob-content-md5"] == digest)
        let demand = (name: "x-ms-range-get-content-md5", value: "true")
        let own = fetch(service, link, [("x-ms-range", "bytes=0-9"), demand])
        #expect(own.fields["Content-MD5"] == MD5Digest.of(Array(whole.prefix(10))).map { Base64.encode($0) })
        for fields in [[demand], [("Range", "bytes=0-9"), (name: demand.name, value: "yes")]] {
            let refused = fetch(service, link, fields)
            #expect(refused.status == 400)
            #expect(refused.fields["x-ms-error-code"] == "InvalidHeaderValue")
        }
    }

    @Test("The digest of bytes is that of RFC 1321")
    func digestOfBytes() {
        #expect(MD5Digest.of([]).map { Base64.encode($0) } == "1B2M2Y8AsgTpgAmY7PhCfg==")
        #expect(MD5Digest.of(Array("abc".utf8)).map { Base64.encode($0) } == "kAFQmDzST7DWlj99KOF/cg==")
    }

    @Test("Files and refusals have the fields of a blob store")
    func blobFields() throws {
        let (service, link) = try completed()
        let longest = String(repeating: "x", count: 1024)
        for (id, echoed) in [("a-1", "a-1"), (longest, longest), (longest + "x", nil), ("a b", nil), ("", nil)] {
            for address in [link, link + "x"] {
                let reply = fetch(service, address, [("x-ms-client-request-id", id), ("x-ms-version", "2021-08-06")])
                #expect(reply.fields["x-ms-client-request-id"] == echoed)
                #expect(reply.fields["x-ms-version"] == "2021-08-06")
            }
        }
        for version in ["", "2021", "2021-08-0x", "2021.08.06"] {
            #expect(fetch(service, link, [("x-ms-version", version)]).fields["x-ms-version"] == "2020-10-02")
        }
        let reply = fetch(service, link)
        #expect(reply.fields["x-ms-blob-type"] == "BlockBlob")
        #expect(reply.fields["x-ms-version"] == "2020-10-02")
        #expect(reply.fields["x-ms-client-request-id"] == nil)
        #expect(reply.fields["x-ms-creation-time"] == reply.fields["Last-Modified"])
    }

    @Test("A failed condition is 412 Precondition Failed")
    func preconditionFailed() throws {
        let (service, link) = try completed()
        #expect(fetch(service, link, [("If-Match", "\"other\"")]).status.description == "412 Precondition Failed")
    }

    @Test("A preflight is refused as by a store without rules for other origins, whatever the link is")
    func preflight() throws {
        let (service, link) = try completed()
        let origin = (name: "Origin", value: "https://page.test")
        let method = (name: "Access-Control-Request-Method", value: "GET")
        for address in [link, link + "x"] {
            let refused = fetch(service, address, [origin, method], method: .options)
            #expect(refused.status == 403)
            #expect(refused.fields["x-ms-error-code"] == "CorsPreflightFailure")
            #expect(refused.fields["Access-Control-Allow-Origin"] == nil)
            for fields in [[], [origin], [method]] {
                let malformed = fetch(service, address, fields, method: .options)
                #expect(malformed.status == 400)
                #expect(malformed.fields["x-ms-error-code"] == "InvalidHeaderValue")
            }
        }
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
        let columns =
            "UsageReference, OfferName, CustomerCompanyName, CustomerName, MarketplaceSubscriptionId, CustomerId, SKU, "
            + "ServicePlanName, UsageDate, MonthStartDate, OfferType, AzureLicenseType, MarketplaceLicenseType, "
            + "CustomerCountry, SKUBillingType, CloudInstanceName, DeploymentMethod, UsageUnit, PayoutCurrencyPC, "
            + "CustomerCurrencyCC, VMSize, PriceCC, EstimatedPricePC, BillingAccountId, IsInternal, IsNewCustomer, IsPreviewSKU, CoreSize, TrialEndDate"
        let (service, link) = try completed(settings, "SELECT \(columns) FROM ISVUsage TIMESPAN LIFETIME")
        let accept = (name: "Accept-Encoding", value: "identity")
        let reply = fetch(service, link, [accept])
        let bytes = try reply.bodyBytes()
        #expect(bytes.count > StoredFile.pieceSize)
        #expect(reply.announcedLength == bytes.count)
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
