import InsightsAPI
import InsightsJSON

/// The folder and command that the checks of a contract run refer to.
public struct ContractReferences: Sendable {
    /// The folder of the contract files, as reports name it.
    public var folder: String
    /// The command that runs contracts, with the options that chose the target; nil if there is none.
    public var command: String?
    /// The folder as annotations name it; nil if it is not one of the user's sources.
    public var annotatedFolder: String?

    /// Creates references; the defaults are the folder `contracts`, the command of a run without options, and
    /// annotations without files.
    public init(
        folder: String = "contracts", command: String? = "insights-sim contracts run", annotatedFolder: String? = nil
    ) {
        self.folder = folder
        self.command = command
        self.annotatedFolder = annotatedFolder
    }
}

extension CheckReport {
    /// Creates a report of contract results; `seconds` is the duration of the run.
    public init(
        _ results: [ContractResult], subject: String, seconds: Double,
        references: ContractReferences = ContractReferences()
    ) {
        self.init(
            suite: "contracts", subject: subject, checks: results.map { Check($0, references) }, seconds: seconds)
    }
}

extension Check {
    /// Creates a check from the result of a case.
    public init(_ result: ContractResult, _ references: ContractReferences = ContractReferences()) {
        let contract = result.item.contract
        var properties = [
            (name: "class", value: contract.evidence.kind.rawValue),
            (name: "sources", value: contract.evidence.sources.joined(separator: ", ")),
            (name: "program", value: result.item.program.rawValue),
            (name: "edition", value: result.item.edition.rawValue),
        ]
        if let difference = contract.difference {
            properties.append(("difference", "\(difference)"))
        }
        self.init(
            id: result.item.id, group: contract.area, title: contract.title, evidence: "\(contract.evidence)",
            properties: properties, outcome: Outcome(result.verdict), seconds: result.seconds,
            file: "\(references.folder)/\(contract.id).json",
            command: references.command.map { command in
                let edition = result.item.edition == .year2021 ? "" : " --edition \(result.item.edition.rawValue)"
                return "\(command) \(contract.name) --program \(result.item.program)\(edition)"
            })
        annotatedFile = references.annotatedFolder.map { "\($0)/\(contract.id).json" }
    }
}

extension Check.Outcome {
    fileprivate init(_ verdict: ContractResult.Verdict) {
        switch verdict {
        case .passed: self = .passed
        case .failed(let failure): self = .failed(CheckFinding(failure))
        case .reported(let failure): self = .reported(CheckFinding(failure))
        case .skipped(let reason): self = .skipped(reason: reason)
        case .broken(let reason): self = .broken(reason: reason)
        }
    }
}

extension CheckFinding {
    fileprivate init(_ failure: ContractFailure) {
        let times = failure.repetition > 1 ? ", time \(failure.repetition)" : ""
        self.init(
            message: failure.description, place: "step \(failure.step)\(times), \(failure.action): \(failure.part)",
            pointer: Matcher.shortened(failure.mismatch.pointer.description), expected: failure.mismatch.expected,
            actual: failure.mismatch.actual, remarks: failure.remarks, request: failure.curl)
    }
}

extension Evidence: CustomStringConvertible {
    /// The class, date and sources in one line, such as `documented: seed 002, S18`.
    public var description: String {
        "\(kind.rawValue)\(date.map { " \($0)" } ?? ""): \(sources.joined(separator: ", "))"
    }
}

extension ContractResult {
    /// The problem in several lines, for test messages; nil if the case passed, was skipped or was only reported.
    public var problem: String? {
        switch verdict {
        case .failed, .broken: TerminalFormat().block(Check(self))
        case .passed, .reported, .skipped: nil
        }
    }
}
