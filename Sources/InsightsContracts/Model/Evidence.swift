/// The evidence that the service behaves as a contract says.
public struct Evidence: Sendable, Equatable {
    /// The kinds of evidence, best first.
    public enum Class: String, Sendable, CaseIterable {
        /// An exchange with the live service is recorded.
        case observed
        /// A published document describes the behaviour.
        case documented
        /// No source describes the behaviour; the contract makes a reasonable choice.
        case assumed
    }

    /// The class of the evidence.
    public var kind: Class
    /// The year, month or day of the recording, such as `2023-01`; nil unless the class is `observed`.
    public var date: String?
    /// The sources: a seed (`seed 002`), a fact (`S14`), a page (`cmp faq`), a contradiction (`C1`), an open point
    /// (`U8`).
    public var sources: [String]

    /// Creates evidence without checking the date or the sources.
    public init(_ kind: Class, date: String? = nil, sources: [String]) {
        self.kind = kind
        self.date = date
        self.sources = sources
    }
}
