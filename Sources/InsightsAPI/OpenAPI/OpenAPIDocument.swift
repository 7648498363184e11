package import InsightsHTTP
public import InsightsJSON

/// An OpenAPI 3.1 document, read to compare requests and answers with it.
///
/// It needs the JSON alone, so a document that a running simulator serves does as well as one made in process. All of it
/// is read when it is made: a reference that leads nowhere or a schema with an unknown keyword is refused then.
///
/// Two extensions say what OpenAPI has no words for: `x-letter-case: ignored` (of paths, parameters and keys of bodies)
/// and `x-unmatched`, what requests get that no operation answers, by the beginning of their path.
public struct OpenAPIDocument: Sendable {
    /// The document.
    public let json: JSONValue
    let paths: [OpenAPIPath]
    let unmatched: [OpenAPIUnmatched]
    let ignoresLetterCase: Bool

    /// Reads a document.
    ///
    /// - Throws: `OpenAPIError` with the place of what cannot be used.
    public init(_ json: JSONValue) throws(OpenAPIError) {
        self.json = json
        guard let version = json["openapi"]?.string, version.hasPrefix("3.1.") else {
            throw OpenAPIError(
                pointer: JSONPointer(["openapi"]), found: json["openapi"]?.string ?? "nothing", accepted: "3.1.x")
        }
        let reader = OpenAPIReader(document: json)
        paths = try reader.paths()
        unmatched = try reader.unmatched()
        ignoresLetterCase = json["x-letter-case"]?.string == "ignored"
    }

    /// Reads the text of a document.
    ///
    /// - Throws: `OpenAPIError` with the place of what cannot be used.
    public init(parsing bytes: [UInt8]) throws(OpenAPIError) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(bytes)
        } catch {
            throw OpenAPIError(pointer: JSONPointer(), found: error.description, accepted: "JSON")
        }
        try self.init(value)
    }

    /// The identifiers of all operations, in the document's order.
    package var operationIDs: [String] { paths.flatMap { $0.operations.map(\.id) } }

    /// The operation that answers a request; nil if none does.
    package func operationID(_ method: HTTPMethod, _ target: String) -> String? {
        find(method, RequestTarget(parsing: target).segments)?.id
    }

    /// The path whose form an address has, the one with the fewest parameters first; then its operation.
    func find(_ method: HTTPMethod, _ segments: [String]) -> OpenAPIOperation? {
        let sent = ignoresLetterCase ? segments.map { $0.lowercased() } : segments
        let path = paths.filter { $0.matches(sent, ignoringLetterCase: ignoresLetterCase) }
            .min { $0.parameterCount < $1.parameterCount }
        let operations = path?.operations ?? []
        // HEAD is answered wherever GET is (RFC 9110 §9.3.2).
        return operations.first { $0.method == method }
            ?? (method == .head ? operations.first { $0.method == .get } : nil)
    }
}

/// One path of a document.
struct OpenAPIPath: Sendable {
    /// The segments; nil where there is a parameter.
    let segments: [String?]
    let operations: [OpenAPIOperation]
    /// The segments in lower case.
    private let folded: [String?]

    init(segments: [String?], operations: [OpenAPIOperation]) {
        self.segments = segments
        self.operations = operations
        folded = segments.map { $0?.lowercased() }
    }

    var parameterCount: Int { segments.count { $0 == nil } }

    /// Whether an address has the path's form; to be compared without letter case it must be sent in lower case.
    func matches(_ sent: [String], ignoringLetterCase: Bool) -> Bool {
        guard sent.count == segments.count else { return false }
        return zip(ignoringLetterCase ? folded : segments, sent).allSatisfy { $0 == nil || $0 == $1 }
    }
}

/// One operation of a document.
struct OpenAPIOperation: Sendable {
    let id: String
    let method: HTTPMethod
    /// The parameters of the query string.
    let parameters: [OpenAPIParameter]
    /// The request body's schemas by media type; nil if there is no body.
    let body: [OpenAPIContent]?
    let responses: [OpenAPIResponse]
}

/// One parameter of the query string.
struct OpenAPIParameter: Sendable {
    let name: String
    let isRequired: Bool
    let schema: JSONSchema
}

/// One answer of an operation.
struct OpenAPIResponse: Sendable {
    let status: Int
    /// By media type; empty for answers without a body.
    let content: [OpenAPIContent]
    /// Whether an answer may also come without a body, which the format itself cannot say.
    let mayBeEmpty: Bool
}

/// One media type, with the schema of its values if there is one.
struct OpenAPIContent: Sendable {
    let mediaType: String
    let schema: JSONSchema?
}

/// What requests get that no operation answers.
struct OpenAPIUnmatched: Sendable {
    let prefix: [String]
    let responses: [OpenAPIResponse]
}
