import InsightsAPI
import InsightsJSON

extension ContractStep {
    /// The caller that sends no token.
    static let nobody = "nobody"
    /// The greatest number of repetitions of a step.
    static let mostRepetitions = 1000

    private static let callKeys = ["note", "do", "with", "as", "repeat", "expect", "assume", "capture"]
    private static let otherActions = ["advance", "setClock", "faults", "receive"]

    init(_ value: JSONValue, at place: JSONPointer) throws(ContractError) {
        let reader = try ContractReader(value, at: place, keys: Self.callKeys + Self.otherActions)
        let actions = (["do"] + Self.otherActions).filter { reader.object[$0] != nil }
        guard let action = actions.first, actions.count == 1 else {
            throw ContractError(
                place: place.description, found: actions.isEmpty ? "no action" : actions.joined(separator: " and "),
                accepted: "one of do, " + Self.otherActions.joined(separator: ", "))
        }
        note = try reader.string("note")
        actor = try reader.string("as")
        repetitions = try reader.integer("repeat", in: 1...Self.mostRepetitions) ?? 1
        switch action {
        case "do":
            let name = try reader.requiredString("do")
            guard let operation = ContractOperation(rawValue: name) else {
                throw reader.mismatch("do", ContractOperation.allCases.map(\.rawValue).joined(separator: ", "))
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
        let isJudged = action == "do" || action == "receive"
        if !isJudged,
            let key = ["with", "as", "expect", "assume", "capture"].first(where: { reader.object[$0] != nil })
        {
            throw reader.mismatch(key, "nothing: '\(action)' has no answer")
        }
        assumption = try reader.object["assume"].map { (value) throws(ContractError) in
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
        captures = try (reader.members("capture") ?? [:]).members.map { (member) throws(ContractError) in
            guard let pointer = member.value.string.flatMap(JSONPointer.init(parsing:)) else {
                throw ContractError(
                    place: reader.at("capture").appending(member.key).description,
                    found: Matcher.shown(member.value), accepted: "a JSON pointer such as /value/0/queryId")
            }
            return (member.key, pointer)
        }
    }

    /// Checks the arguments that an operation requires and, for raw requests, that no others are present.
    private static func check(
        _ arguments: JSONObject, of operation: ContractOperation, _ reader: ContractReader
    ) throws(ContractError) {
        let place = reader.at("with")
        switch operation {
        case .request:
            let inner = try ContractReader(
                .object(arguments), at: place, keys: ["method", "path", "headers", "json", "form", "text"])
            _ = try inner.requiredString("method")
            _ = try inner.requiredString("path")
            guard ["json", "form", "text"].filter({ arguments[$0] != nil }).count <= 1 else {
                throw ContractError(
                    place: place.description, found: "several contents", accepted: "one of json, form, text")
            }
        case .download:
            _ = try ContractReader(.object(arguments), at: place, keys: ["link"]).requiredString("link")
        case .getToken:
            _ = try ContractReader(.object(arguments), at: place, keys: [])
        default:
            if let key = operation.service?.identifier, arguments[key] == nil {
                throw ContractError(
                    place: place.description, found: "no \(key)", accepted: "\(key), which stands in the address")
            }
        }
    }
}

extension ContractExpectation {
    init(_ value: JSONValue, at place: JSONPointer, usualStatuses: [Int]) throws(ContractError) {
        let reader = try ContractReader(value, at: place, keys: ["status", "headers", "body"])
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
        headers = try (reader.members("headers") ?? [:]).members.map { (member) throws(ContractError) in
            (member.key, try Matcher(member.value, at: reader.at("headers").appending(member.key)))
        }
        body = try reader.object["body"].map { (value) throws(ContractError) in
            try Matcher(value, at: reader.at("body"))
        }
    }
}
