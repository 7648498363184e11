import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// The requirements of a contract on a target, besides the service itself.
struct ContractRequirements {
    /// The greatest number of changes that one step may make at a shared server.
    static let mostChanges = 20

    private let contract: Contract

    init(_ contract: Contract) {
        self.contract = contract
    }

    /// Whether the contract needs a callback receiver.
    var callbacks: Bool {
        all.contains { step in
            switch step.action {
            case .receiveCallbacks: true
            case .call(_, let arguments): Self.texts(.object(arguments)).contains { $0.contains("${callback}") }
            case .advance, .setClock, .faults: false
            }
        }
            || contract.variables.values.contains { values in
                values.values.contains { Self.texts($0).contains { $0.contains("${callback}") } }
            }
    }

    /// The reason why a server other than a simulator, perhaps with customer data, cannot run it; nil if it can.
    var reasonToSkip: String? {
        if contract.evidence.sources.contains("fixtures") || contract.tenant != nil {
            return "it needs the simulator's own data"
        }
        if !contract.settings.isEmpty { return "it needs settings of the simulator" }
        if contract.namesClock { return "it needs the clock at an instant" }
        if !contract.actors.isEmpty { return "it needs further applications or users" }
        if callbacks { return "it needs a receiver of callbacks" }
        // An account may run only a few reports at once per hour, and other contracts need one.
        if contract.steps.reduce(0, { $0 + ($1.action.runsAtOnce ? $1.repetitions : 0) }) > 1 {
            return "it runs more reports at the same time than a guest should"
        }
        for step in all {
            switch step.action {
            case .advance, .setClock: return "it moves the clock"
            case .faults: return "it needs faults"
            case .receiveCallbacks: return "it needs a receiver of callbacks"
            case .call(let operation, let arguments):
                if let reason = Self.reasonToSkip(operation, arguments) { return reason }
            }
            if step.action.writes, step.repetitions > Self.mostChanges { return "it makes more than a guest should" }
            if step.expectation.statuses.contains(429) { return "it asks for more than the service allows" }
        }
        return nil
    }

    private var all: [ContractStep] { contract.steps + contract.cleanUp }

    private static func reasonToSkip(_ operation: Operation, _ arguments: JSONObject) -> String? {
        guard operation == .other, operation.writes(arguments) else { return nil }
        // Several wrong passwords lock an account.
        if let password = arguments["form"]?.object?.value(caseInsensitively: "password"),
            password.string != "${password}"
        {
            return "it signs in with a wrong password"
        }
        // Only in JSON arguments can names be marked as belonging to this run.
        if let text = arguments["text"]?.string, (try? JSONParser.parse(Array(text.utf8))) != nil {
            return "it writes a text in which no name can be marked"
        }
        return nil
    }

    private static func texts(_ value: JSONValue) -> [String] {
        switch value {
        case .string(let text): [text]
        case .array(let elements): elements.flatMap(texts)
        case .object(let object): object.members.flatMap { texts($0.value) }
        case .null, .bool, .number: []
        }
    }
}

extension ContractStep.Action {
    /// Whether the step creates a report that runs immediately.
    fileprivate var runsAtOnce: Bool {
        guard case .call(.createReport, let arguments) = self else { return false }
        return arguments.value(caseInsensitively: "ExecuteNow")?.bool == true
    }
}

extension Operation {
    /// Returns whether a call changes anything at the service; a raw request does unless its method is safe.
    func writes(_ arguments: JSONObject) -> Bool {
        guard self == .other else { return writes }
        return !["GET", "HEAD", "OPTIONS"].contains(arguments["method"]?.string ?? "GET")
    }
}
