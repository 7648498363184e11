import CLinux
import InsightsHTTP
import InsightsTime
import Synchronization

/// Messages of other threads to an event loop, and the descriptor that wakes it.
final class LoopMailbox: Sendable {
    /// What can be told to a loop.
    enum Message: Sendable {
        /// Serve an accepted connection; the descriptor is the loop's from now on.
        case adopt(descriptor: CInt, remoteAddress: String, speaksTLS: Bool)
        /// Deferred work has ended.
        case answer(ConnectionToken, HTTPResponse)
        /// A piece of content has been made; nil is its end.
        case piece(ConnectionToken, [UInt8]?)
        /// A piece of content could not be made.
        case pieceFailed(ConnectionToken)
        /// Finish what is under way, and end at that instant at the latest.
        case drain(until: MonotonicTime)
    }

    private struct State {
        var messages: [Message] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wakeDescriptor: FileDescriptor

    init() throws(ServerError) {
        let number = clinux_eventfd(1, 0)
        guard number >= 0 else { throw .system(call: "eventfd", reason: errorText(-number)) }
        wakeDescriptor = FileDescriptor(number)
    }

    /// The descriptor that is readable while there are messages.
    var wakeNumber: CInt { wakeDescriptor.number }

    /// Adds a message and wakes the loop; false if the loop has ended.
    @discardableResult
    func post(_ message: Message) -> Bool {
        let (isFirst, isOpen) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.messages.append(message)
            return (state.messages.count == 1, true)
        }
        if isFirst { _ = clinux_eventfd_add(wakeDescriptor.number, 1) }
        return isOpen
    }

    /// Takes every message, in the order in which they were posted.
    func takeAll() -> [Message] {
        // First the descriptor, then the list: a message posted in between wakes the loop once more, none is missed.
        _ = clinux_eventfd_take(wakeDescriptor.number)
        return state.withLock { state in
            let messages = state.messages
            state.messages = []
            return messages
        }
    }

    /// Takes every message, and lets none in from now on.
    func close() -> [Message] {
        state.withLock { state in
            state.isClosed = true
            let messages = state.messages
            state.messages = []
            return messages
        }
    }
}

/// Names a connection of a loop: its descriptor, and which of the connections that had it.
///
/// Descriptors are used again as soon as they are closed, so what comes late must not reach the next connection.
struct ConnectionToken: Hashable, Sendable {
    let descriptor: CInt
    let generation: UInt32

    init(descriptor: CInt, generation: UInt32) {
        self.descriptor = descriptor
        self.generation = generation
    }

    /// Takes apart what `eventData` put together.
    init(eventData: UInt64) {
        descriptor = CInt(truncatingIfNeeded: eventData)
        generation = UInt32(truncatingIfNeeded: eventData >> 32)
    }

    /// Both numbers in one, to be kept by the kernel with a descriptor's events.
    var eventData: UInt64 {
        UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
    }
}
