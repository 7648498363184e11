/// What an edition knows of a dataset.
package enum DatasetPresence: String, Sendable, CaseIterable {
    /// The dataset call lists it.
    case listed
    /// Queries accept it; the dataset call does not list it.
    case accepted
    /// There is no such dataset.
    case absent
}
