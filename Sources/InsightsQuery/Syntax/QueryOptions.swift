/// The choices where the published editions of the language differ.
public struct QueryOptions: Sendable, Equatable {
    /// Whether duplicate rows are always removed, as before the language had DISTINCT (March 2021).
    public var implicitDistinct = false
    /// Whether any of the thirteen timespans is accepted, whatever the dataset offers.
    public var anyTimespan = false
    /// Whether texts may be enclosed in typographic quotes, as in many published examples.
    public var typographicQuotes = false

    /// Creates the options of the standard language.
    public init() {}
}
