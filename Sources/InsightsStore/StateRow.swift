/// A part of a tenant's state that is kept as one piece: a query, a report, a refresh token, the clock.
package struct StateRow: Sendable, Equatable {
    /// What it is, such as `query`.
    package let kind: String
    /// What tells it from others of its kind; empty for a kind that exists once.
    package let key: String
    /// Its JSON; nil for a row that was removed.
    package let value: [UInt8]?

    package init(_ kind: String, _ key: String = "", _ value: [UInt8]?) {
        self.kind = kind
        self.key = key
        self.value = value
    }
}

/// What changed in one tenant since it was last saved.
package struct StateChange: Sendable, Equatable {
    /// The name of the tenant among all that are kept.
    package let scope: String
    /// Whether the rows are the whole state, so that all former ones go.
    package let isWhole: Bool
    package let rows: [StateRow]

    package init(scope: String, isWhole: Bool = false, rows: [StateRow]) {
        self.scope = scope
        self.isWhole = isWhole
        self.rows = rows
    }
}
