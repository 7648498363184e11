/// The datasets that queries can name.
package struct Catalog: Sendable {
    /// The datasets in the order in which they were given.
    package let schemas: [TableSchema]
    private var scopes: [String: Scope] = [:]

    /// Creates a catalogue; of datasets with the same name, the first wins.
    package init(_ schemas: [TableSchema]) {
        self.schemas = schemas
        for schema in schemas where scopes[schema.name.lowercased()] == nil {
            scopes[schema.name.lowercased()] = Scope(schema)
        }
    }

    /// Returns the dataset with a name, ignoring letter case; nil if it is unknown.
    package func schema(named name: String) -> TableSchema? {
        scopes[name.lowercased()]?.schema
    }

    /// Resolves the names of a statement and converts its literals.
    ///
    /// - Parameters:
    ///   - statement: the statement; its ranges locate the diagnostics.
    ///   - options: the variant of the language that applies.
    /// - Returns: a query that can run on the rows of its dataset.
    /// - Throws: `QueryDiagnostic` for an unknown dataset, an unknown name, or a timespan that the dataset does not
    ///   offer.
    package func bind(
        _ statement: SelectStatement, options: QueryOptions = .init()
    ) throws(QueryDiagnostic) -> BoundQuery {
        let name = statement.table
        guard let scope = scopes[name.value.lowercased()] else {
            throw QueryDiagnostic(
                code: .unknownTable(name.value), range: name.range,
                message: "unknown dataset \"\(excerpt(name.value))\"",
                hint: nearestNameHint(to: name.value, among: schemas.map(\.name)))
        }
        var binder = Binder(scope, options: options)
        return try binder.bind(statement, options: options)
    }

    /// Parses and binds a query in one step.
    ///
    /// - Parameters:
    ///   - text: the query.
    ///   - options: the variant of the language that applies.
    /// - Returns: a query that can run on the rows of its dataset.
    /// - Throws: `QueryDiagnostic` at the first error.
    package func prepare(_ text: String, options: QueryOptions = .init()) throws(QueryDiagnostic) -> BoundQuery {
        try bind(QueryParser.parse(text, options: options), options: options)
    }
}
