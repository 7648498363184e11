private import Synchronization

/// The signing keys of a simulator by generation; each rotation of a tenant moves it to the next one.
///
/// The generation of each tenant is part of its state; this type only knows the keys that have been created.
final class KeyRing: Sendable {
    let seed: UInt64
    private let generations = Mutex<[String: Int]>([:])

    init(seed: UInt64) {
        self.seed = seed
    }

    /// Returns the key of a generation, from 0.
    ///
    /// Creation takes a tenth of a second or more.
    func key(_ generation: Int) -> SigningKey {
        let key = SigningKey.key(seededBy: seed, generation: generation)
        generations.withLock { $0[key.identifier] = generation }
        return key
    }

    /// Returns the generation of a key that has been used; nil for any other.
    ///
    /// The first key always counts as used, because tokens of an earlier process with the same seed may arrive. It is
    /// created here.
    func generation(ofKey identifier: String) -> Int? {
        if let known = generations.withLock({ $0[identifier] }) { return known }
        _ = key(0)
        return generations.withLock { $0[identifier] }
    }

    /// Returns whether a key can be looked up and used without creating one.
    func isAtHand(_ identifier: String) -> Bool {
        let (generation, hasFirst) = generations.withLock { ($0[identifier], $0.values.contains(0)) }
        guard let generation else { return hasFirst }
        return SigningKey.isMade(seededBy: seed, generation: generation)
    }
}

extension TenantRuntime {
    /// The generation that signs.
    var signingGeneration: Int { withState { state, _ in state.identity.signingGeneration } }

    /// Returns whether a generation's key is published, so that its tokens are valid: the newest and the one before.
    func publishes(generation: Int) -> Bool {
        let newest = signingGeneration
        return generation == newest || generation == newest - 1
    }

    /// The published generations, newest first.
    var publishedGenerations: [Int] {
        let newest = signingGeneration
        return newest == 0 ? [0] : [newest, newest - 1]
    }

    /// Makes the next key the signing key.
    func rotateSigningKey() {
        let now = withState { state, now in
            state.identity.signingGeneration += 1
            return now
        }
        journal.note(.keyRotated, at: now)
    }
}
