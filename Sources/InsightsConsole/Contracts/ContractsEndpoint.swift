import InsightsAPI
import InsightsContracts
package import InsightsHTTP
import InsightsJSON

/// Serves the contracts, their runs and the mutants below `/_sim/`, and passes every other request on.
///
/// They are beside the simulator, which knows no contract. A run has its own simulators, so it changes nothing here.
package struct ContractsEndpoint: HTTPHandler {
    private let library: ContractLibrary
    private let runs: ContractRuns
    private let refusal: @Sendable (HTTPRequest) -> HTTPResponse?
    private let next: any HTTPHandler
    private let date: @Sendable () -> String
    /// Reading takes a while, and one thread at most.
    private let readings = WorkQueue(width: 1, computes: true)

    /// Creates an endpoint.
    ///
    /// - Parameters:
    ///   - source: where contracts come from.
    ///   - runs: what runs them.
    ///   - refusal: returns the response to a caller who may not use the administration; nil for one who may.
    ///   - next: handles every other request.
    ///   - date: returns the `Date` of a response.
    package init(
        _ source: ContractSource, runs: ContractRuns, refusal: @escaping @Sendable (HTTPRequest) -> HTTPResponse?,
        next: any HTTPHandler, date: @escaping @Sendable () -> String
    ) {
        library = ContractLibrary(source)
        self.runs = runs
        self.refusal = refusal
        self.next = next
        self.date = date
    }

    /// Responds to requests about contracts.
    package func handle(_ request: HTTPRequest) -> HTTPReply {
        guard let route = ContractRoute(request.target) else { return next.handle(request) }
        if let refused = refusal(request) { return .response(refused) }
        let work: @Sendable () -> HTTPResponse = { response(to: request, route) }
        switch route {
        case .runs where request.method == .post: return .queued(readings, work)
        case .contracts, .contract, .mutants: return .queued(readings, work)
        case .runs, .run: return .offloaded(work)
        }
    }

    private func response(to request: HTTPRequest, _ route: ContractRoute) -> HTTPResponse {
        do throws(ContractRouteError) {
            return json(200, try value(for: request, route))
        } catch {
            var response = json(HTTPStatus(error.status), .object(["error": .string(error.message)]))
            if case .methodNotAllowed(let methods) = error {
                response.fields.append("Allow", methods.joined(separator: ", "))
            }
            return response
        }
    }

    private func value(for request: HTTPRequest, _ route: ContractRoute) throws(ContractRouteError) -> JSONValue {
        guard route.methods.contains(request.method.token) else { throw .methodNotAllowed(route.methods) }
        let parameters = try Self.parameters(of: request, accepting: route.parameters)
        switch route {
        case .contracts: return try library.list(try ContractRequest(parameters).filter)
        case .contract(let name): return try library.explanation(of: name)
        case .mutants: return try library.mutants()
        case .runs where request.method == .post: return try start(try ContractRequest(body: request.body))
        case .runs: return runs.list()
        case .run(let name) where request.method == .delete: return try runs.cancel(name)
        case .run(let name): return try runs.run(name, after: try Self.number(parameters["after"]))
        }
    }

    private func start(_ request: ContractRequest) throws(ContractRouteError) -> JSONValue {
        let cases =
            if let draft = request.draft { try library.cases(ofDraft: draft, request.filter) } else {
                try library.choice(request.filter, isFresh: false).cases
            }
        return try runs.start(
            cases, request: request.shown, references: request.draft == nil ? library.source.references : nil)
    }

    /// Returns the parameters, each of which must be known, there once, and not empty.
    private static func parameters(
        of request: HTTPRequest, accepting names: [String]
    ) throws(ContractRouteError) -> Parameters {
        let parameters = RequestTarget(parsing: request.target).parameters
        for (index, parameter) in parameters.all.enumerated() {
            guard names.contains(parameter.name) else {
                throw .badValue(
                    place: "query string", found: InputError.echo(parameter.name),
                    expected: names.isEmpty ? "no parameters" : names.joined(separator: ", "),
                    hint: InputError.suggestion(for: parameter.name, among: names))
            }
            if parameters.all[..<index].contains(where: { $0.name == parameter.name }) {
                throw .badValue(
                    place: "query string", found: "a second '\(parameter.name)'", expected: "each parameter once")
            }
            if parameter.value.trimmingBlanks().isEmpty {
                throw .badValue(place: "query string", found: "an empty \(parameter.name)", expected: "a value")
            }
        }
        return parameters
    }

    private static func number(_ text: String?) throws(ContractRouteError) -> Int {
        guard let text else { return 0 }
        guard let number = Int(text), number >= 0 else {
            throw .badValue(place: "after", found: InputError.echo(text), expected: "a whole number, 0 or more")
        }
        return number
    }

    private func json(_ status: HTTPStatus, _ value: JSONValue) -> HTTPResponse {
        let fields = HTTPFields([
            (name: "Content-Type", value: MediaType.json), (name: "Cache-Control", value: "no-store"),
            (name: "Date", value: date()),
        ])
        return HTTPResponse(status, fields: fields, body: .bytes(JSONWriter.encode(value)))
    }
}
