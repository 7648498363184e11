/// Bytes from the peer that are not parsed yet.
struct InputBuffer: Sendable {
    /// The capacity in bytes beyond which an empty buffer is released.
    private static let keptCapacity = 32 * 1024
    /// The number of used bytes from which the rest is moved to the front.
    private static let compactionSize = 16 * 1024

    /// All bytes; those before `start` are used.
    private(set) var bytes: [UInt8] = []
    /// The offset of the first unused byte.
    private(set) var start = 0

    /// The number of unused bytes.
    var count: Int { bytes.count - start }

    /// Whether all bytes are used.
    var isEmpty: Bool { start == bytes.count }

    /// Appends received bytes.
    mutating func append(_ arrived: Span<UInt8>) {
        bytes.append(arrived, 0..<arrived.count)
    }

    /// Drops bytes from the front.
    mutating func take(_ count: Int) {
        start += count
        precondition(start <= bytes.count, "more bytes taken than there are")
        if start == bytes.count {
            removeAll()
        } else if start >= Self.compactionSize, start >= bytes.count / 2 {
            bytes.removeFirst(start)
            start = 0
        }
    }

    /// Drops all bytes.
    mutating func removeAll() {
        if bytes.capacity > Self.keptCapacity { bytes = [] } else { bytes.removeAll(keepingCapacity: true) }
        start = 0
    }
}
