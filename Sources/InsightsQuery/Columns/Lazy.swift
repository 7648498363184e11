private import Synchronization

/// A value that is computed on first use, then kept.
final class Lazy<Value: Sendable>: Sendable {
    private let known = Mutex<Value?>(nil)

    /// Returns the value; if two threads ask at the same time, one computes it and the other waits.
    func value(_ make: () -> Value) -> Value {
        known.withLock { known in
            if let known { return known }
            let made = make()
            known = made
            return made
        }
    }
}
