import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension ContractStep {
    /// The caller that sends no token.
    static let nobody = "nobody"
    /// The greatest number of repetitions of a step.
    static let mostRepetitions = 1000

    private static let callKeys = ["note", "do", "with", "as", "repeat", "expect", "assume", "capture"]
    private static let otherActions = ["advance", "setClock", "faults", "receive"]

    init(_ value: JSONValue, at place: JSONPlace) throws(InputError) {
        let reader = try StrictJSONReader(value, at: place, keys: Self.callKeys + Self.otherActions)
        let actions = (["do"] + Self.otherActions).filter { reader.object[$0] != nil }
        guard let action = actions.first, actions.count == 1 else {
            throw InputError(
                place.inputPlace, found: actions.isEmpty ? "no action" : actions.joined(separator: " and "),
                expected: "one of do, " + Self.otherActions.joined(separator: ", "))
        }
        note = try reader.string("note")
        actor = try reader.string("as")
        repetitions = try reader.integer("repeat", in: 1...Self.mostRepetitions) ?? 1
        switch action {
        case "do":
            let name = try reader.requiredString("do")
            guard let operation = Operation(name: name), Operation.callable.contains(operation) else {
                throw reader.mismatch("do", Operation.callable.map(\.callName).joined(separator: ", "))
            }
            let arguments = try reader.members("with") ?? [:]
            try Self.check(arguments, of: operation, reader)
            self.action = .call(operation, arguments: arguments)
        case "advance": self.action = .advance(by: try reader.requiredString("advance"))
        case "setClock": self.action = .setClock(to: try reader.requiredString("setClock"))
        case "faults": self.action = .faults(reader.object["faults"] ?? .null)
        default:
            guard try reader.string("receive") == "callbacks" else { throw reader.mismatch("receive", "callbacks") }
            self.action = .receiveCallbacks
        }
        try Self.checkKeys(of: action, reader)
        assumption = try reader.object["assume"].map { (value) throws(InputError) in
            try ContractExpectation(value, at: reader.at("assume"), usualStatuses: [])
        }
        if let value = reader.object["expect"] {
            expectation = try ContractExpectation(
                value, at: reader.at("expect"), usualStatuses: action == "do" ? [200] : [])
        } else {
            expectation =
                action == "do" && assumption == nil
                ? .success : ContractExpectation(statuses: [], headers: [], body: nil)
        }
        captures = try (reader.members("capture") ?? [:]).members.map { (member) throws(InputError) in
            guard let pointer = member.value.string.flatMap(JSONPointer.init(parsing:)) else {
                throw InputError(
                    reader.at("capture").member(member.key).inputPlace,
                    found: member.value.shown, expected: "a JSON pointer such as /value/0/queryId")
            }
            return (member.key, pointer)
        }
    }

    /// Checks that an action without a request or a response has no key about them.
    private static func checkKeys(of action: String, _ reader: StrictJSONReader) throws(InputError) {
        let (keys, lack): ([String], String) =
            switch action {
            case "do": ([], "")
            case "receive": (["with", "as"], "request")
            default: (["with", "as", "expect", "assume", "capture"], "response")
            }
        guard let key = keys.first(where: { reader.object[$0] != nil }) else { return }
        throw reader.mismatch(key, "nothing: '\(action)' has no \(lack)")
    }

    /// Checks the arguments that an operation requires and, for raw requests, that no others are present.
    private static func check(
        _ arguments: JSONObject, of operation: Operation, _ reader: StrictJSONReader
    ) throws(InputError) {
        let place = reader.at("with")
        switch operation {
        case .other:
            let inner = try StrictJSONReader(
                .object(arguments), at: place, keys: ["method", "path", "headers", "json", "form", "text"])
            _ = try inner.requiredString("method")
            _ = try inner.requiredString("path")
            for member in try inner.members("headers")?.members ?? [] {
                // Values are checked when variables are inserted.
                do throws(HTTPFieldError) {
                    _ = try HTTPFields(checking: [(member.key, "")])
                } catch {
                    throw inner.mismatch("headers", "names of header fields; \(error)")
                }
            }
            guard ["json", "form", "text"].filter({ arguments[$0] != nil }).count <= 1 else {
                throw InputError(
                    place.inputPlace, found: "several contents", expected: "one of json, form, text")
            }
        case .download:
            _ = try StrictJSONReader(.object(arguments), at: place, keys: ["link"]).requiredString("link")
        case .token:
            _ = try StrictJSONReader(.object(arguments), at: place, keys: [])
        default:
            if let key = operation.identifier, arguments[key] == nil {
                throw InputError(
                    place.inputPlace, found: "no \(key)", expected: "\(key), which is part of the address")
            }
        }
    }
}

extension ContractExpectation {
    init(_ value: JSONValue, at place: JSONPlace, usualStatuses: [Int]) throws(InputError) {
        let reader = try StrictJSONReader(value, at: place, keys: ["status", "headers", "body"])
        switch reader.object["status"] {
        case nil: statuses = usualStatuses
        case .number(let text)?:
            guard let status = Int(text), (100...599).contains(status) else {
                throw reader.mismatch("status", "100 to 599")
            }
            statuses = [status]
        case .array(let elements)? where !elements.isEmpty && elements.allSatisfy { $0.integer != nil }:
            statuses = elements.compactMap(\.integer)
        default: throw reader.mismatch("status", "a status, or an array of several")
        }
        headers = try (reader.members("headers") ?? [:]).members.map { (member) throws(InputError) in
            (member.key, try Matcher(member.value, at: reader.at("headers").member(member.key)))
        }
        body = try reader.object["body"].map { (value) throws(InputError) in
            try Matcher(value, at: reader.at("body"))
        }
    }
}
