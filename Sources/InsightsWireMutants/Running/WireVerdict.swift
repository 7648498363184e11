/// The verdict on a mutant.
package struct WireVerdict: Sendable {
    /// The outcomes, with their data.
    package enum Outcome: Sendable {
        /// A case failed.
        case killed(by: String, reason: String)
        /// No case failed, though some had a changed request or answer: their contracts, the likeliest first.
        case survived(seenBy: [String])
        /// It changed nothing in any case.
        case notApplicable
        /// The time was up.
        case notJudged
    }

    /// The mutant.
    package let mutant: WireMutant
    /// The outcome of its trials.
    package let outcome: Outcome

    /// Whether no case found it out.
    package var isSurvivor: Bool { if case .survived = outcome { true } else { false } }
}
