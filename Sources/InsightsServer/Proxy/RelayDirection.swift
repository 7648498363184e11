import CLinux
import Glibc

/// The bytes that are in transit in one direction between two sockets, neither of which blocks.
package struct RelayDirection {
    private static let limit = 64 * 1024

    private var bytes: [UInt8]
    private var sentCount = 0
    private(set) var hasInputEnded: Bool
    /// Whether all bytes and, if wanted, the end were sent.
    package internal(set) var hasOutputEnded = false
    /// Whether the receiver is told that no more bytes follow.
    private let tellsEnd: Bool

    /// Creates a direction that begins with some bytes.
    package init(bytes: [UInt8] = [], hasInputEnded: Bool = false, tellsEnd: Bool = true) {
        self.bytes = bytes
        self.hasInputEnded = hasInputEnded
        self.tellsEnd = tellsEnd
    }

    /// Whether bytes wait to be sent.
    package var isWaiting: Bool { sentCount < bytes.count }

    /// Whether there is room for more bytes, which may follow.
    package var wantsInput: Bool { !hasInputEnded && bytes.count < Self.limit }

    /// Reads once; returns false if the peer has disconnected.
    package mutating func receive(from descriptor: CInt) -> Bool {
        var scratch = [UInt8](repeating: 0, count: Self.limit)
        let count = scratch.withUnsafeMutableBytes { clinux_receive(descriptor, $0.baseAddress, $0.count) }
        if count < 0 { return CInt(-count) == EAGAIN }
        if count == 0 { hasInputEnded = true } else { bytes += scratch[..<count] }
        return true
    }

    /// Sends pending bytes once; returns false if the peer has disconnected.
    package mutating func send(to descriptor: CInt) -> Bool {
        let start = sentCount
        let count = bytes.withUnsafeBytes { bytes in
            clinux_send(descriptor, bytes.baseAddress?.advanced(by: start), bytes.count - start, 0)
        }
        if count < 0 { return CInt(-count) == EAGAIN }
        sentCount += count
        if !isWaiting {
            bytes.removeAll(keepingCapacity: true)
            sentCount = 0
        }
        return true
    }

    /// Ends the output once the input has ended and all bytes are sent.
    package mutating func endIfDone(to descriptor: CInt) {
        guard hasInputEnded, !isWaiting, !hasOutputEnded else { return }
        if tellsEnd { clinux_end_output(descriptor) }
        hasOutputEnded = true
    }
}
