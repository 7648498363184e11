package import InsightsAPI
package import InsightsTime

/// A query stored by a user.
package struct StoredQuery: Sendable {
    package let id: String
    package let name: String
    package let description: String?
    package let query: PreparedQuery
    package let createdTime: Timestamp

    package func record(user: String) -> QueryRecord {
        QueryRecord(
            queryID: id, name: name, description: description, query: query.text, kind: .userDefined, user: user,
            createdTime: createdTime.description)
    }
}
