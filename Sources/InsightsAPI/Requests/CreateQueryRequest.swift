public import InsightsJSON

/// The body of `POST ScheduledQueries` (seed 002, insights-api section 4.2).
public struct CreateQueryRequest: Sendable, Equatable {
    /// The friendly name.
    public var name: String
    /// The description, if any.
    public var description: String?
    /// The query's text.
    public var query: String

    /// Creates a body.
    public init(name: String, description: String? = nil, query: String) {
        self.name = name
        self.description = description
        self.query = query
    }

    /// Reads a body.
    ///
    /// - Throws: `ServiceError.nullOrMissingValue`, if the name or the query is missing; `ServiceError.invalidBody`.
    public init(_ body: RequestBody) throws(ServiceError) {
        guard let name = try body.text("Name"), let query = try body.text("Query") else { throw .nullOrMissingValue }
        self.name = name
        self.query = query
        description = try body.text("Description")
    }

    /// The body as a client sends it.
    public var json: JSONValue {
        .object([
            "Query": .string(query), "Name": .string(name), "Description": description.map(JSONValue.string) ?? .null,
        ])
    }
}
