/// How the language is read where the published editions of it differ.
public struct QueryOptions: Sendable, Equatable {
    /// Whether every result is free of duplicate rows, as before the language had DISTINCT (March 2021).
    public var implicitDistinct = false
    /// Whether any of the thirteen spans is taken, whatever the dataset offers.
    public var anyTimespan = false
    /// Whether texts may stand between typographic quotes, as many published examples are printed.
    public var typographicQuotes = false

    /// The standard reading.
    public init() {}
}
