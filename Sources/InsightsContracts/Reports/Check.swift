/// One checked item and its outcome, independent of what checked it.
///
/// Contracts, report card rules and client calls are all reported as checks, so every report format works for them.
public struct Check: Sendable {
    /// The kinds of outcome, with their data.
    public enum Outcome: Sendable {
        /// The behaviour is as expected.
        case passed
        /// The behaviour is not as expected.
        case failed(CheckFinding)
        /// The behaviour is not as expected, but the expectation is only assumed, so the run does not fail.
        case reported(CheckFinding)
        /// The item was not checked, because the target cannot do what the check needs.
        case skipped(reason: String)
        /// The item could not be checked, although it should have been.
        case broken(reason: String)

        /// The kind of outcome without its data.
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
        /// As expected.
        case passed
        /// Not as expected.
        case failed
        /// Not as expected, but only assumed.
        case reported
        /// Deliberately not checked.
        case skipped
        /// Not checked because of an error.
        case broken
    }

    /// The name, which is unique within a report.
    public var id: String
    /// The group, such as the area of a contract; empty for none.
    public var group: String
    /// The expected behaviour in one sentence.
    public var title: String
    /// The evidence for the expectation, or the observation; empty for none.
    public var evidence: String
    /// Further properties, by name.
    public var properties: [(name: String, value: String)]
    /// The outcome of the check.
    public var outcome: Outcome
    /// The duration of the check, in seconds.
    public var seconds: Double
    /// The file that defines the check; nil for none.
    public var file: String?
    /// The file as an annotation names it; nil if it is not one of the user's sources.
    public var annotatedFile: String?
    /// Whether a baseline has the failure, so that the check is only reported.
    public var isKnownFailure = false
    /// The command that repeats only this check; nil for none.
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

/// A deviation from the expected behaviour.
public struct CheckFinding: Sendable, Equatable {
    /// The whole finding in one line.
    public var message: String
    /// The place of the finding, such as a step and the part of its response; nil if the message includes it.
    public var place: String?
    /// The place of the first difference within that part, as a JSON pointer; nil or empty for the whole part.
    public var pointer: String?
    /// The expected value; nil if the message includes it.
    public var expected: String?
    /// The actual value; nil if the message includes it.
    public var actual: String?
    /// Further remarks, such as the service's message.
    public var remarks: [String]
    /// The request as a shell command line without secrets; nil for none.
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

    /// The parts of the finding, each with its label, in reading order.
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
