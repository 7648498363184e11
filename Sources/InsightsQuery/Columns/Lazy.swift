private import Synchronization

/// A value that is worked out when it is first asked for, and kept.
final class Lazy<Value: Sendable>: Sendable {
    private let known = Mutex<Value?>(nil)

    /// The value; two threads that ask at the same time wait for one of them.
    func value(_ make: () -> Value) -> Value {
        known.withLock { known in
            if let known { return known }
            let made = make()
            known = made
            return made
        }
    }
}
