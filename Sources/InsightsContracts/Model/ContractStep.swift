public import InsightsAPI
public import InsightsJSON

/// One step of a contract.
public struct ContractStep: Sendable {
    /// What a step does.
    public enum Action: Sendable {
        /// Calls a named operation.
        case call(Operation, arguments: JSONObject)
        /// Moves the clock forward by an ISO 8601 duration, given as a template.
        case advance(by: String)
        /// Moves the clock to an instant, given as a template.
        case setClock(to: String)
        /// Has the simulator misbehave by a plan; null ends it.
        case faults(JSONValue)
        /// Looks at the callbacks that have come in since the last look.
        case receiveCallbacks

        /// Whether it changes anything at the service.
        public var writes: Bool {
            switch self {
            case .call(let operation, let arguments): operation.writes(arguments)
            case .advance, .setClock, .faults, .receiveCallbacks: false
            }
        }
    }

    /// What it does.
    public let action: Action
    /// What it is for, in a few words; nil where the action says it.
    public let note: String?
    /// Who does it: the name of an actor, `nobody` for no token, nil for the program's usual principal.
    public let actor: String?
    /// How often it is done; `${i}` counts from 1.
    public let repetitions: Int
    /// What must come of it.
    public let expectation: ContractExpectation
    /// What should come of it by assumption only: a live service that answers otherwise is reported, not failed.
    public let assumption: ContractExpectation?
    /// Values to keep, by name: a JSON pointer into the answer's body.
    public let captures: [(name: String, pointer: JSONPointer)]
}

/// What an answer must be like.
public struct ContractExpectation: Sendable {
    /// The statuses that will do; empty for any.
    public var statuses: [Int]
    /// Header fields and what their value must be like.
    public var headers: [(name: String, matcher: Matcher)]
    /// What the body must be like; nil for anything.
    public var body: Matcher?

    /// What every call without an expectation must bring: success, which is always 200 (S14).
    public static let success = ContractExpectation(statuses: [200], headers: [], body: nil)
}
