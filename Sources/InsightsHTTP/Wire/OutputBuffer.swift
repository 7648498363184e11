/// Bytes for the peer: many small pieces in one buffer, followed by at most one large array that is sent without
/// copying.
struct OutputBuffer: Sendable {
    /// The size in bytes from which content is not copied after its head.
    private static let largeSize = 32 * 1024
    /// The capacity in bytes beyond which an empty buffer is released.
    private static let keptCapacity = 128 * 1024

    private(set) var bytes: [UInt8] = []
    private var start = 0
    private var large: [UInt8] = []
    private var largeStart = 0

    /// The number of bytes not taken yet.
    var count: Int { bytes.count - start + large.count - largeStart }

    /// Whether all bytes have been taken.
    var isEmpty: Bool { count == 0 }

    /// Whether a large array is pending; nothing can be appended after it.
    var hasLarge: Bool { !large.isEmpty }

    /// Appends small pieces, such as a head.
    mutating func append(_ write: (inout [UInt8]) -> Void) {
        precondition(!hasLarge, "bytes appended behind a large array would be sent before it")
        write(&bytes)
    }

    /// Appends content; copies it only if it is small.
    mutating func append(content: [UInt8]) {
        precondition(!hasLarge, "bytes appended behind a large array would be sent before it")
        if content.count < Self.largeSize {
            bytes.append(contentsOf: content)
        } else {
            large = content
        }
    }

    /// Passes the next bytes as one run to `body`, and whether more follow.
    func withNextBytes<Result>(_ body: (UnsafeRawBufferPointer, _ moreFollows: Bool) -> Result) -> Result {
        if start < bytes.count {
            bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[start...]), hasLarge) }
        } else {
            large.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[largeStart...]), false) }
        }
    }

    /// Drops bytes of the run passed by `withNextBytes`.
    mutating func take(_ count: Int) {
        if start < bytes.count {
            start += count
            precondition(start <= bytes.count, "more bytes taken than given")
        } else {
            largeStart += count
            precondition(largeStart <= large.count, "more bytes taken than given")
        }
        if isEmpty { removeAll() }
    }

    /// Drops all bytes.
    mutating func removeAll() {
        if bytes.capacity > Self.keptCapacity { bytes = [] } else { bytes.removeAll(keepingCapacity: true) }
        start = 0
        if !large.isEmpty { large = [] }
        largeStart = 0
    }
}
