package import InsightsQuery

/// A query's text with what was found when it was stored: a text is parsed and bound once.
///
/// The bound form cannot go stale: it depends on the catalogue and the settings of the tenant, and both are fixed for
/// the tenant's life.
package struct PreparedQuery: Sendable {
    /// The text as it was sent.
    package let text: String
    /// The text bound to the program's catalogue under the tenant's settings.
    package let bound: BoundQuery
    /// The smallest recurrence interval of the dataset, in hours; nil if it has none.
    package let minimumInterval: Int?

    /// What the text may not mean, in one line; nil for nothing.
    package let warning: String?

    package init(text: String, bound: BoundQuery, minimumInterval: Int?, warning: String? = nil) {
        self.warning = warning
        self.text = text
        self.bound = bound
        self.minimumInterval = minimumInterval
    }
}
