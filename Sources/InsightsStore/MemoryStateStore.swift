private import Synchronization

/// A store in memory: it outlasts a simulator, not the process.
package final class MemoryStateStore: StateStore {
    private let scopes = Mutex<[String: [RowName: [UInt8]]]>([:])
    private let failure = Mutex<StateError?>(nil)
    private let writes = Atomic(0)

    private struct RowName: Hashable {
        let kind: String
        let key: String
    }

    package init() {}

    /// The number of successful calls of `write`.
    package var writeCount: Int { writes.load(ordering: .relaxed) }

    /// Makes further calls fail; nil makes them succeed again.
    package func fail(_ error: StateError?) { failure.withLock { $0 = error } }

    package func load() throws(StateError) -> [String: [StateRow]] {
        scopes.withLock { scopes in
            scopes.mapValues { rows in rows.map { StateRow($0.key.kind, $0.key.key, $0.value) } }
        }
    }

    package func write(_ changes: [StateChange]) throws(StateError) {
        if let error = failure.withLock({ $0 }) { throw error }
        scopes.withLock { scopes in
            for change in changes {
                var rows = change.isWhole ? [:] : scopes[change.scope] ?? [:]
                for row in change.rows { rows[RowName(kind: row.kind, key: row.key)] = row.value }
                scopes[change.scope] = rows.isEmpty ? nil : rows
            }
        }
        writes.add(1, ordering: .relaxed)
    }

    package func close() {}
}
