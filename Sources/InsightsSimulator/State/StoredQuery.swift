import InsightsAPI
import InsightsTime

/// A query stored by a user.
struct StoredQuery: Sendable {
    let id: String
    let name: String
    let description: String?
    let query: PreparedQuery
    let createdTime: Timestamp

    func record(user: String) -> QueryRecord {
        QueryRecord(
            queryID: id, name: name, description: description, query: query.text, kind: .userDefined, user: user,
            createdTime: createdTime.description)
    }
}
