/// How well it is known that the service behaves as a contract says.
public struct Evidence: Sendable, Equatable {
    /// The kinds of evidence, best first.
    public enum Class: String, Sendable, CaseIterable {
        /// An exchange with the live service is on record.
        case observed
        /// A published document says so.
        case documented
        /// Nobody says; it is a sensible choice.
        case assumed
    }

    /// The kind.
    public var kind: Class
    /// The day, month or year of the recording, for what was observed: `2023-01`.
    public var date: String?
    /// Where it stands: a seed (`seed 002`), one of its facts (`S14`), a page (`cmp faq`), a contradiction (`C1`), an
    /// open point (`U8`).
    public var sources: [String]

    /// Creates evidence.
    public init(_ kind: Class, date: String? = nil, sources: [String]) {
        self.kind = kind
        self.date = date
        self.sources = sources
    }
}
