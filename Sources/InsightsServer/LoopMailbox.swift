import CLinux
import InsightsHTTP
import InsightsTime
import Synchronization

/// A queue of messages from other threads to an event loop, with the descriptor that wakes the loop.
final class LoopMailbox: Sendable {
    /// The messages to a loop.
    enum Message: Sendable {
        /// Serve an accepted connection; the loop now owns the descriptor.
        case accepted(descriptor: CInt, remoteAddress: String, speaksTLS: Bool, at: MonotonicTime)
        /// Offloaded work is complete.
        case response(ConnectionToken, HTTPResponse)
        /// A chunk of content is ready; nil is the end of the content.
        case piece(ConnectionToken, [UInt8]?)
        /// A chunk of content could not be produced.
        case pieceFailed(ConnectionToken)
        /// Propose a connection to close, for a newcomer.
        case makeRoom(RoomRequest)
        /// Close a connection, unless it has done something of use since.
        case close(ConnectionToken, idleSince: MonotonicTime)
        /// Complete running requests, and end at the given instant at the latest.
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

    /// Adds a message and wakes the loop; returns false if the loop has ended.
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

    /// Removes and returns all messages, in the order in which they were posted.
    func takeAll() -> [Message] {
        // Reset the descriptor before the list: a message posted in between then wakes the loop again and is not
        // missed.
        _ = clinux_eventfd_take(wakeDescriptor.number)
        return state.withLock { state in
            let messages = state.messages
            state.messages = []
            return messages
        }
    }

    /// Removes and returns all messages, and rejects further ones.
    func close() -> [Message] {
        state.withLock { state in
            state.isClosed = true
            let messages = state.messages
            state.messages = []
            return messages
        }
    }
}

/// The identity of a connection in a loop: its descriptor and a generation number.
///
/// The system reuses descriptors as soon as they are closed. The generation keeps late events from the next connection.
struct ConnectionToken: Hashable, Sendable {
    let descriptor: CInt
    let generation: UInt32

    init(descriptor: CInt, generation: UInt32) {
        self.descriptor = descriptor
        self.generation = generation
    }

    /// Unpacks a token from the value of `eventData`.
    init(eventData: UInt64) {
        descriptor = CInt(truncatingIfNeeded: eventData)
        generation = UInt32(truncatingIfNeeded: eventData >> 32)
    }

    /// The token as one number, which the kernel stores with the events of the descriptor.
    var eventData: UInt64 {
        UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
    }
}
