package import InsightsHTTP
package import InsightsJSON

/// An OpenAPI 3.1 document, for the comparison of requests and responses with it.
///
/// The JSON is sufficient, so a document served by a running simulator can be used as well as one generated in process.
/// The initializer reads the whole document, and throws for an unresolved reference or an unknown schema keyword.
///
/// Two extensions state facts that OpenAPI cannot express. `x-letter-case: ignored` applies to paths, parameters and
/// keys of bodies. `x-unmatched` lists, by path prefix, the responses to requests that match no operation.
package struct OpenAPIDocument: Sendable {
    /// The JSON of the document.
    package let json: JSONValue
    let paths: [OpenAPIPath]
    let unmatched: [OpenAPIUnmatched]
    let ignoresLetterCase: Bool

    /// Reads a document.
    ///
    /// - Throws: `OpenAPIError` with the location of an unsupported part.
    package init(_ json: JSONValue) throws(OpenAPIError) {
        self.json = json
        guard let version = json["openapi"]?.string, version.hasPrefix("3.1.") else {
            throw OpenAPIError(
                pointer: JSONPointer(["openapi"]), found: json["openapi"]?.string ?? "nothing", expected: "3.1.x")
        }
        let reader = OpenAPIReader(document: json)
        paths = try reader.paths()
        unmatched = try reader.unmatched()
        ignoresLetterCase = json["x-letter-case"]?.string == "ignored"
    }

    /// Parses the text of a document.
    ///
    /// - Throws: `OpenAPIError` with the location of an unsupported part.
    package init(parsing bytes: [UInt8]) throws(OpenAPIError) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(bytes)
        } catch {
            throw OpenAPIError(pointer: JSONPointer(), found: error.description, expected: "JSON")
        }
        try self.init(value)
    }

    /// The identifiers of all operations, in the order of the document.
    package var operationIDs: [String] { paths.flatMap { $0.operations.map(\.id) } }

    /// Returns the identifier of the operation that a request matches; nil if there is none.
    package func operationID(_ method: HTTPMethod, _ target: String) -> String? {
        find(method, RequestTarget(parsing: target).segments)?.id
    }

    /// Returns the operation of the matching path with the fewest parameters; nil if there is none.
    func find(_ method: HTTPMethod, _ segments: [String]) -> OpenAPIOperation? {
        let sent = ignoresLetterCase ? segments.map { $0.lowercased() } : segments
        let path = paths.filter { $0.matches(sent, ignoringLetterCase: ignoresLetterCase) }
            .min { $0.parameterCount < $1.parameterCount }
        let operations = path?.operations ?? []
        // HEAD is supported wherever GET is (RFC 9110 §9.3.2).
        return operations.first { $0.method == method }
            ?? (method == .head ? operations.first { $0.method == .get } : nil)
    }
}

/// One path of a document.
struct OpenAPIPath: Sendable {
    /// The segments; nil for a parameter.
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

    /// Returns whether segments match the path; to ignore letter case, they must be in lower case.
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
    /// The schemas of the request body by media type; nil if there is no body.
    let body: [OpenAPIContent]?
    let responses: [OpenAPIResponse]
}

/// One parameter of the query string.
struct OpenAPIParameter: Sendable {
    let name: String
    let isRequired: Bool
    let schema: JSONSchema
}

/// One response of an operation.
struct OpenAPIResponse: Sendable {
    let status: Int
    /// The content by media type; empty for responses without a body.
    let content: [OpenAPIContent]
    /// Whether the body may also be missing, which OpenAPI itself cannot express.
    let mayBeEmpty: Bool
}

/// One media type; the schema of its values, or nil if there is none.
struct OpenAPIContent: Sendable {
    let mediaType: String
    let schema: JSONSchema?
}

/// The responses to requests that match no operation, for paths that begin with a prefix.
struct OpenAPIUnmatched: Sendable {
    let prefix: [String]
    let responses: [OpenAPIResponse]
}
