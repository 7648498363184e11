public import InsightsQuery

/// Rows from CSV files that belong to no fixture folder.
public enum FixtureTables {
    /// Reads a CSV file whose first line names every stored field of the schema.
    ///
    /// - Parameters:
    ///   - schema: what the rows look like.
    ///   - path: the file.
    /// - Returns: the rows in the file's order.
    /// - Throws: `FixtureError` with the place of the first thing that does not fit.
    public static func load(schema: TableSchema, path: String) throws(FixtureError) -> Table {
        try TableLoader.load(schema: schema, path: path)
    }
}
