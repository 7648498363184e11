import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// A request whose parts mutants read and change.
struct Asked: Sendable {
    /// The kind of a request, by its path.
    enum Kind: Sendable, Equatable {
        case service(PartnerProgram, Route?)
        case token(TokenVersion)
        /// Discovery documents, keys and similar documents.
        case identity
        case download
        /// A call of `/_sim/`, with the rest of the path.
        case administration(String)
        case other
    }

    /// The HTTP request.
    var request: HTTPRequest
    /// The kind of the request, by its original path.
    let kind: Kind

    init(_ request: HTTPRequest) {
        self.request = request
        kind = Self.kind(RequestTarget(parsing: request.target).segments)
    }

    private static func kind(_ segments: [String]) -> Kind {
        switch segments.first?.lowercased() {
        case "_sim": .administration(segments.dropFirst().joined(separator: "/"))
        case "insights" where segments.count > 2: service(segments.dropFirst(2))
        case "analytics" where segments.count > 1: service(segments.dropFirst())
        case "reports": .download
        default:
            if segments.last?.lowercased() == "token" {
                .token(segments.contains { $0.lowercased() == "v2.0" } ? .v2 : .v1)
            } else {
                segments.isEmpty ? .other : .identity
            }
        }
    }

    private static func service(_ segments: ArraySlice<String>) -> Kind {
        guard let program = segments.first.flatMap({ PartnerProgram(rawValue: $0.lowercased()) }) else { return .other }
        return .service(program, Route(segments: segments.dropFirst()))
    }

    /// The program; nil unless the request is a call of the service.
    var program: PartnerProgram? { if case .service(let program, _) = kind { program } else { nil } }

    /// The route; nil unless the request is a call of the service.
    var route: Route? { if case .service(_, let route) = kind { route } else { nil } }

    /// The identifier in the path; several are separated by `;`.
    var id: String? {
        switch route {
        case .query(let id), .report(let id), .pauseReport(let id), .resumeReport(let id), .executions(let id): id
        default: nil
        }
    }

    // MARK: Parts

    /// The bearer token; nil for none.
    var token: String? {
        get {
            guard let text = request.fields["Authorization"], text.lowercased().hasPrefix("bearer ") else { return nil }
            return String(text.dropFirst(7))
        }
        set { request.fields.set("Authorization", to: newValue.map { "Bearer \($0)" }) }
    }

    /// The query parameter with a name, regardless of letter case; nil removes it.
    subscript(parameter name: String) -> String? {
        get { RequestTarget(parsing: request.target).parameters[name] }
        set {
            var pairs = RequestTarget(parsing: request.target).parameters.all.map { ($0.name, $0.value) }
            let index = pairs.firstIndex { $0.0.lowercased() == name.lowercased() }
            pairs.removeAll { $0.0.lowercased() == name.lowercased() }
            if let newValue { pairs.insert((name, newValue), at: min(index ?? pairs.count, pairs.count)) }
            let query = pairs.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
            request.target = request.target.prefix { $0 != "?" } + (query.isEmpty ? "" : "?" + query)
        }
    }

    /// The members of a JSON body; nil if the body is not a JSON object.
    var json: JSONObject? {
        get { (try? JSONParser.parse(request.body))?.object }
        set { request.body = newValue.map { JSONWriter.encode(.object($0)) } ?? [] }
    }

    /// The member of a JSON body with a name, regardless of letter case; nil removes it.
    subscript(member name: String) -> JSONValue? {
        get { json?.value(caseInsensitively: name) }
        set {
            guard var object = json else { return }
            object.members.removeAll { $0.key.lowercased() == name.lowercased() }
            if let newValue { object.members.append(.init(name, newValue)) }
            json = object
        }
    }

    /// The form field with a name; nil removes it.
    subscript(field name: String) -> String? {
        get { Parameters(parsing: String(decoding: request.body, as: UTF8.self))[name] }
        set {
            var pairs = Parameters(parsing: String(decoding: request.body, as: UTF8.self)).all
                .map { ($0.name, $0.value) }
            pairs.removeAll { $0.0 == name }
            if let newValue { pairs.append((name, newValue)) }
            request.body = Array(pairs.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&").utf8)
        }
    }

    /// Changes the text of a test query, if the request has one.
    mutating func rewriteQuery(_ change: (String) -> String) {
        guard route == .testQuery, let text = self[parameter: "exportQuery"] else { return }
        let changed = change(text)
        if changed != text { self[parameter: "exportQuery"] = changed }
    }

    /// Replaces the identifier in the path.
    mutating func replaceID(_ change: (String) -> String) {
        guard let program, let id else { return }
        let route: Route =
            switch self.route {
            case .query: .query(id: change(id))
            case .pauseReport: .pauseReport(id: change(id))
            case .resumeReport: .resumeReport(id: change(id))
            case .executions: .executions(reportIDs: change(id))
            default: .report(id: change(id))
            }
        let query = request.target.drop { $0 != "?" }
        request.target = route.path(program) + query
    }

    /// Returns a request of the same caller to another route, without a body.
    func another(_ method: HTTPMethod, _ route: Route, parameters: String = "") -> Asked {
        var fields = HTTPFields()
        if let authorization = request.fields["Authorization"] { fields.append("Authorization", authorization) }
        return Asked(HTTPRequest(method, route.path(program ?? .cmp) + parameters, fields: fields))
    }

    /// Returns whether both have the same method, target, body and fields.
    func isSame(as other: Asked) -> Bool {
        request.method == other.request.method && request.target == other.request.target
            && request.body == other.request.body && request.fields == other.request.fields
    }
}
