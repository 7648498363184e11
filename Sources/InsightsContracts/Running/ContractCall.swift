public import InsightsAPI
public import InsightsHTTP
public import InsightsJSON

/// A call to the service with all values inserted.
public struct ContractCall: Sendable {
    /// The operation to call.
    public let operation: ContractOperation
    /// The arguments, with the names that `ContractOperation` lists.
    public let arguments: JSONObject
    /// The program, which selects the routes.
    public let program: PartnerProgram
    /// The caller's credentials; nil for a call without a token.
    public let credentials: Credentials?

    /// Creates a call.
    public init(
        _ operation: ContractOperation, arguments: JSONObject = [:], program: PartnerProgram, credentials: Credentials?
    ) {
        self.operation = operation
        self.arguments = arguments
        self.program = program
        self.credentials = credentials
    }

    /// The request target: a path that begins with a slash or, for downloads, an absolute URL.
    public var address: String {
        switch operation {
        case .request: return arguments["path"]?.string ?? "/"
        case .download: return arguments["link"]?.string ?? "/"
        case .getToken: return "/\(PercentEncoding.encode(credentials?.tenantID ?? ""))/oauth2/token"
        default:
            guard let service = operation.service else { return "/" }
            let id = service.identifier.flatMap { arguments[$0] }.map(Self.text) ?? ""
            let path = service.route(id: id).path(program)
            guard !service.takesBody else { return path }
            let parameters = arguments.members.filter { $0.key != service.identifier }
            guard !parameters.isEmpty else { return path }
            return path + "?"
                + parameters.map { "\($0.key)=\(PercentEncoding.encode(Self.text($0.value)))" }
                .joined(separator: "&")
        }
    }

    /// The HTTP method of the request.
    public var method: HTTPMethod {
        switch operation {
        case .request: HTTPMethod(arguments["method"]?.string ?? "GET")
        case .download: .get
        case .getToken: .post
        default: operation.service?.method ?? .get
        }
    }

    /// The content and its media type; nil for none.
    public var content: (type: String, bytes: [UInt8])? {
        switch operation {
        case .request:
            if let json = arguments["json"] { return ("application/json", JSONWriter.encode(json)) }
            if let form = arguments["form"]?.object {
                let pairs = form.members.map { "\($0.key)=\(PercentEncoding.encode(Self.text($0.value)))" }
                return ("application/x-www-form-urlencoded", Array(pairs.joined(separator: "&").utf8))
            }
            return arguments["text"]?.string.map { ("application/json", Array($0.utf8)) }
        case .getToken:
            return ("application/x-www-form-urlencoded", Array((credentials?.form ?? "").utf8))
        default:
            guard let service = operation.service, service.takesBody else { return nil }
            let members = arguments.members.filter { $0.key != service.identifier }
            return ("application/json", JSONWriter.encode(.object(JSONObject(members))))
        }
    }

    /// The header fields that the contract sets explicitly.
    public var headers: [(name: String, value: String)] {
        guard operation == .request else { return [] }
        return arguments["headers"]?.object?.members.map { ($0.key, Self.text($0.value)) } ?? []
    }

    /// Whether the request carries a token.
    ///
    /// It does for routes of the service, unless the caller has no credentials or the contract sets `Authorization`
    /// itself.
    public var carriesToken: Bool {
        guard credentials != nil, operation != .getToken, operation != .download else { return false }
        guard !headers.contains(where: { $0.name.lowercased() == "authorization" }) else { return false }
        let path = address.lowercased().drop { $0 == "/" }
        return path.hasPrefix("insights/") || path.hasPrefix("analytics/")
    }

    /// Whether the request goes to the service; otherwise it goes to the token endpoint.
    var isForService: Bool {
        let first = address.lowercased().split(separator: "/").first ?? ""
        return ["insights", "analytics", SimulatorEndpoints.downloadPrefix, SimulatorEndpoints.administrationPrefix]
            .contains(String(first.prefix { $0 != "?" }))
    }

    private static func text(_ value: JSONValue) -> String {
        value.string ?? String(decoding: JSONWriter.encode(value), as: UTF8.self)
    }
}

/// The response to a call, as the contract client reports it.
public struct ContractResponse: Sendable {
    /// The HTTP status; 0 for a step that takes callbacks.
    public var status: Int
    /// The header fields; nil if the client does not report them.
    public var headers: HTTPFields?
    /// The body, decompressed: JSON as it is, any other text as a string, null for no body.
    public var body: JSONValue

    /// Creates a response.
    public init(status: Int, headers: HTTPFields? = nil, body: JSONValue) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
