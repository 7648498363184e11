import Dispatch
import InsightsHTTP
import Synchronization

/// A source whose chunks a test delivers, each after the server asked for it.
final class PushedSource: PushedBodySource {
    private let waiting = Mutex<(@Sendable ([UInt8]?) -> Void)?>(nil)
    private let asked = DispatchSemaphore(value: 0)

    func nextChunk() throws -> [UInt8]? { nil }

    func whenReady(_ deliver: @escaping @Sendable ([UInt8]?) -> Void) {
        waiting.withLock { $0 = deliver }
        asked.signal()
    }

    /// Waits until the server has asked for a chunk that was not delivered yet.
    func waitUntilAsked() { asked.wait() }

    func deliver(_ chunk: [UInt8]?) {
        let deliver = waiting.withLock { $0.take() }
        deliver?(chunk)
    }
}
