/// The kind of a wire mutant: what it gets wrong.
package enum WireKind: String, Sendable, CaseIterable {
    /// A field of a record is absent, misnamed, misplaced or has another value.
    case field
    /// Records of a list are missing, doubled, mixed up or in another order.
    case list
    /// A column or value of a query's rows is wrong.
    case row
    /// A key around the records is wrong, or the text of the whole answer.
    case envelope
    /// A header field is wrong.
    case header
    /// The status is another one.
    case status
    /// A message or code of a refusal is another one.
    case error
    /// A member of a token response is wrong.
    case token
    /// A member of a document about a tenant is wrong.
    case discovery
    /// A read shows what was, not what is.
    case stale
    /// A write is not made, or made twice, and answered as if it were.
    case write
    /// A call also changes something that it does not name.
    case neighbour
    /// A parameter or body field is lost or changed on its way in.
    case parameter
    /// The text of a query is changed on its way in.
    case query
    /// A caller gets what it has no right to.
    case access
    /// The instants in answers are moved.
    case clock
    /// A downloaded file is wrong.
    case file

    /// The heading in reports.
    package var title: String {
        switch self {
        case .field: "fields of records"
        case .list: "lists"
        case .row: "rows of test queries"
        case .envelope: "envelopes"
        case .header: "header fields"
        case .status: "statuses"
        case .error: "refusals"
        case .token: "token responses"
        case .discovery: "documents about tenants"
        case .stale: "stale reads"
        case .write: "swallowed and doubled writes"
        case .neighbour: "neighbours"
        case .parameter: "parameters and body fields"
        case .query: "texts of queries"
        case .access: "rights"
        case .clock: "instants"
        case .file: "files"
        }
    }
}
