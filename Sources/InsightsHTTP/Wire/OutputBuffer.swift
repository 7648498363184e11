/// Bytes on their way to the peer: many small ones gathered in one buffer, and at most one large array behind them
/// that is sent from where it stands.
struct OutputBuffer: Sendable {
    /// From this size on, content is not copied behind its head.
    private static let largeSize = 32 * 1024
    /// A buffer that grew beyond this is given back once it is empty.
    private static let keptCapacity = 128 * 1024

    private(set) var bytes: [UInt8] = []
    private var start = 0
    private var large: [UInt8] = []
    private var largeStart = 0

    /// How many bytes have not been taken.
    var count: Int { bytes.count - start + large.count - largeStart }

    /// Whether all bytes have been taken.
    var isEmpty: Bool { count == 0 }

    /// Whether a large array is among the bytes; nothing can be appended behind it.
    var hasLarge: Bool { !large.isEmpty }

    /// Appends small things, such as a head.
    mutating func append(_ write: (inout [UInt8]) -> Void) {
        precondition(!hasLarge, "bytes appended behind a large array would be sent before it")
        write(&bytes)
    }

    /// Appends content, copying it only if it is small.
    mutating func append(content: [UInt8]) {
        precondition(!hasLarge, "bytes appended behind a large array would be sent before it")
        if content.count < Self.largeSize {
            bytes.append(contentsOf: content)
        } else {
            large = content
        }
    }

    /// Gives the next bytes in one run, and whether more follow.
    func withNextBytes<Result>(_ body: (UnsafeRawBufferPointer, _ moreFollows: Bool) -> Result) -> Result {
        if start < bytes.count {
            bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[start...]), hasLarge) }
        } else {
            large.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[largeStart...]), false) }
        }
    }

    /// Drops bytes of the run that `withNextBytes` gave.
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

    /// Drops everything.
    mutating func removeAll() {
        if bytes.capacity > Self.keptCapacity { bytes = [] } else { bytes.removeAll(keepingCapacity: true) }
        start = 0
        if !large.isEmpty { large = [] }
        largeStart = 0
    }
}
