import InsightsHTTP
import InsightsJSON

/// A request's JSON object, read as the service reads it (insights-api section 3.2).
///
/// Keys bind without regard to letter case, the last of several copies wins, explicit null means absent, texts lose
/// surrounding blanks, unknown keys are ignored, whole numbers may come as text (U47).
public struct RequestBody: Sendable {
    /// The values by their keys in lower case.
    private let values: [String: JSONValue]

    /// Reads the bytes of a body.
    ///
    /// - Throws: `ServiceError.invalidBody` with the place, if they are no JSON object.
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

    /// The value of a key, nil if it is missing or null.
    private func value(_ key: String) -> JSONValue? {
        guard let value = values[key.lowercased()], !value.isNull else { return nil }
        return value
    }

    /// A text without surrounding blanks; nil if it is missing, null or blank.
    ///
    /// - Throws: `ServiceError.invalidBody`, if the value is of another kind.
    public func text(_ key: String) throws(ServiceError) -> String? {
        switch value(key) {
        case nil: return nil
        case .string(let text):
            let trimmed = text.trimmingBlanks()
            return trimmed.isEmpty ? nil : trimmed
        case .some(let other): throw .invalidBody("\(key): expected a string, found \(other.kind)")
        }
    }

    /// A whole number, also one written as text; nil if it is missing or null.
    ///
    /// - Throws: `ServiceError.invalidReportParameters`, if the value is not a whole number.
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

    /// A truth value, also one written as text; nil if it is missing or null.
    ///
    /// - Throws: `ServiceError.invalidReportParameters` for anything else.
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
