package import InsightsHTTP
import InsightsJSON

/// The JSON object of a request, with the parsing rules of the service (insights-api section 3.2).
///
/// Keys are matched without regard to letter case. The last of several copies of a key wins. An explicit null means
/// absent, and surrounding whitespace of texts is removed. Unknown keys are ignored. Integers may be sent as text
/// (U47, docs/sources.md).
package struct RequestBody: Sendable {
    private let members: [JSONObject.Member]

    /// The keys as they were sent.
    var keys: [String] { members.map(\.key) }

    /// Parses the bytes of a body; `encoding` describes one that is not plain UTF-8, for the error.
    ///
    /// - Throws: `ServiceRefusal` with `invalidBody` and the location or the encoding, if they are not a JSON object.
    package init(parsing bytes: [UInt8], encoding: @autoclosure () -> String? = nil) throws(ServiceRefusal) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(bytes)
        } catch {
            if let encoding = encoding() {
                throw ServiceRefusal(
                    .invalidBody("expected JSON in UTF-8, found \(encoding)"), field: "body", found: encoding,
                    expected: "JSON in UTF-8 without a content coding")
            }
            let reason = InputError(place: "body", found: "no JSON (\(error))", expected: "a JSON object")
            throw ServiceRefusal(.invalidBody(error.description), reason)
        }
        guard let object = value.object else {
            throw ServiceRefusal(
                .invalidBody("expected a JSON object, found \(value.kind)"), field: "body", found: value.kind,
                expected: "a JSON object")
        }
        members = object.members
    }

    /// Returns the value of a key; nil if it is missing or null.
    private func value(_ key: String) -> JSONValue? {
        // A body has few members, so comparing all of them costs less than an index.
        guard let value = members.last(where: { $0.key.equalsIgnoringCase(key) })?.value else { return nil }
        if case .null = value { return nil }
        return value
    }

    /// Returns a text without surrounding whitespace; nil if it is missing, null or blank.
    ///
    /// - Throws: `ServiceRefusal` with `invalidBody` for a value that is not a string.
    package func text(_ key: String) throws(ServiceRefusal) -> String? {
        switch value(key) {
        case nil: return nil
        case .string(let text):
            let trimmed = text.trimmingBlanks()
            return trimmed.isEmpty ? nil : trimmed
        case .some(let other):
            throw ServiceRefusal(
                .invalidBody("\(key): expected a string, found \(other.kind)"), field: key, found: other.shown,
                expected: "a string")
        }
    }

    /// Returns an integer, which may be sent as text; nil if it is missing, null or blank.
    ///
    /// - Throws: `ServiceRefusal` with `invalidReportParameters` for a value that is not an integer.
    package func integer(_ key: String) throws(ServiceRefusal) -> Int? {
        switch value(key) {
        case nil: return nil
        case .number(let text), .string(let text):
            let trimmed = text.trimmingBlanks()
            if trimmed.isEmpty { return nil }
            guard let number = Int(trimmed) else { throw badParameter(key, "a whole number") }
            return number
        default: throw badParameter(key, "a whole number")
        }
    }

    /// Returns a Boolean value, which may be sent as text; nil if it is missing or null.
    ///
    /// - Throws: `ServiceRefusal` with `invalidReportParameters` for any other value.
    package func flag(_ key: String) throws(ServiceRefusal) -> Bool? {
        switch value(key) {
        case nil: return nil
        case .bool(let flag): return flag
        case .string(let text) where text.trimmingBlanks().lowercased() == "true": return true
        case .string(let text) where text.trimmingBlanks().lowercased() == "false": return false
        default: throw badParameter(key, "true or false")
        }
    }

    private func badParameter(_ key: String, _ expected: String) -> ServiceRefusal {
        ServiceRefusal(
            .invalidReportParameters, field: key, found: value(key)?.shown ?? "nothing", expected: expected)
    }
}

extension HTTPRequest {
    /// Parses the body; throws `ServiceRefusal` if it is not a JSON object in UTF-8.
    package func jsonBody() throws(ServiceRefusal) -> RequestBody {
        try RequestBody(parsing: body, encoding: unsupportedEncoding)
    }
}
