private import Glibc

/// The steps in which a clock moves through many events, so that others get at the tenant's state in between.
struct EventPacing: Sendable {
    /// The greatest number of events that are processed under one hold of the tenant's lock.
    var eventsPerSlice = 128
    /// Called at the start of each slice but the first, while the lock is held; for tests.
    var onSlice: (@Sendable () -> Void)?

    /// The number of pauses that a thread makes for others between two slices.
    static let roundsForOthers = 40

    /// Pauses the thread, so that others can take the lock.
    static func pause() {
        usleep(50)
    }
}
