/// The values of a column, which never change.
///
/// A copy shares the memory, which belongs to this process or is a part of a mapped file.
struct ColumnValues<Element: BitwiseCopyable & Sendable>: RandomAccessCollection, @unchecked Sendable {
    private let start: UnsafePointer<Element>
    /// The number of values.
    let count: Int
    /// What keeps the memory.
    private let owner: AnyObject

    /// Creates values in memory that an object keeps and nothing changes.
    init(start: UnsafePointer<Element>, count: Int, owner: AnyObject) {
        self.start = start
        self.count = count
        self.owner = owner
    }

    /// Creates values from a buffer, whose memory is taken over.
    init(_ buffer: consuming GrowingBuffer<Element>) {
        let count = buffer.count
        let bytes = buffer.release()
        self.init(start: UnsafePointer(bytes.start.assumingMemoryBound(to: Element.self)), count: count, owner: bytes)
    }

    /// Creates a copy of some values.
    init(_ values: some Collection<Element>) {
        var buffer = GrowingBuffer<Element>(capacity: values.count)
        for value in values { buffer.append(value) }
        self.init(buffer)
    }

    /// Creates equal values.
    init(repeating value: Element, count: Int) {
        var buffer = GrowingBuffer<Element>(capacity: count)
        buffer.append(repeating: value, count: count)
        self.init(buffer)
    }

    var startIndex: Int { 0 }
    var endIndex: Int { count }

    subscript(index: Int) -> Element {
        @inline(__always) get {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "value \(index) of \(count)")
            return start[index]
        }
    }

    /// Passes the memory of all values to `body`, during which it is valid.
    @inline(__always)
    func withUnsafeBufferPointer<Result, Failure>(
        _ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(owner) {} }
        return try body(UnsafeBufferPointer(start: start, count: count))
    }

    /// Passes the bytes of all values to `body`, during which they are valid.
    @inline(__always)
    func withUnsafeBytes<Result, Failure>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withUnsafeBufferPointer { (values) throws(Failure) in try body(UnsafeRawBufferPointer(values)) }
    }
}
