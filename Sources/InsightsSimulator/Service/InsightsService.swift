import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsTime

/// The routes below `/insights/v1/{program}/`: who may call, which route it is, what it answers.
///
/// Under one set of settings; all tenants with these settings share it.
final class InsightsService: Sendable {
    let settings: Settings
    let store: FixtureStore
    let links: DownloadLinks
    private let catalogs: [PartnerProgram: ProgramCatalog]

    init(settings: Settings, store: FixtureStore, links: DownloadLinks, catalogs: [PartnerProgram: ProgramCatalog]) {
        self.settings = settings
        self.store = store
        self.links = links
        self.catalogs = catalogs
    }

    /// How many bytes a body may have (U48).
    static let longestBody = 1 << 20

    /// Answers a request to a program; `segments` are those after the program's.
    func handle(
        _ request: HTTPRequest, _ target: RequestTarget, program: PartnerProgram, segments: ArraySlice<String>,
        route: Route?,
        token: Result<VerifiedToken, TokenRejection>, answer: ResponseFrame
    ) -> HTTPReply {
        let verified: VerifiedToken
        do throws(TokenRejection) {
            verified = try token.get()
            try verified.check(program: program, settings: settings, now: answer.now)
        } catch {
            let detail = ErrorExplanation.token(error, try? token.get(), program: program, now: answer.now)
            return .response(answer.refusal(error, program: program, detail: detail))
        }
        let access = verified.access(to: program, settings: settings)
        let call = Call(
            program: program, token: verified, account: verified.principal.account(in: program),
            isRedacted: access == .redacted, request: request, target: target, segments: segments, answer: answer)
        do throws(ServiceRefusal) {
            guard access != .none else { throw ServiceRefusal(.forbidden) }
            guard request.body.count <= Self.longestBody else {
                throw ServiceRefusal(
                    .bodyTooLarge(limit: Self.longestBody), field: "body", found: "\(request.body.count) bytes",
                    expected: "at most \(Self.longestBody)")
            }
            return try dispatch(call, route)
        } catch {
            return .response(refusal(error, call))
        }
    }

    /// A refusal in the published words, with the reason beside them.
    func refusal(_ refusal: ServiceRefusal, _ call: Call) -> HTTPResponse {
        call.answer.refusal(
            refusal.error, program: call.program, detail: ErrorExplanation.service(refusal, call))
    }

    private func dispatch(_ call: Call, _ route: Route?) throws(ServiceRefusal) -> HTTPReply {
        guard let route else { throw ServiceRefusal(.unknownRoute) }
        let methods = route.methods + (route.methods.contains(.get) ? [.head] : [])
        guard methods.contains(call.request.method) else { throw ServiceRefusal(.methodNotAllowed(methods)) }
        let reads = call.request.method == .get || call.request.method == .head
        switch route {
        case .datasets: return .response(try datasets(call))
        case .queries: return .response(reads ? try listQueries(call) : try createQuery(call))
        case .query(let id): return .response(try deleteQuery(call, id: id))
        case .testQuery: return try testQuery(call)
        case .reports: return .response(reads ? try listReports(call) : try createReport(call))
        case .report(let id):
            return .response(
                call.request.method == .delete ? try deleteReport(call, id: id) : try updateReport(call, id: id))
        case .pauseReport(let id): return .response(try pauseReport(call, id: id))
        case .resumeReport(let id): return .response(try resumeReport(call, id: id))
        case .executions(let ids): return .response(try listExecutions(call, reportIDs: ids))
        }
    }

    /// The catalogue of a program.
    ///
    /// Both programs have one from the start.
    func catalog(_ program: PartnerProgram) -> ProgramCatalog {
        guard let catalog = catalogs[program] else { preconditionFailure("no catalogue for \(program)") }
        return catalog
    }

    /// Frames one page of a list.
    func list<Element>(
        _ call: Call, _ all: [Element], _ operation: ServiceOperation, write: (inout JSONWriter, Element) -> Void
    ) throws(ServiceRefusal) -> HTTPResponse {
        let parameters = call.parameters(of: operation)
        let page = try Page(of: all, parameters: parameters, size: settings.pageSize)
        let nextLink = page.nextLink(
            base: links.origin(call.request), target: call.request.target, parameters: parameters)
        return call.envelope(
            operation, count: page.elements.count, nextLink: nextLink, isPaged: settings.pageSize != nil
        ) { writer in
            for element in page.elements { write(&writer, element) }
        }
    }
}
