/// Bytes from the peer that have not been understood yet.
struct InputBuffer: Sendable {
    /// A buffer that grew beyond this is given back once it is empty.
    private static let keptCapacity = 32 * 1024
    /// From this many used bytes on, the rest is moved to the front.
    private static let compactionSize = 16 * 1024

    /// All bytes; those before `start` have been used.
    private(set) var bytes: [UInt8] = []
    /// Where the bytes start that have not been used.
    private(set) var start = 0

    /// How many bytes there are.
    var count: Int { bytes.count - start }

    /// Whether there are none.
    var isEmpty: Bool { start == bytes.count }

    /// Appends what has arrived.
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

    /// Drops everything.
    mutating func removeAll() {
        if bytes.capacity > Self.keptCapacity { bytes = [] } else { bytes.removeAll(keepingCapacity: true) }
        start = 0
    }
}
