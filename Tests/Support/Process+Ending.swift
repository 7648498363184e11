package import Dispatch
package import Foundation

extension Process {
    /// Starts it; the semaphore that is returned is signalled once it has ended.
    ///
    /// `waitUntilExit` would look every 50 ms, and without a pause on any thread but the one that started it.
    package func start() throws -> DispatchSemaphore {
        let ended = DispatchSemaphore(value: 0)
        terminationHandler = { _ in ended.signal() }
        try run()
        return ended
    }

    /// Starts it, waits for its end, and returns its exit code.
    package func runToEnd() throws -> Int32 {
        try start().wait()
        return terminationStatus
    }
}
