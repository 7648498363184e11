/// One thing that was checked and what came of it, whoever checked it.
///
/// Contracts, the rules of a report card and the calls of a client are all reported as checks, so that every report
/// format serves them all.
public struct Check: Sendable {
    /// The kinds of outcome.
    public enum Outcome: Sendable {
        /// It is as it should be.
        case passed
        /// It is not.
        case failed(CheckFinding)
        /// It is not, but need not be: what is only assumed.
        case reported(CheckFinding)
        /// It was not looked at.
        case skipped(reason: String)
        /// It could not be looked at, though it should have been.
        case broken(reason: String)

        /// The kind without its data.
        public var kind: Kind {
            switch self {
            case .passed: .passed
            case .failed: .failed
            case .reported: .reported
            case .skipped: .skipped
            case .broken: .broken
            }
        }
    }

    /// The kinds of outcome by name, as reports write and count them.
    public enum Kind: String, Sendable, CaseIterable {
        case passed
        case failed
        case reported
        case skipped
        case broken
    }

    /// What it is called; no two checks of a report share a name.
    public var id: String
    /// What it belongs to, such as the area of a contract; empty for nothing in particular.
    public var group: String
    /// What is checked, in one sentence.
    public var title: String
    /// How well it is known that it should be so, or what was seen; empty for nothing.
    public var evidence: String
    /// What else is known about it, by name.
    public var properties: [(name: String, value: String)]
    /// What came of it.
    public var outcome: Outcome
    /// How long it took, in seconds.
    public var seconds: Double
    /// The file that says what is checked; nil for none.
    public var file: String?
    /// The command that checks just this; nil for none.
    public var command: String?

    /// Creates a check.
    public init(
        id: String, group: String, title: String, evidence: String = "",
        properties: [(name: String, value: String)] = [], outcome: Outcome, seconds: Double = 0, file: String? = nil,
        command: String? = nil
    ) {
        self.id = id
        self.group = group
        self.title = title
        self.evidence = evidence
        self.properties = properties
        self.outcome = outcome
        self.seconds = seconds
        self.file = file
        self.command = command
    }
}

/// What is not as it should be.
public struct CheckFinding: Sendable, Equatable {
    /// All of it in one line.
    public var message: String
    /// Where it was seen, such as a step and the part of its answer; nil where the message says it.
    public var place: String?
    /// The place of the first difference within that part, a JSON pointer; nil or empty for the whole.
    public var pointer: String?
    /// What should have been there; nil where the message says it.
    public var expected: String?
    /// What was there; nil where the message says it.
    public var actual: String?
    /// What was said along with it.
    public var remarks: [String]
    /// The request as a line for a shell, without secrets; nil for none.
    public var request: String?

    /// Creates a finding.
    public init(
        message: String, place: String? = nil, pointer: String? = nil, expected: String? = nil, actual: String? = nil,
        remarks: [String] = [], request: String? = nil
    ) {
        self.message = message
        self.place = place
        self.pointer = pointer
        self.expected = expected
        self.actual = actual
        self.remarks = remarks
        self.request = request
    }

    /// What it consists of, each part with its label, in the order in which people read it.
    var lines: [(label: String, text: String)] {
        var lines: [(String, String)] = []
        if let place {
            lines.append(("at", [place, pointer ?? ""].filter { !$0.isEmpty }.joined(separator: " ")))
        }
        if let expected { lines.append(("expected", expected)) }
        if let actual { lines.append(("actual", actual)) }
        if lines.isEmpty { lines.append(("found", message)) }
        lines += remarks.map { ("remark", $0) }
        if let request { lines.append(("request", request)) }
        return lines
    }
}
