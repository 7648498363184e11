private import Dispatch
import InsightsFixtures
import InsightsJSON
import InsightsStore
private import Synchronization

/// The tenants of a simulator, by identifier and by domain: permanent ones of the fixtures, and sandboxes.
final class TenantDirectory: Sendable {
    /// The tenants of the fixtures, in the order of the file; the first is the default.
    let sandboxes: [TenantRuntime]
    private let made: Mutex<Made>
    /// The earliest instant at which a sandbox may have been idle for too long, on the machine's clock.
    private let nextExpiry = Atomic<UInt64>(0)
    /// The seconds without a request after which a sandbox is removed; nil for never.
    private let idleExpiry: Int?

    fileprivate struct Made {
        var byName: [String: TenantRuntime] = [:]
        /// The sandboxes by number, so that lists are in order of creation.
        var byOrdinal: [Int: TenantRuntime] = [:]
        var lastOrdinal = 0
    }

    init(_ sandboxes: [TenantRuntime], idleExpiry: Int? = nil) {
        self.sandboxes = sandboxes
        self.idleExpiry = idleExpiry
        var made = Made()
        for sandbox in sandboxes { made.register(sandbox) }
        self.made = Mutex(made)
    }

    /// The default tenant.
    var standard: TenantRuntime { sandboxes[0] }

    /// Returns the tenant with an identifier, ignoring letter case; nil if there is none.
    func sandbox(withTenantID tenantID: String) -> TenantRuntime? {
        sandbox(named: tenantID).flatMap { $0.tenant.tenantID.lowercased() == tenantID.lowercased() ? $0 : nil }
    }

    /// Returns the tenant with an identifier or a domain, ignoring letter case; nil if there is none.
    func sandbox(named name: String) -> TenantRuntime? {
        let key = name.lowercased()
        return made.withLock { $0.byName[key] }.flatMap { $0.isDeleted ? nil : $0 }
    }

    // MARK: Sandboxes

    /// The existing sandboxes, oldest first.
    var madeSandboxes: [TenantRuntime] {
        made.withLock { made in made.byOrdinal.sorted { $0.key < $1.key }.map(\.value) }
    }

    /// All tenants: those of the fixtures, then the sandboxes.
    var all: [TenantRuntime] { sandboxes + madeSandboxes }

    /// Returns whether some tenant meets a condition.
    func contains(where condition: (TenantRuntime) -> Bool) -> Bool {
        sandboxes.contains(where: condition) || made.withLock { Array($0.byOrdinal.values) }.contains(where: condition)
    }

    /// The number of existing sandboxes.
    var madeCount: Int { made.withLock { $0.byOrdinal.count } }

    /// Returns the number of the next sandbox: the wanted one, nil if it is already used, or by default the next in
    /// order.
    func takeOrdinal(_ wanted: Int?) -> Int? {
        made.withLock { made in
            if let wanted {
                guard wanted > made.lastOrdinal else { return nil }
                made.lastOrdinal = wanted
            } else {
                made.lastOrdinal += 1
            }
            return made.lastOrdinal
        }
    }

    // MARK: Saving

    /// The name of the rows that belong to no tenant.
    static let scope = ""
    private static let rowKind = "directory"

    /// The number of the last sandbox, as it is saved.
    var change: StateChange {
        let ordinal = made.withLock { $0.lastOrdinal }
        return StateChange(
            scope: Self.scope, rows: [StateRow(Self.rowKind, members: [("lastOrdinal", .integer(ordinal))])])
    }

    /// Restores the number of the last sandbox.
    func restore(_ rows: [StateRow]) throws(RowReader.Failure) {
        guard let row = rows.first(where: { $0.kind == Self.rowKind }) else { return }
        let ordinal = try row.reader.integer("lastOrdinal")
        made.withLock { $0.lastOrdinal = ordinal }
    }

    // MARK: Adding and removing

    /// Adds a sandbox; returns false if the limit is reached.
    func insert(_ sandbox: TenantRuntime, ordinal: Int, limit: Int) -> Bool {
        made.withLock { made in
            guard made.byOrdinal.count < limit else { return false }
            made.byOrdinal[ordinal] = sandbox
            made.register(sandbox)
            return true
        }
    }

    /// Removes a sandbox; returns false if it is not an existing sandbox.
    @discardableResult
    func remove(_ sandbox: TenantRuntime, freesLater: Bool = false) -> Bool {
        let removed = made.withLock { made in
            guard let ordinal = sandbox.ordinal, made.byOrdinal.removeValue(forKey: ordinal) != nil else {
                return false
            }
            made.byName[sandbox.tenant.tenantID.lowercased()] = nil
            made.byName[sandbox.tenant.domain.lowercased()] = nil
            return true
        }
        guard removed else { return false }
        if freesLater {
            sandbox.markDeleted()
            DispatchQueue.global(qos: .utility).async { sandbox.delete() }
        } else {
            sandbox.delete()
        }
        return true
    }

    /// Removes the sandboxes that have been idle for too long, and looks at most once per second of real time.
    ///
    /// A look finds the earliest instant at which any may expire, and none happens before it. Uses only move it on, and
    /// a newer sandbox expires later. `now` is called only if there is such a limit.
    func removeIdle(now: () -> UInt64) {
        guard let idleExpiry else { return }
        let now = now()
        let second: UInt64 = 1_000_000_000
        let expiry = UInt64(idleExpiry) * second
        let due = nextExpiry.load(ordering: .relaxed)
        guard now >= due else { return }
        // One thread looks, and no other within a second.
        guard nextExpiry.compareExchange(expected: due, desired: now + second, ordering: .relaxed).exchanged else {
            return
        }
        var earliest = now + expiry
        for sandbox in made.withLock({ Array($0.byOrdinal.values) }) {
            let end = sandbox.lastUsed + expiry
            if now >= end {
                // This runs on event loops, which must not wait for the state or free a long history.
                remove(sandbox, freesLater: true)
            } else {
                earliest = min(earliest, end)
            }
        }
        nextExpiry.store(max(now + second, earliest), ordering: .relaxed)
    }
}

extension TenantDirectory.Made {
    fileprivate mutating func register(_ sandbox: TenantRuntime) {
        byName[sandbox.tenant.tenantID.lowercased()] = sandbox
        byName[sandbox.tenant.domain.lowercased()] = sandbox
    }
}
