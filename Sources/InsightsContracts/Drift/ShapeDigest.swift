package import InsightsAPI
import InsightsHTTP
package import InsightsJSON

/// The shape of a service's responses without their values, for comparison with a later run.
///
/// It records types, presence, enumerated words, header field names, statuses and error numbers. It copies nothing
/// else, so it cannot contain a customer's data or a secret.
package struct ShapeDigest: Sendable {
    /// The version of the digest's JSON format.
    static let formatVersion = 1

    /// A kind of response: an operation of a program with a status.
    struct Kind: Hashable, Comparable, Sendable {
        let operation: String
        let program: String
        let status: Int

        static func < (left: Kind, right: Kind) -> Bool {
            (left.operation, left.program, left.status) < (right.operation, right.program, right.status)
        }
    }

    /// The shape of all responses of one kind.
    struct RecordedResponses: Sendable {
        var count = 0
        var headers: Set<String> = []
        var errorCodes: Set<Int> = []
        var shape = ValueShape()
    }

    /// The edition of the recorded cases.
    package let edition: Edition
    private(set) var responses: [Kind: RecordedResponses] = [:]
    /// The statuses of each case's calls, in order, by the name of the case.
    private(set) var statuses: [String: [Int]] = [:]

    /// Creates an empty digest.
    package init(edition: Edition) {
        self.edition = edition
    }

    /// Adds the response to a call of a case.
    package mutating func add(_ item: ContractCase, _ call: ContractCall, _ outcome: ContractResponse) {
        statuses[item.id, default: []].append(outcome.status)
        let kind = Kind(
            operation: call.operation.callName, program: item.program.rawValue, status: outcome.status)
        var entry = responses[kind] ?? RecordedResponses()
        entry.count += 1
        let names = (outcome.headers?.all ?? []).map { $0.name.lowercased() }
        entry.headers.formUnion(names.filter { FieldName.isName($0) && !HTTPFields.ofConnection.contains($0) })
        for code in outcome.body["error_codes"]?.array ?? [] {
            if let number = code.integer, (1...99_999_999).contains(number) { entry.errorCodes.insert(number) }
        }
        // The body of a download is the customer's data, and a raw request may ask for anything: record neither shape.
        if call.operation != .download, call.operation != .other {
            entry.shape.add(outcome.body, rowsAreOpaque: call.operation == .testQuery)
        }
        responses[kind] = entry
    }

    /// Whether no response was added.
    package var isEmpty: Bool { responses.isEmpty }

    /// The names of the recorded cases, sorted.
    package var caseNames: [String] { statuses.keys.sorted() }

    /// The digest in its JSON format, with sorted keys.
    package var json: JSONValue {
        .object([
            "formatVersion": .integer(Self.formatVersion), "edition": .string(edition.rawValue),
            "cases": .object(
                JSONObject(
                    caseNames.map { .init($0, .array((statuses[$0] ?? []).map(JSONValue.integer))) })),
            "answers": .array(responses.keys.sorted().map { Self.json($0, responses[$0] ?? RecordedResponses()) }),
        ])
    }

    private static func json(_ kind: Kind, _ responses: RecordedResponses) -> JSONValue {
        .object([
            "operation": .string(kind.operation), "program": .string(kind.program), "status": .integer(kind.status),
            "headers": .array(responses.headers.sorted().map(JSONValue.string)),
            "errorCodes": .array(responses.errorCodes.sorted().map(JSONValue.integer)), "body": responses.shape.json,
        ])
    }
}
