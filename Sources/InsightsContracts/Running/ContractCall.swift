public import InsightsAPI
public import InsightsHTTP
public import InsightsJSON

/// A call to the service with everything filled in.
public struct ContractCall: Sendable {
    /// What is called.
    public let operation: Operation
    /// The arguments: the identifier in the address, the parameters of the query string or the fields of the body.
    ///
    /// `request` has `method`, `path`, `headers`, and `json`, `form` or `text`; `download` has `link`.
    public let arguments: JSONObject
    /// The program whose routes are meant.
    public let program: PartnerProgram
    /// Who calls; nil for nobody, without a token.
    public let credentials: Credentials?

    /// Creates a call.
    public init(
        _ operation: Operation, arguments: JSONObject = [:], program: PartnerProgram, credentials: Credentials?
    ) {
        self.operation = operation
        self.arguments = arguments
        self.program = program
        self.credentials = credentials
    }

    /// The address it goes to, beginning with a slash or, for downloads, with the scheme.
    public var address: String {
        switch operation {
        case .other: return arguments["path"]?.string ?? "/"
        case .download: return arguments["link"]?.string ?? "/"
        case .token: return "/\(PercentEncoding.encode(credentials?.tenantID ?? ""))/oauth2/token"
        default:
            let id = operation.identifier.flatMap { arguments[$0] }.map(Self.text) ?? ""
            guard let path = operation.route(id: id)?.path(program) else { return "/" }
            guard !operation.takesBody else { return path }
            let parameters = arguments.members.filter { $0.key != operation.identifier }
            guard !parameters.isEmpty else { return path }
            return path + "?"
                + parameters.map { "\($0.key)=\(PercentEncoding.encode(Self.text($0.value)))" }
                .joined(separator: "&")
        }
    }

    /// The method it is sent with.
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

    /// The header fields that the contract names itself.
    public var headers: [(name: String, value: String)] {
        guard operation == .other else { return [] }
        return arguments["headers"]?.object?.members.map { ($0.key, Self.text($0.value)) } ?? []
    }

    /// Whether a token goes along: to the service's own routes, unless nobody calls or the contract names its own.
    public var carriesToken: Bool {
        guard credentials != nil, operation != .token, operation != .download else { return false }
        guard !headers.contains(where: { $0.name.lowercased() == "authorization" }) else { return false }
        let path = address.lowercased().drop { $0 == "/" }
        return path.hasPrefix("insights/") || path.hasPrefix("analytics/")
    }

    /// Whether its address is one of the service; that of the token endpoint otherwise.
    var isForService: Bool {
        let first = address.lowercased().split(separator: "/").first ?? ""
        return ["insights", "analytics", SimulatorEndpoints.downloadPrefix, SimulatorEndpoints.administrationPrefix]
            .contains(String(first.prefix { $0 != "?" }))
    }

    private static func text(_ value: JSONValue) -> String {
        value.string ?? String(decoding: JSONWriter.encode(value), as: UTF8.self)
    }
}

/// What came of a call.
public struct ContractResponse: Sendable {
    /// The status.
    public var status: Int
    /// The header fields; nil if the client does not show them.
    public var headers: HTTPFields?
    /// The body: JSON as it is, any other text as a string, unpacked if it was packed; null if there is none.
    public var body: JSONValue

    /// Creates an outcome.
    public init(status: Int, headers: HTTPFields? = nil, body: JSONValue) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
