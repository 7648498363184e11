/// An edition of the vendor's documentation: which state of the public documents counts where they disagree.
///
/// Editions are ordered by year; a fact that a later one keeps is written as `edition >= .year2023`.
public enum Edition: String, Sendable, CaseIterable, Comparable {
    /// The published listings of 2021, the default.
    ///
    /// Columns and metrics that are not listed work in queries, and so do some datasets.
    case year2021 = "2021"
    /// The last state that still describes v1: every dataset, column and metric.
    case year2023 = "2023"
    /// What clients of 2026 meet: cmp v1.1 beside v1, later records, and the sign-in rules of that year.
    case year2026 = "2026"

    /// The years as a command line shows them.
    package static let choices = allCases.map(\.rawValue).joined(separator: "|")

    /// Returns whether the first edition is the older one.
    public static func < (first: Edition, second: Edition) -> Bool { first.rawValue < second.rawValue }
}
