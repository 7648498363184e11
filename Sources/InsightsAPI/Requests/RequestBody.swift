import InsightsJSON

/// A request's JSON object, read as the service reads it (insights-api section 3.2).
///
/// Keys bind without regard to letter case, the last of several copies wins, explicit null means absent, texts lose
/// surrounding blanks, unknown keys are ignored, whole numbers may come as text (U47).
public struct RequestBody: Sendable {
    /// The values by their keys in lower case.
    private let values: [String: JSONValue]
    /// The keys as they were sent.
    let keys: [String]

    /// Reads the bytes of a body.
    ///
    /// - Throws: `ServiceRefusal` with `invalidBody` and the place, if they are no JSON object.
    public init(parsing bytes: [UInt8]) throws(ServiceRefusal) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(bytes)
        } catch {
            let reason = InputError(place: "body", found: "no JSON (\(error))", expected: "a JSON object")
            throw ServiceRefusal(.invalidBody(error.description), reason)
        }
        guard let object = value.object else {
            throw ServiceRefusal(
                .invalidBody("expected a JSON object, found \(value.kind)"), field: "body", found: value.kind,
                expected: "a JSON object")
        }
        values = Dictionary(object.members.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
        keys = object.keys
    }

    /// The value of a key, nil if it is missing or null.
    private func value(_ key: String) -> JSONValue? {
        guard let value = values[key.lowercased()], !value.isNull else { return nil }
        return value
    }

    /// A text without surrounding blanks; nil if it is missing, null or blank.
    ///
    /// - Throws: `ServiceRefusal` with `invalidBody`, if the value is of another kind.
    public func text(_ key: String) throws(ServiceRefusal) -> String? {
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

    /// A whole number, also one written as text; nil if it is missing or null.
    ///
    /// - Throws: `ServiceRefusal` with `invalidReportParameters`, if the value is not a whole number.
    public func integer(_ key: String) throws(ServiceRefusal) -> Int? {
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

    /// A truth value, also one written as text; nil if it is missing or null.
    ///
    /// - Throws: `ServiceRefusal` with `invalidReportParameters` for anything else.
    public func flag(_ key: String) throws(ServiceRefusal) -> Bool? {
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
