package import InsightsAPI
import InsightsJSON
package import InsightsTime

/// A query stored by a user.
package struct StoredQuery: IdentifiedRecord {
    package let id: String
    package let name: String
    package let description: String?
    package let query: PreparedQuery
    package let createdTime: Timestamp
    /// The JSON of its record; a query never changes.
    private var kept: KeptRecord?

    package init(id: String, name: String, description: String?, query: PreparedQuery, createdTime: Timestamp) {
        self.id = id
        self.name = name
        self.description = description
        self.query = query
        self.createdTime = createdTime
    }

    /// Returns the JSON of the record without looking at what is kept.
    package func json(of account: AccountID, style: RecordOptions) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        QueryRecord(
            queryID: id, name: name, description: description, query: query.text, kind: .userDefined,
            user: account.user, createdTime: createdTime.description
        ).write(to: &writer, program: account.program, style: style)
        return writer.bytes
    }

    /// Returns the JSON of the record, made once for its account and the options of the tenant.
    package mutating func keptJSON(of account: AccountID, style: RecordOptions) -> [UInt8] {
        if let kept, kept.isFor(account, style, nil) { return kept.bytes }
        let bytes = json(of: account, style: style)
        kept = KeptRecord(account: account, style: style, executionStatus: nil, bytes: bytes)
        return bytes
    }

    /// Forgets what is kept.
    mutating func forgetJSON() { kept = nil }
}
