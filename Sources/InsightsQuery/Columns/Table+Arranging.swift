extension Table {
    /// The place of a stored field: this table, or one with the same rows beside it.
    package enum FieldSource: Sendable, Equatable {
        /// A stored field of this table, by its index.
        case own(Int)
        /// A stored field of the table beside it, by its index.
        case added(Int)
    }

    /// Returns the same rows with other fields; the columns are shared.
    ///
    /// - Parameters:
    ///   - schema: the fields of the result.
    ///   - sources: where each stored field of the schema is.
    ///   - added: the table beside this one; nil for none.
    /// - Returns: the rows; nil if the tables have different numbers of rows.
    package func arranged(as schema: TableSchema, from sources: [FieldSource], beside added: Table?) -> Table? {
        guard added.map({ $0.rowCount == rowCount }) ?? true else { return nil }
        let own = columns
        let other = added?.columns ?? own
        return Table(
            schema: schema, rowCount: rowCount,
            columns: TableColumns(count: sources.count) { index in
                switch sources[index] {
                case .own(let field): own[field]
                case .added(let field): other[field]
                }
            })
    }
}
