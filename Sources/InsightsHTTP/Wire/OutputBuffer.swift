/// Bytes for the peer: many small pieces in one buffer, followed by at most one large array that is sent without
/// copying.
struct OutputBuffer: Sendable {
    /// The size in bytes from which content is not copied after its head.
    private static let largeSize = 8 * 1024
    /// The same while further requests wait, whose responses cannot be appended behind a large array.
    private static let largeSizeBeforeMore = 32 * 1024
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

    /// Appends content; copies it only if it is small, or less small if `more` is to be appended.
    mutating func append(content: [UInt8], more: Bool) {
        precondition(!hasLarge, "bytes appended behind a large array would be sent before it")
        if content.count < (more ? Self.largeSizeBeforeMore : Self.largeSize) {
            bytes.append(contentsOf: content)
        } else {
            large = content
        }
    }

    /// Passes all bytes as two runs to `body`: the small pieces, and the large array; either may be empty.
    func withRuns<Result>(_ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.withUnsafeBytes { bytes in
            let small = UnsafeRawBufferPointer(rebasing: bytes[start...])
            guard hasLarge else { return body(small, UnsafeRawBufferPointer(start: nil, count: 0)) }
            return large.withUnsafeBytes { body(small, UnsafeRawBufferPointer(rebasing: $0[largeStart...])) }
        }
    }

    /// Passes the next bytes as one run to `body`, and whether more follow.
    func withNextBytes<Result>(_ body: (UnsafeRawBufferPointer, _ moreFollows: Bool) -> Result) -> Result {
        withRuns { small, large in small.isEmpty ? body(large, false) : body(small, !large.isEmpty) }
    }

    /// Drops bytes from the front, of both runs.
    mutating func take(_ count: Int) {
        let small = min(count, bytes.count - start)
        start += small
        largeStart += count - small
        precondition(largeStart <= large.count, "more bytes taken than given")
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
