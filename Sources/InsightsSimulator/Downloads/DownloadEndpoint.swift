import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsQuery

/// Answers `/reports/{tenant}/{executionId}.{format}`: the file of a finished run (insights-api section 5).
///
/// The file is made when it is fetched, from data that does not change and the run's own instant, so the bytes of an
/// execution are always the same and none are kept.
struct DownloadEndpoint: Sendable {
    let service: InsightsService

    /// Answers a request; `segments` are those after `reports`.
    func handle(
        _ request: HTTPRequest, _ target: RequestTarget, segments: ArraySlice<String>, answer: Answer
    ) -> HTTPReply {
        let parts = Array(segments)
        guard request.method == .get || request.method == .head else {
            var response = text(405, "only GET and HEAD are answered here", answer)
            response.fields.append("Allow", "GET, HEAD")
            return .response(response)
        }
        guard parts.count == 2, let sandbox = service.directory.sandbox(withTenantID: parts[0]),
            let signature = target.parameters[DownloadLinks.signatureParameter],
            service.links.verifies(signature, tenantID: sandbox.tenant.tenantID, fileName: parts[1])
        else { return .response(text(403, "the link is not one of this service's", answer)) }
        let id = String(parts[1].prefix { $0 != "." })
        let found = sandbox.withState { state, now in
            state.service.execution(id: id, at: now).map { (report: $0.report, execution: $0.execution, now: now) }
        }
        guard let found, found.execution.status == .completed else {
            return .response(text(404, "the report or its execution no longer exists", answer))
        }
        if let expiry = service.links.expiry(of: found.execution), found.now >= expiry {
            return .response(text(403, "the link expired at \(expiry)", answer))
        }
        return .deferred { self.file(found.report, found.execution, sandbox, answer) }
    }

    private func file(
        _ report: Report, _ execution: Execution, _ sandbox: Sandbox, _ answer: Answer
    ) -> HTTPResponse {
        let program = report.account.program
        do {
            let query = try service.catalog(program).prepare(report.queryText, settings: service.settings)
            let table = try service.table(
                for: query, program, sandbox, at: execution.slot,
                isRedacted: service.isRedacted(report.account, in: sandbox))
            let result = query.run(on: table, window: window(report, execution, query), rowLimit: nil)
            var format: DelimitedFormat = execution.format == .csv ? .csv : .tsv
            format.lineEnd = service.settings.lineEnd == .crlf ? "\r\n" : "\n"
            var fields = answer.fields(execution.format.mediaType)
            fields.append("Content-Encoding", "gzip")
            fields.append(
                "Content-Disposition", "attachment; filename=\"\(execution.id).\(execution.format.rawValue)\"")
            return HTTPResponse(200, fields: fields, body: GzipSource(DelimitedWriter(result, format: format)).body())
        } catch {
            return text(500, "the report's data cannot be read", answer)
        }
    }

    /// The time the run's data spans, seen from its slot (insights-api section 9.3).
    private func window(_ report: Report, _ execution: Execution, _ query: BoundQuery) -> TimeWindow {
        if report.queryStart != nil || report.queryEnd != nil {
            return TimeWindow(from: report.queryStart, to: report.queryEnd ?? execution.slot)
        }
        return query.timespan.window(endingAt: execution.slot)
    }

    private func text(_ status: HTTPStatus, _ text: String, _ answer: Answer) -> HTTPResponse {
        var response = HTTPResponse(
            status, fields: answer.fields("text/plain; charset=utf-8"), body: .bytes(Array("\(text)\n".utf8)))
        RefusalDetail.add(text, to: &response)
        return response
    }
}

extension InsightsService {
    /// Whether an account's data comes without sensitive values: that of a Report viewer, where such a one is let in.
    func isRedacted(_ account: AccountKey, in sandbox: Sandbox) -> Bool {
        account.program == .mpn && sandbox.tenant.user(named: account.user)?.mpnRole == .reportViewer
    }
}
