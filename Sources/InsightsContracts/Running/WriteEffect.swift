import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// What a write may change, by its call and its response.
struct WriteEffect {
    private let operation: Operation
    private let isRefused: Bool
    /// The identifiers that the address or the response names.
    private let ids: Set<String>

    init(of call: ContractCall, _ outcome: ContractResponse) {
        isRefused = outcome.status >= 300
        var named = Set(
            (outcome.body["value"]?.array ?? []).compactMap { record in
                (record["reportId"] ?? record["queryId"])?.string?.lowercased()
            })
        let requested = RequestedOperation(call.method, call.address)
        operation = requested.operation
        if let id = requested.route?.identifier, !id.isEmpty { named.insert(id.lowercased()) }
        ids = named
    }

    /// Returns whether the write may create, change or delete a record.
    func mayChange(_ place: AccountPicture.Place, _ record: JSONValue) -> Bool {
        guard !isRefused else { return false }
        let report = record["reportId"]?.string?.lowercased() ?? ""
        switch operation {
        case .createQuery, .deleteQuery: return place.kind == .queries && ids.contains(place.id.lowercased())
        case .createReport, .updateReport, .deleteReport, .pauseReport, .resumeReport:
            return place.kind != .queries && ids.contains(report)
        default: return false
        }
    }

    /// Returns a record without what a run at once may have changed since the response.
    private static func settled(_ record: JSONValue) -> JSONValue {
        guard let object = record.object, record["recurrenceInterval"]?.integer == 0 else { return record }
        return .object(
            JSONObject(
                object.members.filter {
                    !["reportStatus", "executionStatus", "nextExecutionStartTime"].contains($0.key)
                }))
    }

    /// Returns what is wrong with a list, after a write that was answered with success; nil for nothing.
    ///
    /// The list must show the record that the response shows, or no longer show one that was deleted.
    func fault(in later: AccountPicture, _ outcome: ContractResponse) -> (AccountPicture.Place, String, JSONValue?)? {
        guard !isRefused, let record = outcome.body["value"]?[0] else { return nil }
        let kind: AccountPicture.Kind = operation.content == .query ? .queries : .reports
        guard let id = record[kind.identifier]?.string else { return nil }
        let place = AccountPicture.Place(kind: kind, id: id)
        guard let shown = later.shown(at: place) else { return nil }
        switch operation {
        case .deleteQuery, .deleteReport:
            guard let shown else { return nil }
            return (place, "nothing: it was deleted", shown)
        case .createQuery, .createReport, .updateReport, .pauseReport, .resumeReport:
            if let shown, Self.settled(shown).isSame(as: Self.settled(record)) { return nil }
            return (place, "the record of the response: \(Matcher.shown(record))", shown)
        default: return nil
        }
    }
}
