import InsightsHTTP
import InsightsJSON

/// The JSON object of a request, with the parsing rules of the service (insights-api section 3.2).
///
/// Keys are matched without regard to letter case. The last of several copies of a key wins. An explicit null means
/// absent, and surrounding whitespace of texts is removed. Unknown keys are ignored. Integers may be sent as text
/// (U47, docs/sources.md).
public struct RequestBody: Sendable {
    /// The values by key in lower case.
    private let values: [String: JSONValue]

    /// Parses the bytes of a body.
    ///
    /// - Throws: `ServiceError.invalidBody` with the location, if they are not a JSON object.
    public init(parsing bytes: [UInt8]) throws(ServiceError) {
        do {
            let value = try JSONParser.parse(bytes)
            guard let object = value.object else {
                throw ServiceError.invalidBody("expected a JSON object, found \(value.kind)")
            }
            values = Dictionary(object.members.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
        } catch let error as JSONError {
            throw .invalidBody(error.description)
        } catch let error as ServiceError {
            throw error
        } catch {
            throw .invalidBody("not JSON")
        }
    }

    /// Returns the value of a key; nil if it is missing or null.
    private func value(_ key: String) -> JSONValue? {
        guard let value = values[key.lowercased()], !value.isNull else { return nil }
        return value
    }

    /// Returns a text without surrounding whitespace; nil if it is missing, null or blank.
    ///
    /// - Throws: `ServiceError.invalidBody` for a value that is not a string.
    public func text(_ key: String) throws(ServiceError) -> String? {
        switch value(key) {
        case nil: return nil
        case .string(let text):
            let trimmed = text.trimmingBlanks()
            return trimmed.isEmpty ? nil : trimmed
        case .some(let other): throw .invalidBody("\(key): expected a string, found \(other.kind)")
        }
    }

    /// Returns an integer, which may be sent as text; nil if it is missing, null or blank.
    ///
    /// - Throws: `ServiceError.invalidReportParameters` for a value that is not an integer.
    public func integer(_ key: String) throws(ServiceError) -> Int? {
        switch value(key) {
        case nil: return nil
        case .number(let text), .string(let text):
            let trimmed = text.trimmingBlanks()
            if trimmed.isEmpty { return nil }
            guard let number = Int(trimmed) else { throw .invalidReportParameters }
            return number
        default: throw .invalidReportParameters
        }
    }

    /// Returns a Boolean value, which may be sent as text; nil if it is missing or null.
    ///
    /// - Throws: `ServiceError.invalidReportParameters` for any other value.
    public func flag(_ key: String) throws(ServiceError) -> Bool? {
        switch value(key) {
        case nil: return nil
        case .bool(let flag): return flag
        case .string(let text) where text.trimmingBlanks().lowercased() == "true": return true
        case .string(let text) where text.trimmingBlanks().lowercased() == "false": return false
        default: throw .invalidReportParameters
        }
    }
}
