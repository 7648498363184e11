import InsightsAPI
import InsightsJSON
import InsightsQuery
import InsightsTime

/// A query that the service offers to every account of a program.
public struct SystemQuery: Sendable, Equatable {
    /// The program: `cmp` or `mpn`.
    public let program: String
    /// The published identifier, kept as text: one of the vendor's identifiers is not a GUID.
    public let queryID: String
    /// The display name.
    public let name: String
    /// A description of what the query reports.
    public let description: String
    /// The query text as published.
    public let query: String
    /// The dataset that the query reads, in the catalogue's spelling.
    public let dataset: String
    /// Whether the editions after 2021 have dropped the query.
    public let isRetired: Bool

    /// Parses the text of `system-queries.json`; every query must match the catalogue.
    static func parse(_ document: FixtureDocument, _ catalogue: FixtureCatalogue) throws(FixtureError) -> [SystemQuery]
    {
        try document.read { (file) throws(InputError) in try parse(file, catalogue) }
    }

    private static func parse(
        _ file: StrictJSONValue, _ catalogue: FixtureCatalogue
    ) throws(InputError) -> [SystemQuery] {
        let root = try file.members(["formatVersion", "queries"])
        try root["formatVersion"].checkFormatVersion()
        var catalogs: [String: Catalog] = [:]
        var queries: [SystemQuery] = []
        for node in try root["queries"].elements() {
            let members = try node.members(
                ["program", "queryId", "name", "description", "query"], optional: ["retired"])
            let program = try members["program"].program()
            let catalog = catalogs[program] ?? catalogue.queryCatalog(for: program, in: .year2023)
            catalogs[program] = catalog
            let query = SystemQuery(
                program: program, queryID: try members["queryId"].nonEmptyString(),
                name: try members["name"].nonEmptyString(),
                description: try members["description"].nonEmptyString(), query: try members["query"].nonEmptyString(),
                dataset: try members["query"].dataset(catalog),
                isRetired: try members.optional("retired")?.bool() ?? false)
            guard !queries.contains(where: { $0.queryID == query.queryID }) else {
                throw members["queryId"].mismatch(found: "a second '\(query.queryID)'", expected: "each id once")
            }
            queries.append(query)
        }
        return queries
    }
}

extension StrictJSONValue {
    /// Returns the dataset that a query reads; throws if the query does not match the catalogue.
    fileprivate func dataset(_ catalog: Catalog) throws(InputError) -> String {
        let text = try nonEmptyString()
        do throws(QueryDiagnostic) {
            return try catalog.prepare(text).table
        } catch {
            throw mismatch(
                found: "a query that does not fit: \(error)", expected: "a query on the catalogue's datasets")
        }
    }
}
