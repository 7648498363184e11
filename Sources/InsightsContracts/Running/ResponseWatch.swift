import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// A look at the header fields of every response of a case: those that all responses of one kind have.
struct ResponseWatch {
    /// Fields that proxies may add to, so that they are there more than once.
    private static let repeatable: Set<String> = ["set-cookie", "via", "vary", "cache-control", "server", "date"]

    /// The values that no other response of the case may have, by field.
    private var known: Set<String> = []
    /// The URL of the service, with which links begin; it may have a path.
    private let baseURL: String

    /// Creates a watch; nil for a contract with faults, which may change any response.
    init?(_ contract: Contract, baseURL: String) {
        guard !contract.hasFaults else { return nil }
        self.baseURL = baseURL
    }

    /// Returns the first field of a response that is not as every such response has it; nil for none.
    mutating func mismatch(in outcome: ContractResponse, to call: ContractCall) -> (field: String, Mismatch)? {
        guard let fields = outcome.headers, let (operation, promises) = FieldPromise.all(for: call, below: baseURL)
        else { return nil }
        let answer = FieldPromise.Answer(operation: operation, method: call.method, outcome: outcome)
        for promise in promises where promise.applies(answer) {
            let text = Self.text(of: promise.name, in: fields)
            guard let text, promise.accepts(text) else {
                return Self.mismatch(promise.name, expected: promise.expected, text)
            }
            guard !promise.isUnique || known.insert(text).inserted else {
                return Self.mismatch(promise.name, expected: "another value than each response before", text)
            }
        }
        return Self.repetition(in: fields)
    }

    /// Returns all values of a field, as HTTP joins them; nil for none.
    private static func text(of name: String, in fields: HTTPFields) -> String? {
        let values = fields.values(named: name)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    private static func mismatch(_ name: String, expected: String, _ text: String?) -> (field: String, Mismatch) {
        let actual = Matcher.shown(text.map(JSONValue.string))
        return (name, Mismatch(pointer: JSONPointer(), expected: expected, actual: actual))
    }

    /// Returns a field that is there twice, and is not a list that anyone on the way may extend.
    private static func repetition(in fields: HTTPFields) -> (field: String, Mismatch)? {
        var seen: Set<String> = []
        for field in fields.all {
            let name = field.name.lowercased()
            guard !seen.insert(name).inserted, !repeatable.contains(name) else { continue }
            return mismatch(field.name, expected: "the field once", text(of: name, in: fields))
        }
        return nil
    }
}
