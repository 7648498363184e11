package import InsightsAPI

/// One thing in which two editions differ.
package struct EditionChange: Sendable, Equatable {
    /// The kind of thing.
    package enum Area: String, Sendable, CaseIterable {
        /// Addresses of the service.
        case routes
        /// Parameters of query strings.
        case parameters
        /// Fields of request bodies.
        case requests
        /// Fields of records in responses.
        case records
        /// Datasets, and whether the dataset call lists them.
        case datasets
        /// Columns and metrics, and whether the dataset call lists them.
        case columns
        /// Queries that the service offers.
        case systemQueries = "system queries"
        /// Error texts of the service.
        case messages
        /// Defaults of settings.
        case defaults
        /// Contracts that hold in one of the editions only.
        case contracts
    }

    /// What happened to it.
    package enum Kind: String, Sendable {
        /// Only the later edition has it.
        case added
        /// Only the earlier edition has it.
        case removed
        /// Both have it, but not alike.
        case changed
    }

    /// The kind of thing.
    package let area: Area
    /// The program; nil where it does not matter.
    package let program: PartnerProgram?
    /// The name, such as `ISVUsage.AssetId`.
    package let subject: String
    /// What happened to it.
    package let kind: Kind
    /// What it is in the earlier edition; nil for nothing.
    package let before: String?
    /// What it is in the later edition; nil for nothing.
    package let after: String?
    /// The sources, as `docs/sources.md` names them.
    package let sources: [String]

    /// Creates a change; the kind follows from what there was and is.
    package init(
        _ area: Area, _ program: PartnerProgram?, _ subject: String, before: String?, after: String?, sources: [String]
    ) {
        self.area = area
        self.program = program
        self.subject = subject
        self.before = before
        self.after = after
        self.sources = sources
        kind = before == nil ? .added : after == nil ? .removed : .changed
    }
}
