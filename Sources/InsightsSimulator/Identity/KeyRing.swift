private import Synchronization

/// The signing keys of a simulator, one after the other: each rotation of a tenant takes it to the next.
///
/// Which of them a tenant uses is the tenant's state; here only what has been made is remembered.
final class KeyRing: Sendable {
    let seed: UInt64
    private let generations = Mutex<[String: Int]>([:])

    init(seed: UInt64) {
        self.seed = seed
    }

    /// The key of a generation, from 0.
    ///
    /// Making one takes a tenth of a second or more.
    func key(_ generation: Int) -> SigningKey {
        let key = SigningKey.key(seededBy: seed, generation: generation)
        generations.withLock { $0[key.identifier] = generation }
        return key
    }

    /// The generation of a key that has been used; nil for any other.
    ///
    /// The first key counts as used, since tokens of an earlier process with the same seed may come: it is made here.
    func generation(ofKey identifier: String) -> Int? {
        if let known = generations.withLock({ $0[identifier] }) { return known }
        _ = key(0)
        return generations.withLock { $0[identifier] }
    }

    /// Whether a key can be looked up and used without one being made.
    func isAtHand(_ identifier: String) -> Bool {
        let (generation, hasFirst) = generations.withLock { ($0[identifier], $0.values.contains(0)) }
        guard let generation else { return hasFirst }
        return SigningKey.isMade(seededBy: seed, generation: generation)
    }
}

extension TenantRuntime {
    /// The generation that signs.
    var signingGeneration: Int { withState { state, _ in state.identity.signingGeneration } }

    /// Whether a generation's key is published, so that its tokens hold: the newest and the one before.
    func publishes(generation: Int) -> Bool {
        let newest = signingGeneration
        return generation == newest || generation == newest - 1
    }

    /// The generations that are published, the newest first.
    var publishedGenerations: [Int] {
        let newest = signingGeneration
        return newest == 0 ? [0] : [newest, newest - 1]
    }

    /// Has the next key sign from now on.
    func rotateSigningKey() {
        let now = withState { state, now in
            state.identity.signingGeneration += 1
            return now
        }
        journal.note(.keyRotated, at: now)
    }
}

extension Sandbox {
    /// Has another key sign the tenant's tokens from now on.
    ///
    /// The key before it stays published, and its tokens hold, until the next rotation.
    public func rotateSigningKey() {
        sandbox.rotateSigningKey()
    }
}

extension Simulator {
    /// Has another key sign the default tenant's tokens from now on.
    ///
    /// The key before it stays published, and its tokens hold, until the next rotation.
    public func rotateSigningKey() {
        directory.standard.rotateSigningKey()
    }
}
