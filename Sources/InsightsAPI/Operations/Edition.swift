/// An edition of the vendor's documentation: which state of the public documents counts where they disagree.
public enum Edition: String, Sendable, CaseIterable {
    /// The published listings of 2021, the default.
    ///
    /// Columns and metrics that are not listed work in queries, and so do some datasets.
    case year2021 = "2021"
    /// The last state that still describes v1: every dataset, column and metric.
    case year2023 = "2023"
}
