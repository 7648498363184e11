package import InsightsQuery
import InsightsTime

/// Loads rows from CSV files outside a fixture folder.
package enum FixtureTables {
    /// Reads a CSV file whose first line names every stored field of the schema.
    ///
    /// - Parameters:
    ///   - schema: the schema of the rows.
    ///   - path: the path of the file.
    ///   - keepsColumns: whether to use a column cache beside the file if it is large.
    /// - Returns: the rows in the file's order.
    /// - Throws: `FixtureError` with the location of the first error.
    package static func load(schema: TableSchema, path: String, keepsColumns: Bool = true) throws(FixtureError) -> Table
    {
        try TableLoader.load(schema: schema, path: path, cacheThreshold: keepsColumns ? ColumnCache.threshold : nil)
    }
}
