public import InsightsJSON

/// The body of `POST ScheduledQueries` (seed 002, insights-api section 4.2).
public struct CreateQueryRequest: Sendable, Equatable {
    /// The display name.
    public var name: String
    /// The description; nil for none.
    public var description: String?
    /// The text of the query.
    public var query: String

    /// Creates a body.
    public init(name: String, description: String? = nil, query: String) {
        self.name = name
        self.description = description
        self.query = query
    }

    private static let nameField = RequestField.mandatoryText("Name", \CreateQueryRequest.name, "A friendly name.")
    private static let queryField = RequestField.mandatoryText(
        "Query", \CreateQueryRequest.query, "The text; it is stored as sent, without surrounding blanks.")
    private static let descriptionField = RequestField.text(
        "Description", \CreateQueryRequest.description, "What it is for.")

    /// The fields, in the order of the documents.
    public static let fields = [queryField, nameField, descriptionField]

    /// Reads a body.
    ///
    /// - Throws: `ServiceRefusal` with `nullOrMissingValue` if the name or the query is missing; with `invalidBody` for
    ///   a value that is not a string.
    public init(_ body: RequestBody) throws(ServiceRefusal) {
        self.init(name: "", query: "")
        // Read the name first, because the first of several errors is reported.
        for field in [Self.nameField, Self.queryField] {
            try field.read(&self, body)
            if field.value(self) == .string("") { try checkRequired(body) }
        }
        try Self.descriptionField.read(&self, body)
    }

    /// Names every required field that is missing, also those behind the first one.
    private func checkRequired(_ body: RequestBody) throws(ServiceRefusal) {
        var read = self
        do throws(ServiceRefusal) {
            read.query = try body.text(Self.queryField.name) ?? ""
        } catch {
            // A value of another kind is not missing.
            read.query = "?"
        }
        try Self.fields.check(.createQuery, read, sent: body.keys)
    }

    /// The body as a client sends it; an absent description is null.
    public var json: JSONValue {
        .object(JSONObject(Self.fields.map { .init($0.name, $0.value(self) ?? .null) }))
    }
}
