/// An edition of the vendor's documentation, which determines what the dataset call advertises.
public enum Edition: String, Sendable, CaseIterable {
    /// The datasets, columns and metrics of the published listings of 2021.
    ///
    /// Unlisted columns and metrics work in queries. Unlisted datasets work in queries only in part, see
    /// `DatasetPresence`.
    case year2021 = "2021"
    /// Every dataset, column and metric.
    case year2023 = "2023"
}

/// The presence of a dataset in an edition.
public enum DatasetPresence: String, Sendable, CaseIterable {
    /// The dataset call lists it.
    case listed
    /// Queries accept it; the dataset call does not list it.
    case accepted
    /// The dataset does not exist.
    case absent
}
