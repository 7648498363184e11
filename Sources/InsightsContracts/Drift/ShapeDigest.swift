public import InsightsAPI
import InsightsHTTP
public import InsightsJSON

/// What a service's answers look like, without anything they say: what a later run is compared with.
///
/// Types, presence, enumerated words, names of header fields, statuses and error numbers: no customer's data and no secret
/// can get in, because nothing else is ever taken over.
public struct ShapeDigest: Sendable {
    /// The version of the form.
    static let formatVersion = 1

    /// Answers of one kind: an operation of a program with a status.
    struct Kind: Hashable, Comparable, Sendable {
        let operation: String
        let program: String
        let status: Int

        static func < (left: Kind, right: Kind) -> Bool {
            (left.operation, left.program, left.status) < (right.operation, right.program, right.status)
        }
    }

    /// What answers of one kind look like.
    struct Answers: Sendable {
        var count = 0
        var headers: Set<String> = []
        var errorCodes: Set<Int> = []
        var shape = ValueShape()
    }

    /// The edition of the cases.
    public let edition: Edition
    private(set) var answers: [Kind: Answers] = [:]
    /// The statuses of each case's calls, in order.
    private(set) var statuses: [String: [Int]] = [:]

    /// Header fields of the connection and of how a message is framed: they come from whoever carried it, not from the service.
    private static let framing: Set<String> = ["connection", "content-length", "keep-alive", "transfer-encoding"]

    /// Creates an empty digest.
    public init(edition: Edition) {
        self.edition = edition
    }

    /// Takes in an answer.
    public mutating func add(_ item: ContractCase, _ call: ContractCall, _ outcome: ContractResponse) {
        statuses[item.id, default: []].append(outcome.status)
        let kind = Kind(
            operation: call.operation.callName, program: item.program.rawValue, status: outcome.status)
        var entry = answers[kind] ?? Answers()
        entry.count += 1
        let names = (outcome.headers?.all ?? []).map { $0.name.lowercased() }
        entry.headers.formUnion(names.filter { FieldName.isName($0) && !Self.framing.contains($0) })
        for code in outcome.body["error_codes"]?.array ?? [] {
            if let number = code.integer, (1...99_999_999).contains(number) { entry.errorCodes.insert(number) }
        }
        // A download's body is the customer's data: not even its form is looked at. Requests may ask for anything.
        if call.operation != .download, call.operation != .other {
            entry.shape.add(outcome.body, rowsAreOpaque: call.operation == .testQuery)
        }
        answers[kind] = entry
    }

    /// The cases that were run.
    public var caseNames: [String] { statuses.keys.sorted() }

    /// The digest as JSON.
    public var json: JSONValue {
        .object([
            "formatVersion": .integer(Self.formatVersion), "edition": .string(edition.rawValue),
            "cases": .object(
                JSONObject(
                    caseNames.map { .init($0, .array((statuses[$0] ?? []).map(JSONValue.integer))) })),
            "answers": .array(answers.keys.sorted().map { Self.json($0, answers[$0] ?? Answers()) }),
        ])
    }

    private static func json(_ kind: Kind, _ answers: Answers) -> JSONValue {
        .object([
            "operation": .string(kind.operation), "program": .string(kind.program), "status": .integer(kind.status),
            "headers": .array(answers.headers.sorted().map(JSONValue.string)),
            "errorCodes": .array(answers.errorCodes.sorted().map(JSONValue.integer)), "body": answers.shape.json,
        ])
    }
}
