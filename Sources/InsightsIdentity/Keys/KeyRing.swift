private import Synchronization

/// The signing keys of a simulator by generation; each rotation of a tenant moves it to the next one.
///
/// The generation of each tenant is part of its state; this type only knows the keys that have been created.
package final class KeyRing: Sendable {
    package let seed: UInt64
    private let generations = Mutex<[String: Int]>([:])
    private let receiver = Mutex<(@Sendable (_ identifier: String, _ generation: Int) -> Void)?>(nil)

    package init(seed: UInt64) {
        self.seed = seed
    }

    /// Returns the key of a generation, from 0.
    ///
    /// Creation takes a tenth of a second or more.
    package func key(_ generation: Int) -> SigningKey {
        let key = SigningKey.key(seededBy: seed, generation: generation)
        let isNew = generations.withLock { $0.updateValue(generation, forKey: key.identifier) == nil }
        if isNew { receiver.withLock { $0 }?(key.identifier, generation) }
        return key
    }

    /// Knows the identifiers of keys that were used in an earlier process, without creating the keys.
    package func restore(_ identifiers: [String: Int]) {
        generations.withLock { $0.merge(identifiers) { own, _ in own } }
    }

    /// Returns whether the identifier of a generation's key is known.
    package func knows(_ generation: Int) -> Bool {
        generations.withLock { $0.values.contains(generation) }
    }

    /// Sets the receiver of the identifiers of keys that are used for the first time.
    package func reportNewKeys(to receiver: @escaping @Sendable (_ identifier: String, _ generation: Int) -> Void) {
        self.receiver.withLock { $0 = receiver }
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
