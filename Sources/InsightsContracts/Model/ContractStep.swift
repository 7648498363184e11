package import InsightsAPI
package import InsightsJSON

/// One step of a contract.
package struct ContractStep: Sendable {
    /// The action of a step.
    package enum Action: Sendable {
        /// Calls a named operation; `${...}` in the arguments is replaced.
        case call(Operation, arguments: JSONObject)
        /// Moves the clock forward by an ISO 8601 duration, given as a template.
        case advance(by: String)
        /// Moves the clock to an instant, given as a template.
        case setClock(to: String)
        /// Sets the simulator's fault plan; null removes it.
        case faults(JSONValue)
        /// Takes the callbacks received since the last such step.
        case receiveCallbacks

        /// Whether the action changes anything at the service.
        package var writes: Bool {
            switch self {
            case .call(let operation, let arguments): operation.writes(arguments)
            case .advance, .setClock, .faults, .receiveCallbacks: false
            }
        }
    }

    /// The action, repeated `repetitions` times.
    package let action: Action
    /// The purpose in a few words; nil if the action is clear without it.
    package let note: String?
    /// The caller: the name of an actor, `nobody` for no token, nil for the program's default principal.
    package let actor: String?
    /// The number of repetitions, at least 1; `${i}` counts them from 1.
    package let repetitions: Int
    /// The expectations of the response.
    package let expectation: ContractExpectation
    /// Expectations that are only assumed; a mismatch at a live service is reported and does not fail the case.
    package let assumption: ContractExpectation?
    /// The values to keep, by name: each is at a JSON pointer into the response body.
    package let captures: [(name: String, pointer: JSONPointer)]
}

/// The expectations of a response.
package struct ContractExpectation: Sendable {
    /// The accepted statuses; empty for any.
    package var statuses: [Int]
    /// The header fields and the matchers of their values.
    package var headers: [(name: String, matcher: Matcher)]
    /// The matcher of the body; nil for any body.
    package var body: Matcher?

    /// The expectation of every call without one: success, which is always 200 (S14, docs/sources.md).
    package static let success = ContractExpectation(statuses: [200], headers: [], body: nil)
}
