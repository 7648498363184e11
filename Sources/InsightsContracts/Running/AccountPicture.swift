import InsightsAPI
import InsightsJSON

/// What an account holds at one moment: its stored queries, its reports and their executions, as lists show them.
///
/// Most looks find what the look before found, so a list is compared as it was sent, and read only if it differs.
struct AccountPicture: Sendable {
    /// The lists of an account.
    enum Kind: String, CaseIterable {
        case queries
        case reports
        case executions

        /// The name of the identifier in a record.
        var identifier: String {
            switch self {
            case .queries: "queryId"
            case .reports: "reportId"
            case .executions: "executionId"
            }
        }
    }

    /// One record of a list.
    struct Place: Hashable {
        let kind: Kind
        let id: String
    }

    /// The lists by kind; nil for one without records, which may be answered with an error.
    private let lists: [Kind: AccountList]

    /// Creates a picture of lists.
    init(_ lists: [Kind: AccountList]) {
        self.lists = lists
    }

    /// Returns what a list shows at a place; nil if it cannot be seen whole, a nil value for nothing.
    func shown(at place: Place) -> JSONValue?? {
        guard let list = lists[place.kind] else { return .some(nil) }
        return list.record(place.id, by: place.kind.identifier)
    }

    /// A record that differs between two pictures.
    struct Change {
        let place: Place
        let before: JSONValue?
        let after: JSONValue?
    }

    /// Returns the first record, in order, that another picture shows otherwise, and that a write may not change.
    func change(to later: AccountPicture, where mayChange: (Place, JSONValue) -> Bool) -> Change? {
        for kind in Kind.allCases.sorted(by: { $0.rawValue < $1.rawValue }) {
            let changes = AccountList.differences(lists[kind], later.lists[kind], by: kind.identifier)
            for change in changes ?? [] {
                let place = Place(kind: kind, id: change.id)
                guard let record = change.after ?? change.before, !mayChange(place, record) else { continue }
                return Change(place: place, before: change.before, after: change.after)
            }
        }
        return nil
    }
}
