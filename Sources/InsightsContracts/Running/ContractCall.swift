public import InsightsAPI
public import InsightsHTTP
public import InsightsJSON

/// A call to the service with all values inserted.
public struct ContractCall: Sendable {
    /// The operation to call.
    public let operation: Operation
    /// The arguments: the identifier in the address, the parameters of the query string or the fields of the body.
    ///
    /// `request` has `method`, `path`, `headers`, and `json`, `form` or `text`; `download` has `link`.
    public let arguments: JSONObject
    /// The program, which selects the routes.
    public let program: PartnerProgram
    /// The version of the service, which selects the routes too.
    public let version: ServiceVersion
    /// The caller's credentials; nil for a call without a token.
    public let credentials: Credentials?

    /// Creates a call.
    public init(
        _ operation: Operation, arguments: JSONObject = [:], program: PartnerProgram, version: ServiceVersion = .v1,
        credentials: Credentials?
    ) {
        self.operation = operation
        self.arguments = arguments
        self.program = program
        self.version = version
        self.credentials = credentials
    }

    /// The request target: a path that begins with a slash or, for downloads, an absolute URL.
    public var address: String {
        switch operation {
        case .other: return arguments["path"]?.string ?? "/"
        case .download: return arguments["link"]?.string ?? "/"
        case .token: return "/\(PercentEncoding.encode(credentials?.tenantID ?? ""))/oauth2/token"
        default:
            let id = operation.identifier.flatMap { arguments[$0] }.map(Self.text) ?? ""
            guard let path = operation.route(id: id)?.path(program, version) else { return "/" }
            guard !operation.takesBody else { return path }
            let parameters = arguments.members.filter { $0.key != operation.identifier }
            guard !parameters.isEmpty else { return path }
            return path + "?"
                + parameters.map { "\($0.key)=\(PercentEncoding.encode(Self.text($0.value)))" }
                .joined(separator: "&")
        }
    }

    /// The HTTP method of the request.
    public var method: HTTPMethod {
        operation == .other ? HTTPMethod(arguments["method"]?.string ?? "GET") : operation.method
    }

    /// The content and its media type; nil for none.
    public var content: (type: String, bytes: [UInt8])? {
        switch operation {
        case .other:
            if let json = arguments["json"] { return ("application/json", JSONWriter.encode(json)) }
            if let form = arguments["form"]?.object {
                let pairs = form.members.map { "\($0.key)=\(PercentEncoding.encode(Self.text($0.value)))" }
                return ("application/x-www-form-urlencoded", Array(pairs.joined(separator: "&").utf8))
            }
            return arguments["text"]?.string.map { ("application/json", Array($0.utf8)) }
        case .token:
            return ("application/x-www-form-urlencoded", Array((credentials?.form ?? "").utf8))
        default:
            guard operation.takesBody else { return nil }
            let members = arguments.members.filter { $0.key != operation.identifier }
            return ("application/json", JSONWriter.encode(.object(JSONObject(members))))
        }
    }

    /// The header fields that the contract sets explicitly.
    public var headers: [(name: String, value: String)] {
        guard operation == .other else { return [] }
        return arguments["headers"]?.object?.members.map { ($0.key, Self.text($0.value)) } ?? []
    }

    /// Whether the request carries a token.
    ///
    /// It does for routes of the service, unless the caller has no credentials or the contract sets `Authorization`
    /// itself.
    public var carriesToken: Bool {
        guard credentials != nil, operation != .token, operation != .download else { return false }
        guard operation == .other else { return operation.isOfService }
        guard !headers.contains(where: { $0.name.lowercased() == "authorization" }) else { return false }
        let path = address.lowercased().drop { $0 == "/" }
        return path.hasPrefix("insights/") || path.hasPrefix("analytics/")
    }

    /// Whether the request goes to the service; otherwise it goes to the token endpoint.
    var isForService: Bool {
        guard operation == .other || operation == .download else { return operation.isOfService }
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
