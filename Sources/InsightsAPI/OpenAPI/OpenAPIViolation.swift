public import InsightsJSON

/// What about a request or its answer is not as an OpenAPI document says.
public struct OpenAPIViolation: Error, Sendable, Equatable, CustomStringConvertible {
    /// Which part of the exchange.
    public enum Part: Sendable, Equatable {
        /// The address: no path of the document has its form, or the path does not answer the method.
        case target
        /// A parameter of the query string.
        case parameter(String)
        /// The request's body.
        case requestBody
        /// The answer's status.
        case status
        /// The answer's media type.
        case contentType
        /// The answer's body.
        case responseBody
    }

    /// Which part of the exchange.
    public let part: Part
    /// The place in the part's JSON value.
    public let pointer: JSONPointer
    /// What the document says.
    public let expected: String
    /// What was sent.
    public let found: String

    init(_ part: Part, _ pointer: JSONPointer = JSONPointer(), expected: String, found: String) {
        self.part = part
        self.pointer = pointer
        self.expected = expected
        self.found = found
    }

    init(_ part: Part, _ violation: JSONSchemaViolation) {
        self.init(part, violation.pointer, expected: violation.expected, found: violation.found)
    }

    /// The part, the place, what was expected and what was found.
    public var description: String {
        let name =
            switch part {
            case .target: "target"
            case .parameter(let name): "parameter \(name)"
            case .requestBody: "request body"
            case .status: "status"
            case .contentType: "content type"
            case .responseBody: "answer"
            }
        return "\(name)\(pointer.tokens.isEmpty ? "" : " \(pointer)"): expected \(expected), found \(found)"
    }
}

/// Why a JSON value is no OpenAPI document that exchanges can be compared with.
public struct OpenAPIError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The place in the document.
    public let pointer: JSONPointer
    /// What stands there.
    public let found: String
    /// What may stand there.
    public let accepted: String

    /// The place, what was found and what is accepted.
    public var description: String { "OpenAPI document \(pointer): found \(found), accepted: \(accepted)" }
}
