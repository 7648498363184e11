import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsQuery
import InsightsRandomness
import InsightsReports
import InsightsTime

/// The endpoint `/reports/{tenant}/{executionId}.{format}`: the file of a completed execution (insights-api section 5).
///
/// The file is generated on demand, from constant data and the execution's slot. So its bytes are always the same. A
/// bounded store keeps the last ones, and then ranges are slices.
struct DownloadEndpoint: Sendable {
    private let store: FileStore
    private let heads = FileHeadMemory()

    init(store: FileStore) {
        self.store = store
    }

    /// A requested file with its request.
    ///
    /// It is a class because it is passed along and never changes: a copy would cost more than its allocation.
    private final class Download: Sendable {
        let report: Report
        let execution: Execution
        let generated: Timestamp
        /// The start of the tenant's clock.
        let started: Timestamp
        let sandbox: TenantRuntime
        let service: InsightsService
        let frame: ResponseFrame
        let request: HTTPRequest
        /// Whether the response is sent without compression.
        let isPlain: Bool
        let head: FileHead

        init(
            _ report: Report, _ execution: Execution, generated: Timestamp, started: Timestamp,
            of sandbox: TenantRuntime, _ service: InsightsService, for request: HTTPRequest, in frame: ResponseFrame,
            isPlain: Bool, heads: FileHeadMemory
        ) {
            self.report = report
            self.execution = execution
            self.generated = generated
            self.started = started
            self.sandbox = sandbox
            self.service = service
            self.frame = frame
            self.request = request
            self.isPlain = isPlain
            let settings = service.settings
            head = heads.head(
                for: FileHead.Key(
                    executionID: execution.id, slot: execution.slot, generated: generated, format: execution.format,
                    lineEnd: settings.lineEnd, emptyCSVField: settings.emptyCSVField,
                    query: report.plan.query.text, isRedacted: service.isRedacted(report.account, in: sandbox),
                    isPlain: isPlain, varies: settings.servesPlainDownloads))
        }
    }

    /// Handles a request of a tenant; `segments` are those after `reports`.
    func handle(
        _ request: HTTPRequest, _ target: RequestTarget, segments: ArraySlice<String>, of sandbox: TenantRuntime,
        frame: ResponseFrame
    ) -> HTTPReply {
        do throws(BlobError) {
            // The resource need not exist, and a preflight carries no signature.
            if request.method == .options { throw .preflight(of: request) }
            guard request.method == .get || request.method == .head else { throw .method }
            let download = try find(segments, target, request, sandbox, frame)
            let conditions = DownloadConditions(
                request.fields, entityTag: download.head.entityTag, lastModified: download.generated)
            switch conditions.verdict {
            case .proceed: break
            case .notModified: return .response(HTTPResponse(304, fields: fields(download)))
            case .failed: throw .conditionNotMet
            }
            let acceptsSuffix = download.service.settings.acceptsSuffixRanges
            let range = request.method == .get ? conditions.range(acceptsSuffix: acceptsSuffix) : nil
            return try reply(download, range)
        } catch {
            return .response(Self.refusal(error, request, frame))
        }
    }

    /// Returns the file of a link.
    private func find(
        _ segments: ArraySlice<String>, _ target: RequestTarget, _ request: HTTPRequest, _ sandbox: TenantRuntime,
        _ frame: ResponseFrame
    ) throws(BlobError) -> Download {
        let (tenantID, service) = (sandbox.tenant.tenantID, sandbox.service)
        // A link without a known tenant arrives here for the default tenant, and must fail.
        guard segments.count == 2, segments.first?.lowercased() == tenantID.lowercased(), let name = segments.last,
            let signature = target.parameters[DownloadLinks.signatureParameter],
            service.links.verifies(signature, tenantID: tenantID, fileName: name)
        else { throw .signature }
        let id = String(name.prefix { $0 != "." })
        let found = sandbox.withState { state, now in
            state.service.execution(id: id, at: now).map {
                (report: $0.report, execution: $0.execution, started: state.started)
            }
        }
        guard let found, let generated = found.execution.generatedTime else { throw .notFound }
        if let expiry = service.links.expiry(of: found.execution), frame.now >= expiry {
            throw .expired(at: expiry.description, now: frame.now.description)
        }
        let isPlain = service.settings.servesPlainDownloads && Self.refusesGzip(request)
        return Download(
            found.report, found.execution, generated: generated, started: found.started, of: sandbox, service,
            for: request, in: frame, isPlain: isPlain, heads: heads)
    }

    // MARK: The file

    /// Returns the response at once if the file is stored, so that only files that must be made take a worker.
    private func reply(_ download: Download, _ range: ByteRange?) throws(BlobError) -> HTTPReply {
        let isDigestWanted = try wantsDigest(download.request, range)
        let key = key(download)
        let respond: @Sendable () -> HTTPResponse = {
            do throws(BlobError) {
                return try self.response(download, range, key, isDigestWanted: isDigestWanted)
            } catch {
                return Self.refusal(error, download.request, download.frame)
            }
        }
        // Those who want the same new file wait for it together, without a thread.
        guard let file = store.known(key) else { return .queued(store.queue(for: key), respond) }
        guard file.isKept, !isDigestWanted else { return .offloaded(respond) }
        return .response(try response(download, range, of: file, isDigestWanted: false))
    }

    private func response(
        _ download: Download, _ range: ByteRange?, _ key: FileStore.Key, isDigestWanted: Bool
    ) throws(BlobError) -> HTTPResponse {
        let file: StoredFile
        do {
            // The query runs only if the store lacks the file.
            file = try store.file(for: key) { try source(download).pieces() }
        } catch {
            throw error as? BlobError ?? .internal
        }
        return try response(download, range, of: file, isDigestWanted: isDigestWanted)
    }

    private func response(
        _ download: Download, _ range: ByteRange?, of file: StoredFile, isDigestWanted: Bool
    ) throws(BlobError) -> HTTPResponse {
        var fields = fields(download)
        do {
            let bytes = try range.map { range throws(BlobError) in
                guard let bytes = range.bytes(of: file.length) else { throw BlobError.range(length: file.length) }
                return bytes
            }
            var body = try file.body(bytes ?? 0..<file.length) { try source(download).pieces() }
            guard let bytes else {
                if let md5 = file.md5 { fields.append("Content-MD5", md5) }
                return HTTPResponse(200, fields: fields, body: body)
            }
            fields.append("Content-Range", "bytes \(bytes.lowerBound)-\(bytes.upperBound - 1)/\(file.length)")
            if let md5 = file.md5 { fields.append("x-ms-blob-content-md5", md5) }
            if isDigestWanted {
                guard bytes.count <= Self.longestDigestedRange else { throw BlobError.header(Self.rangeDigest) }
                let part = try HTTPResponse(206, body: body).bodyBytes()
                body = .bytes(part)
                if let digest = MD5Digest.of(part) { fields.append("Content-MD5", Base64.encode(digest)) }
            }
            return HTTPResponse(206, fields: fields, body: body)
        } catch {
            throw error as? BlobError ?? .internal
        }
    }

    private static let rangeDigest = "x-ms-range-get-content-md5"
    /// The greatest length of a range whose digest is sent on demand, as documented.
    static let longestDigestedRange = 4 << 20

    /// Returns whether a request asks for the digest of its range; without a range it must not.
    private func wantsDigest(_ request: HTTPRequest, _ range: ByteRange?) throws(BlobError) -> Bool {
        guard let text = request.fields[Self.rangeDigest]?.lowercased(), text != "false", request.method == .get else {
            return false
        }
        guard text == "true", range != nil else { throw .header(Self.rangeDigest) }
        return true
    }

    private func key(_ download: Download) -> FileStore.Key {
        let (report, settings) = (download.report, download.service.settings)
        let window = window(report, download.execution, report.plan.query.bound)
        return FileStore.Key(
            tenantID: download.sandbox.tenant.tenantID, entityTag: download.head.entityTag,
            started: download.started, lower: window.lower, upper: window.upper,
            groupLimit: settings.queryGroupLimit, memoryLimit: settings.queryMemoryMegabytes)
    }

    private func source(_ download: Download) throws(BlobError) -> FileSource {
        let (report, execution, service) = (download.report, download.execution, download.service)
        let program = report.account.program
        do {
            let query = report.plan.query.bound
            let table = try service.table(
                for: query, program, download.sandbox, at: execution.slot,
                isRedacted: service.isRedacted(report.account, in: download.sandbox))
            let result = try query.run(
                on: table, window: window(report, execution, query), rowLimit: nil,
                budget: service.settings.reportBudget)
            let format = DelimitedFormat(execution.format, service.settings)
            return FileSource(result: result, format: format, isPacked: !download.isPlain)
        } catch {
            throw .internal
        }
    }

    /// Returns the time range of the execution's data, relative to its slot (insights-api section 9.3).
    private func window(_ report: Report, _ execution: Execution, _ query: BoundQuery) -> TimeWindow {
        if report.plan.queryStart != nil || report.plan.queryEnd != nil {
            return TimeWindow(from: report.plan.queryStart, to: report.plan.queryEnd ?? execution.slot)
        }
        return query.timespan.window(endingAt: execution.slot)
    }

    // MARK: Fields

    private func fields(_ download: Download) -> HTTPFields {
        var fields = download.head.fields(in: download.frame)
        BlobFields(download.request).add(to: &fields)
        return fields
    }

    /// Returns whether a request accepts uncompressed content but not gzip (RFC 9110 §12.5.3).
    private static func refusesGzip(_ request: HTTPRequest) -> Bool {
        guard let text = request.fields["Accept-Encoding"]?.lowercased() else { return false }
        var accepted: Set<String> = []
        for item in text.split(separator: ",") {
            let parts = item.split(separator: ";").map { String($0).trimmingBlanks() }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { $0.dropFirst(2) } ?? "1"
            if let name = parts.first, weight.contains(where: { ("1"..."9").contains($0) }) { accepted.insert(name) }
        }
        return accepted.contains("identity") && accepted.isDisjoint(with: ["gzip", "x-gzip", "*"])
    }

    private static func refusal(_ error: BlobError, _ request: HTTPRequest, _ frame: ResponseFrame) -> HTTPResponse {
        var fields = frame.fields("application/xml")
        BlobFields(request).add(to: &fields)
        error.addFields(to: &fields)
        var response = HTTPResponse(
            error.status, fields: fields,
            body: .bytes(error.body(requestID: frame.requestID, time: frame.now.description)))
        ErrorExplanation.add(error.reason, to: &response)
        return response
    }
}

extension InsightsService {
    /// Returns whether an account's data is redacted: that of a Report viewer, where settings admit that role.
    func isRedacted(_ account: AccountID, in sandbox: TenantRuntime) -> Bool {
        guard account.program == .mpn else { return false }
        return switch sandbox.tenant.user(named: account.user)?.mpnRole {
        case .reportViewer: true
        case .both: settings.bothRoles == .least
        case .executiveReportViewer, .some(.none), nil: false
        }
    }
}
