/// An edition of the vendor's documentation, which decides what the dataset call advertises.
public enum Edition: String, Sendable, CaseIterable {
    /// The columns and metrics of the published listings of 2021; the others work in queries only.
    case year2021 = "2021"
    /// Every column and metric.
    case year2023 = "2023"
}
