import InsightsAPI
import InsightsJSON

/// The description of a step in messages, and its position.
struct StepDescription {
    let place: (step: Int, repetition: Int)
    let step: ContractStep
    /// The values of the names in the step.
    let bindings: Variables
    /// Hides secrets in the description.
    let redaction: ContractRedaction

    func failure(
        _ part: String, _ mismatch: Mismatch, remarks: [String] = [], curl: String? = nil
    ) -> ContractFailure {
        ContractFailure(
            step: place.step, repetition: place.repetition, action: action, part: part, mismatch: mismatch,
            remarks: remarks, curl: curl)
    }

    private var action: String {
        let action =
            switch step.action {
            case .call(.other, let arguments):
                "\(arguments["method"]?.string ?? "") \(arguments["path"]?.string ?? "")"
            case .call(let operation, _): operation.callName
            case .advance(let duration): "advance \(duration)"
            case .setClock(let instant): "set clock \(instant)"
            case .faults: "faults"
            case .receiveCallbacks: "callbacks"
            }
        let resolved = Matcher.shortened(redaction.hidden((try? bindings.text(action)) ?? action))
        return step.note.map { "\(resolved) (\($0))" } ?? resolved
    }
}

extension ContractStep {
    /// Whether the step has a response to judge.
    var isJudged: Bool {
        switch action {
        case .call, .receiveCallbacks: true
        case .advance, .setClock, .faults: false
        }
    }
}
