public import InsightsQuery
import InsightsTime

/// Rows from CSV files that belong to no fixture folder.
public enum FixtureTables {
    /// Reads a CSV file whose first line names every stored field of the schema.
    ///
    /// - Parameters:
    ///   - schema: what the rows look like.
    ///   - path: the file.
    ///   - keepsColumns: whether the columns of a large file are kept beside it and looked for there.
    /// - Returns: the rows in the file's order.
    /// - Throws: `FixtureError` with the place of the first thing that does not fit.
    public static func load(schema: TableSchema, path: String, keepsColumns: Bool = true) throws(FixtureError) -> Table
    {
        try TableLoader.load(schema: schema, path: path, cacheThreshold: keepsColumns ? ColumnCache.threshold : nil)
    }
}
