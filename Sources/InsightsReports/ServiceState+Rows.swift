package import InsightsAPI
import InsightsFaults
import InsightsJSON
import InsightsQuery
import InsightsRandomness
package import InsightsStore
import InsightsTime

/// The rows of a service's state: one for each query and report, and one for all that is small.
extension ServiceState {
    private static let queryKind = "query"
    private static let reportKind = "report"
    private static let serviceKind = "service"
    private static let faultsKind = "faults"
    private static let callbackKind = "callback"

    /// Records from now on what changes.
    package mutating func startRecording() {
        for account in queries.keys { queries[account]?.changes = ChangedKeys(isRecording: true) }
        reportTable.changes = ChangedKeys(isRecording: true)
    }

    mutating func stopRecording() {
        for account in queries.keys { queries[account]?.changes = ChangedKeys() }
        reportTable.changes = ChangedKeys()
    }

    /// Whether something may have changed since the rows were last taken.
    package var hasUnsavedChanges: Bool {
        hasChanged || !reportTable.changes.isEmpty || queries.values.contains { !$0.changes.isEmpty }
    }

    /// Returns the rows that may have changed since the last call, or all of them.
    package mutating func takeRows(isWhole: Bool) -> [StateRow] {
        var rows: [StateRow] = []
        for (account, table) in queries {
            let changed = queries[account]?.changes.take() ?? []
            for id in isWhole ? table.all.map(\.id) : Array(changed) {
                let slot = table.slot(id: id)
                rows.append(
                    slot.map { Self.row(table[$0], of: account, number: table.number(at: $0)) }
                        ?? StateRow(Self.queryKind, id, nil))
            }
        }
        let changed = reportTable.changes.take()
        for id in isWhole ? reportTable.all.map(\.id) : Array(changed) {
            let slot = reportTable.slot(id: id)
            rows.append(
                slot.map { reportTable[$0].row(number: reportTable.number(at: $0)) }
                    ?? StateRow(Self.reportKind, id, nil))
        }
        guard hasChanged || isWhole else { return rows }
        hasChanged = false
        rows += callbacks.takeRecordRows(kind: Self.callbackKind, isWhole: isWhole)
        rows.append(
            StateRow(
                Self.serviceKind,
                members: [
                    ("identifiers", .string(identifiers.position)),
                    (
                        "immediateRuns",
                        .array(
                            immediateRunTimes.filter { !$0.times.isEmpty }.map { account, times in
                                .members(account.members + [("times", .array(times.map(\.seconds)))])
                            })
                    ),
                    ("callbacks", .array(callbacks.waiting.map(\.json))),
                    ("callbacksUnderWay", .array(callbacks.underWay.map(\.json))),
                ]))
        rows.append(StateRow(Self.faultsKind, "", JSONWriter.encode(faults.savedState)))
        // The outcomes above were taken; nothing else changes here.
        hasChanged = false
        return rows
    }

    private static func row(_ query: StoredQuery, of account: AccountID, number: Int) -> StateRow {
        StateRow(
            queryKind, query.id,
            members: account.members + [
                ("number", .integer(number)), ("name", .string(query.name)),
                ("description", query.description.map(JSONValue.string)), ("query", .string(query.query.text)),
                ("created", query.createdTime.seconds),
            ])
    }

    /// Restores the state from its rows; `prepare` parses and binds the text of a query.
    package mutating func restore(
        _ rows: [StateRow], settings: Settings,
        prepare: (PartnerProgram, String) throws(RowReader.Failure) -> PreparedQuery
    ) throws(RowReader.Failure) {
        queries = [:]
        reportTable = RecordTable()
        (callbacks, faults, immediateRuns) = (CallbackOutbox(), .empty, [:])
        var found: [(account: AccountID, number: Int, query: StoredQuery)] = []
        var reports: [(number: Int, report: Report)] = []
        var records: [(number: Int, record: CallbackRecord)] = []
        for row in rows {
            switch row.kind {
            case Self.queryKind:
                let reader = try row.reader
                let account = try AccountID(reader)
                let query = StoredQuery(
                    id: row.key, name: try reader.string("name"), description: try reader.optionalString("description"),
                    query: try prepare(account.program, try reader.string("query")),
                    createdTime: try reader.instant("created"))
                found.append((account, try reader.integer("number"), query))
            case Self.reportKind:
                let reader = try row.reader
                let report = try Report(restoring: row.key, reader, prepare: prepare)
                reports.append((try reader.integer("number"), report))
            case Self.callbackKind:
                guard let number = Int(row.key) else { throw RowReader.Failure("found the number '\(row.key)'") }
                records.append((number, try CallbackRecord(try row.reader)))
            case Self.serviceKind: try restoreService(try row.reader)
            case Self.faultsKind: faults = try FaultPlan(saved: try row.reader)
            default: break
            }
        }
        for (account, number, query) in found.sorted(by: { $0.number < $1.number }) {
            queries[account, default: RecordTable()].append(query, number: number)
        }
        for (number, report) in reports.sorted(by: { $0.number < $1.number }) {
            reportTable.append(report, number: number)
        }
        callbacks.restore(records.sorted { $0.number < $1.number })
        rebuildEventQueue(settings)
        // A callback that was under way became one that is sent again.
        hasChanged = callbacks.hasRestoredChanges
    }

    private mutating func restoreService(_ reader: RowReader) throws(RowReader.Failure) {
        identifiers = try reader.source("identifiers")
        for entry in try reader.readers("immediateRuns") {
            immediateRuns[try AccountID(entry)] = try entry.integers("times").map { Timestamp(secondsSinceEpoch: $0) }
        }
        func deliveries(_ key: String) throws(RowReader.Failure) -> [CallbackDelivery] {
            try reader.readers(key).map { (entry) throws(RowReader.Failure) in try CallbackDelivery(entry) }
        }
        callbacks.restore(waiting: try deliveries("callbacks"), underWay: try deliveries("callbacksUnderWay"))
    }
}
