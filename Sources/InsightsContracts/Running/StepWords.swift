import InsightsJSON

/// What a step is called in messages, and where it stands.
struct StepWords {
    let step: Int
    let repetition: Int
    let action: String

    func failure(
        _ part: String, _ mismatch: Mismatch, remarks: [String] = [], curl: String? = nil
    ) -> ContractFailure {
        ContractFailure(
            step: step, repetition: repetition, action: action, part: part, mismatch: mismatch, remarks: remarks,
            curl: curl)
    }
}

extension ContractStep {
    func words(at place: (step: Int, repetition: Int)) -> StepWords {
        StepWords(step: place.step, repetition: place.repetition, action: actionWords)
    }

    private var actionWords: String {
        let action =
            switch self.action {
            case .call(.request, let arguments):
                "\(arguments["method"]?.string ?? "") \(arguments["path"]?.string ?? "")"
            case .call(let operation, _): operation.rawValue
            case .advance(let duration): "advance \(duration)"
            case .setClock(let instant): "set clock \(instant)"
            case .faults: "faults"
            case .receiveCallbacks: "callbacks"
            }
        return note.map { "\(action) (\($0))" } ?? action
    }

    /// Whether something is asked of what comes of it.
    var isJudged: Bool {
        switch action {
        case .call, .receiveCallbacks: true
        case .advance, .setClock, .faults: false
        }
    }
}
