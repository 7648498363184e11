package import InsightsJSON

/// A difference between an exchange and an OpenAPI document.
package struct OpenAPIViolation: Error, Sendable, Equatable, CustomStringConvertible {
    /// The part of an exchange.
    package enum Part: Sendable, Equatable {
        /// The URL: no path of the document matches, or the path does not support the method.
        case target
        /// A parameter of the query string, by name.
        case parameter(String)
        /// The request body.
        case requestBody
        /// The response status.
        case status
        /// The media type of the response.
        case contentType
        /// The response body.
        case responseBody
    }

    /// The part of the exchange that differs.
    package let part: Part
    /// The location in the part's JSON value.
    package let pointer: JSONPointer
    /// The value that the document describes.
    package let expected: String
    /// The value that was sent.
    package let found: String

    init(_ part: Part, _ pointer: JSONPointer = JSONPointer(), expected: String, found: String) {
        self.part = part
        self.pointer = pointer
        self.expected = expected
        self.found = found
    }

    init(_ part: Part, _ violation: JSONSchemaViolation) {
        self.init(part, violation.pointer, expected: violation.expected, found: violation.found)
    }

    /// The part, the location, the expected value and the found value.
    package var description: String {
        let name =
            switch part {
            case .target: "target"
            case .parameter(let name): "parameter \(name)"
            case .requestBody: "request body"
            case .status: "status"
            case .contentType: "content type"
            case .responseBody: "response"
            }
        return "\(name)\(pointer.tokens.isEmpty ? "" : " \(pointer)"): expected \(expected), found \(found)"
    }
}

/// The reason why a JSON value is not a usable OpenAPI document.
package struct OpenAPIError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The location in the document.
    package let pointer: JSONPointer
    /// The value found there.
    package let found: String
    /// The expected values.
    package let expected: String

    /// The location, the found value and the expected values.
    package var description: String {
        let place = ["OpenAPI document", pointer.description].filter { !$0.isEmpty }.joined(separator: " ")
        return InputError(place: place, found: found, expected: expected).description
    }
}
