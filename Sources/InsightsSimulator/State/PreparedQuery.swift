import InsightsQuery

/// A query's text with what was found when it was stored: a text is parsed and bound once.
///
/// The bound form cannot go stale: it depends on the catalogue and the settings of the tenant, and both are fixed for
/// the tenant's life.
struct PreparedQuery: Sendable {
    /// The text as it was sent.
    let text: String
    /// The text bound to the program's catalogue under the tenant's settings.
    let bound: BoundQuery
    /// The smallest recurrence interval of the dataset, in hours; nil if it has none of its own.
    let minimumInterval: Int?
}
