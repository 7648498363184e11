import InsightsFixtures
private import Synchronization

/// The tenants a simulator knows, by identifier and by domain: those of the fixtures, which are always there, and
/// sandboxes, which come and go.
final class TenantDirectory: Sendable {
    /// The tenants in the file's order; the first is the default.
    let sandboxes: [TenantRuntime]
    private let made: Mutex<Made>
    private let lastLook = Atomic<UInt64>(0)
    /// After how many seconds without a request a sandbox is removed; nil for never.
    private let idleExpiry: Int?

    fileprivate struct Made {
        var byName: [String: TenantRuntime] = [:]
        /// By the number in the order of making, so that lists are in order.
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

    /// The tenant of exactly that identifier, letter case ignored.
    func sandbox(withTenantID tenantID: String) -> TenantRuntime? {
        sandbox(named: tenantID).flatMap { $0.tenant.tenantID.lowercased() == tenantID.lowercased() ? $0 : nil }
    }

    /// The tenant an address names, by identifier or by domain.
    func sandbox(named name: String) -> TenantRuntime? {
        let key = name.lowercased()
        return made.withLock { $0.byName[key] }.flatMap { $0.isDeleted ? nil : $0 }
    }

    // MARK: Sandboxes that were made

    /// The sandboxes that were made, oldest first.
    var madeSandboxes: [TenantRuntime] {
        made.withLock { made in made.byOrdinal.sorted { $0.key < $1.key }.map(\.value) }
    }

    /// Every tenant: those of the fixtures, then those that were made.
    var all: [TenantRuntime] { sandboxes + madeSandboxes }

    /// How many there are.
    var madeCount: Int { made.withLock { $0.byOrdinal.count } }

    /// The number of the next sandbox: that one, if it is not used yet, or else the next in order.
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

    /// Adds a sandbox; false if there are as many as there may be.
    func insert(_ sandbox: TenantRuntime, ordinal: Int, limit: Int) -> Bool {
        made.withLock { made in
            guard made.byOrdinal.count < limit else { return false }
            made.byOrdinal[ordinal] = sandbox
            made.register(sandbox)
            return true
        }
    }

    /// Removes a sandbox; false if it is not one that was made.
    @discardableResult
    func remove(_ sandbox: TenantRuntime) -> Bool {
        let removed = made.withLock { made in
            guard let ordinal = sandbox.ordinal, made.byOrdinal.removeValue(forKey: ordinal) != nil else {
                return false
            }
            made.byName[sandbox.tenant.tenantID.lowercased()] = nil
            made.byName[sandbox.tenant.domain.lowercased()] = nil
            return true
        }
        if removed { sandbox.delete() }
        return removed
    }

    /// Removes the sandboxes nobody has used for too long; looks at them at most once in a second of the real clock,
    /// which `now` asks only where there is such a limit.
    func removeIdle(now: () -> UInt64) {
        guard let idleExpiry else { return }
        let now = now()
        let second: UInt64 = 1_000_000_000
        let last = lastLook.load(ordering: .relaxed)
        guard now >= last + second || last == 0 else { return }
        guard lastLook.compareExchange(expected: last, desired: max(1, now), ordering: .relaxed).exchanged else {
            return
        }
        for sandbox in madeSandboxes where now >= sandbox.lastUsed + UInt64(idleExpiry) * second { remove(sandbox) }
    }
}

extension TenantDirectory.Made {
    fileprivate mutating func register(_ sandbox: TenantRuntime) {
        byName[sandbox.tenant.tenantID.lowercased()] = sandbox
        byName[sandbox.tenant.domain.lowercased()] = sandbox
    }
}
