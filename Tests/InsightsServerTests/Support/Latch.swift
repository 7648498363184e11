import Dispatch

/// Lets one thread wait for another, for five minutes at most: what takes longer hangs.
final class Latch: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    /// Releases one waiter, now or later.
    func open() {
        semaphore.signal()
    }

    /// Waits until it is opened; false if that does not happen.
    @discardableResult
    func wait() -> Bool {
        semaphore.wait(timeout: .now() + .seconds(300)) == .success
    }
}
