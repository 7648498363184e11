/// A query the service itself offers to every account of a program.
public struct SystemQuery: Sendable, Equatable {
    /// The program: `cmp` or `mpn`.
    public let program: String
    /// The published identifier, kept as text: the vendor has published one that is no GUID.
    public let queryID: String
    /// The name.
    public let name: String
    /// What it reports.
    public let description: String
    /// The text as published.
    public let query: String

    /// Reads the text of `system-queries.json`.
    static func parse(_ document: FixtureDocument) throws(FixtureError) -> [SystemQuery] {
        let root = try document.root.members(["formatVersion", "queries"])
        try root["formatVersion"].checkFormatVersion()
        var queries: [SystemQuery] = []
        for node in try root["queries"].elements() {
            let members = try node.members(["program", "queryId", "name", "description", "query"])
            let query = SystemQuery(
                program: try members["program"].program(), queryID: try members["queryId"].string(),
                name: try members["name"].string(), description: try members["description"].string(),
                query: try members["query"].string())
            guard !queries.contains(where: { $0.queryID == query.queryID }) else {
                throw members["queryId"].misfit(found: "a second \"\(query.queryID)\"", expected: "each id once")
            }
            queries.append(query)
        }
        return queries
    }
}
