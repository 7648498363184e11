/// One difference between the live service and the simulator.
package struct DriftFinding: Sendable, Equatable, Comparable, CustomStringConvertible {
    /// The severity of a difference, worst first.
    package enum Severity: String, Sendable, CaseIterable, Comparable {
        /// A different type or status, which breaks clients.
        case error
        /// The simulator shows something that the live service does not: a field, a word or a header field.
        case warning
        /// The live service shows something that the simulator does not.
        case info
        /// The register of known differences has an entry for it.
        case known

        /// Returns whether the left severity is worse, and so is listed first.
        package static func < (left: Severity, right: Severity) -> Bool {
            left.rank < right.rank
        }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
    }

    /// The severity; `.known` once a register entry matches.
    package var severity: Severity
    /// The responses that differ, such as `getDatasets (cmp) 200`, or the name of the case.
    package let responses: String
    /// The part of the responses that differs, such as `body value/*/datasetName`, `header date` or `call 2`.
    package let part: String
    /// The behaviour of the live service.
    package let live: String
    /// The behaviour of the simulator.
    package let simulator: String
    /// The identifier of the register entry that matches; nil if none does.
    package var registered: String?

    /// Orders findings by severity, then by responses and part.
    package static func < (left: DriftFinding, right: DriftFinding) -> Bool {
        (left.severity, left.responses, left.part, left.live) < (
            right.severity, right.responses, right.part, right.live
        )
    }

    /// The whole finding in one line.
    package var description: String {
        "\(severity.rawValue): \(responses) \(part): live \(live), simulator \(simulator)"
            + (registered.map { " (known: \($0))" } ?? "")
    }
}
