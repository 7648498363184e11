/// What a general claim is about: the set of elements for each of which a contract runs once.
public enum ContractScope: String, Sendable, CaseIterable {
    /// Each operation of the service.
    case operation
    /// Each operation that changes what the service stores.
    case write
    /// Each operation that only reads.
    case read
    /// Each operation that lists records.
    case list
    /// Each field of each body.
    case field
    /// Each parameter of each address.
    case parameter
    /// Each operator of the query language that compares a column.
    case comparison = "operator"
}

/// The general claim of a contract: its scope, with the elements that it leaves out.
public struct ContractGeneration: Sendable {
    /// What the contract is about.
    public let scope: ContractScope
    /// The names of elements for which the contract does not hold, each with the reason.
    public let exceptions: [(name: String, reason: String)]
}
