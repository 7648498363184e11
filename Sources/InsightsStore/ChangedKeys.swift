/// The keys of a table whose values changed since they were last taken.
///
/// Nothing is recorded until someone wants to save the table, so a table in memory pays for one comparison.
package struct ChangedKeys<Key: Hashable & Sendable>: Sendable {
    private var keys: Set<Key>?

    package init(isRecording: Bool = false) {
        keys = isRecording ? [] : nil
    }

    /// Whether changes are recorded.
    package var isRecording: Bool { keys != nil }

    /// Whether nothing has changed since the last call of `take`, as far as is recorded.
    package var isEmpty: Bool { keys?.isEmpty ?? true }

    /// Records that the value of a key was added, changed or removed.
    package mutating func note(_ key: @autoclosure () -> Key) {
        guard keys != nil else { return }
        keys?.insert(key())
    }

    /// Returns the keys that changed since the last call, and goes on recording.
    package mutating func take() -> Set<Key> {
        guard let taken = keys else { return [] }
        if !taken.isEmpty { keys = [] }
        return taken
    }
}
