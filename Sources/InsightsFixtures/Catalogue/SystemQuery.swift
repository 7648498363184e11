package import InsightsAPI
import InsightsJSON
import InsightsQuery
import InsightsTime

/// A query that the service offers to every account of a program.
package struct SystemQuery: Sendable, Equatable {
    /// The program: `cmp` or `mpn`.
    package let program: String
    /// The published identifier, kept as text: one of the vendor's identifiers is not a GUID.
    package let queryID: String
    /// The display name.
    package let name: String
    /// A description of what the query reports.
    package let description: String
    /// The query text as published.
    package let query: String
    /// The dataset that the query reads, in the catalogue's spelling.
    package let dataset: String
    /// The editions that have the query, where they know its dataset.
    package let editions: [Edition]

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
        var queries: [SystemQuery] = []
        for node in try root["queries"].elements() {
            let members = try node.members(
                ["program", "queryId", "name", "description", "query"], optional: ["retired", "editions"])
            let program = try members["program"].program()
            let isRetired = try members.optional("retired")?.bool() ?? false
            var editions = Edition.allCases.filter { !isRetired || $0 == .year2021 }
            if let node = members.optional("editions") {
                editions = []
                for element in try node.elements() { editions.append(try element.choice(of: Edition.allCases)) }
            }
            // The newest edition that has the query knows most of its dataset.
            let catalog = catalogue.queryCatalog(
                for: program, in: isRetired ? .year2023 : editions.max() ?? .year2023)
            let query = SystemQuery(
                program: program, queryID: try members["queryId"].nonEmptyString(),
                name: try members["name"].nonEmptyString(),
                description: try members["description"].nonEmptyString(), query: try members["query"].nonEmptyString(),
                dataset: try members["query"].dataset(catalog),
                editions: editions)
            let others = queries.filter { $0.queryID == query.queryID }
            guard !others.contains(where: { !Set($0.editions).isDisjoint(with: editions) }) else {
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
