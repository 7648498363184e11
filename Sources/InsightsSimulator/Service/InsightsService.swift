import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery

/// The routes below `/insights/v1/{program}/`: who may call, which route it is, what it answers.
struct InsightsService: Sendable {
    let settings: Settings
    let store: FixtureStore
    let directory: TenantDirectory
    let verifier: TokenVerifier
    let links: DownloadLinks
    let catalogs: [Program: ProgramCatalog]

    /// How many bytes a body may have (U48).
    static let longestBody = 1 << 20

    /// Answers a request whose path begins with the service's prefix; `segments` are those after it.
    func handle(_ request: HTTPRequest, _ target: RequestTarget, segments: ArraySlice<String>) -> HTTPReply {
        let name = segments.first?.lowercased() ?? ""
        guard let program = Program(rawValue: name) else {
            return .response(anonymousAnswer().refusal(.unknownRoute, program: .cmp))
        }
        let token: VerifiedToken
        do throws(TokenRejection) {
            token = try verifier.verify(authorization: request.fields.firstValueBytes("Authorization"))
        } catch {
            return .response(anonymousAnswer().refusal(.unauthorized, program: program, challenge: error))
        }
        let (now, id) = token.sandbox.beginRequest()
        let answer = Answer(now: now, requestID: id)
        do throws(TokenRejection) {
            try token.check(program: program, settings: settings, now: now)
        } catch {
            return .response(answer.refusal(.unauthorized, program: program, challenge: error))
        }
        do throws(ServiceError) {
            let access = token.principal.access(to: program, settings: settings)
            guard access != .none else { throw .forbidden }
            guard request.body.count <= Self.longestBody else { throw .bodyTooLarge(limit: Self.longestBody) }
            let call = Call(
                program: program, sandbox: token.sandbox, account: token.principal.account(in: program),
                isRedacted: access == .redacted, request: request, target: target, answer: answer)
            return try dispatch(call, segments: segments.dropFirst())
        } catch {
            return .response(answer.refusal(error, program: program))
        }
    }

    /// Answers that belong to no tenant go by the default tenant's clock.
    private func anonymousAnswer() -> Answer {
        let (now, id) = directory.sandboxes[0].beginRequest()
        return Answer(now: now, requestID: id)
    }

    private func dispatch(_ call: Call, segments: ArraySlice<String>) throws(ServiceError) -> HTTPReply {
        guard let route = Route(segments: segments) else { throw .unknownRoute }
        let methods = route.methods + (route.methods.contains(.get) ? [.head] : [])
        guard methods.contains(call.request.method) else { throw .methodNotAllowed(methods) }
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
    func catalog(_ program: Program) -> ProgramCatalog {
        guard let catalog = catalogs[program] else { preconditionFailure("no catalogue for \(program)") }
        return catalog
    }

    /// Frames one page of a list.
    func list<Element>(
        _ call: Call, _ all: [Element], message: String?, write: (inout JSONWriter, Element) -> Void
    ) throws(ServiceError) -> HTTPResponse {
        let parameters = call.parameters
        let page = try Page(of: all, parameters: parameters, size: settings.pageSize)
        let nextLink = page.nextLink(base: links.baseURL(), target: call.request.target, parameters: parameters)
        return call.envelope(
            message, count: page.elements.count, nextLink: nextLink, isPaged: settings.pageSize != nil
        ) { writer in
            for element in page.elements { write(&writer, element) }
        }
    }
}
