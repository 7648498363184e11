package import InsightsFixtures
import InsightsIdentity
import InsightsJSON
package import InsightsStore
package import InsightsTime

extension Simulator {
    /// Creates a simulator with the state that a store has, and keeps its own there.
    ///
    /// Settings, clock and seed must be those with which the store was begun.
    ///
    /// - Throws: `StateError` if the state cannot be read or written; nothing has changed then.
    package convenience init(
        settings: Settings = Settings(), clock: SimulatorClock = .system, seed: UInt64 = 0, fixtures: FixtureStore,
        baseURL: String? = nil, callbackSender: (any CallbackSender)? = nil,
        keyFetcher: (any IssuerKeyFetcher)? = nil, administrationKey: String? = nil,
        realClock: MonotonicClock = .machine, store: any StateStore
    ) throws(StateError) {
        self.init(
            settings: settings, clock: clock, seed: seed, fixtures: fixtures, baseURL: baseURL,
            callbackSender: callbackSender, keyFetcher: keyFetcher, administrationKey: administrationKey,
            realClock: realClock, pacing: EventPacing(), saver: StateSaver(store))
        try restoreState()
    }

    /// The kind of the rows that tell the generations of signing keys.
    private static let keyKind = "key"

    private func restoreState() throws(StateError) {
        guard let saver else { return }
        var scopes = try saver.load()
        if let rows = scopes.removeValue(forKey: TenantDirectory.scope) {
            do throws(RowReader.Failure) {
                try directory.restore(rows)
                for row in rows where row.kind == Self.keyKind {
                    keys.restore([row.key: try row.reader.integer("generation")])
                }
            } catch {
                throw .unreadable(scope: "the simulator", row: "directory", reason: error.description)
            }
        }
        for tenant in directory.sandboxes {
            let rows = scopes.removeValue(forKey: tenant.scope) ?? []
            if !rows.isEmpty { try tenant.restore(rows) }
            tenant.startSaving(rows: rows)
        }
        for (scope, rows) in scopes { try factory.restore(rows, scope: scope) }
        keys.reportNewKeys { [saver] identifier, generation in
            saver.note(
                StateChange(
                    scope: TenantDirectory.scope,
                    rows: [StateRow(Self.keyKind, identifier, members: [("generation", .integer(generation))])]))
        }
        // A token names its key by an identifier that only the key itself tells.
        for generation in Set(directory.all.flatMap(\.publishedGenerations)) where !keys.knows(generation) {
            if generation > 0 { _ = keys.key(generation) }
        }
        try saver.start()
    }

    /// Waits until all that has changed is saved; returns false if it cannot be for now.
    package func saveState() -> Bool { saver?.waitForAll() ?? true }

    /// Saves all state, also what reads have changed, and ends the use of the store.
    ///
    /// - Throws: `StateError` if the last write fails.
    package func closeState() throws(StateError) {
        try saver?.close(directory.all)
    }
}
