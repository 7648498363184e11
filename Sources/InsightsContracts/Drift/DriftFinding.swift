/// One difference between the live service and the simulator.
public struct DriftFinding: Sendable, Equatable, Comparable, CustomStringConvertible {
    /// How bad a difference is, worst first.
    public enum Severity: String, Sendable, CaseIterable, Comparable {
        /// A type or a status is another one: clients break.
        case error
        /// The simulator shows what the live service no longer does: a field, a word, a header field.
        case warning
        /// The live service shows something more.
        case info
        /// It stands in the register of known differences.
        case known

        /// Orders them as they are listed.
        public static func < (left: Severity, right: Severity) -> Bool {
            allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
        }
    }

    /// How bad it is.
    public var severity: Severity
    /// In which answers: `getDatasets (cmp) 200`, or in which case.
    public let answers: String
    /// Where in them: `body value/*/datasetName`, `header date`, `call 2`.
    public let part: String
    /// What the live service does.
    public let live: String
    /// What the simulator does.
    public let simulator: String
    /// The entry of the register that knows it; nil for none.
    public var registered: String?

    /// Orders by severity, then by answers and part.
    public static func < (left: DriftFinding, right: DriftFinding) -> Bool {
        (left.severity, left.answers, left.part, left.live) < (right.severity, right.answers, right.part, right.live)
    }

    /// All in one line.
    public var description: String {
        "\(severity.rawValue): \(answers) \(part): live \(live), simulator \(simulator)"
            + (registered.map { " (known: \($0))" } ?? "")
    }
}
