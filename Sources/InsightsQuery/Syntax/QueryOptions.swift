/// The choices where the published editions of the language differ.
package struct QueryOptions: Sendable, Equatable {
    /// Whether duplicate rows are always removed, as before the language had DISTINCT (March 2021).
    package var implicitDistinct = false
    /// Whether any of the thirteen timespans is accepted, whatever the dataset offers.
    package var anyTimespan = false
    /// Whether texts may be enclosed in typographic quotes, as in many published examples.
    package var typographicQuotes = false

    /// Whether a literal that is not a value of its column's type is an error; otherwise it is a warning.
    package var refusesUnreadableLiterals = false

    /// Creates the options of the standard language.
    package init() {}
}
