private import Glibc

/// A buffer that grows at its end: an array without checks, for elements that need no cleanup.
///
/// Large buffers grow by moving pages instead of bytes, and pages not yet written are not resident.
struct GrowingBuffer<Element: BitwiseCopyable>: ~Copyable {
    /// The address of the first element; changes when the buffer grows.
    private(set) var start: UnsafeMutablePointer<Element>
    private(set) var count = 0
    private var capacity: Int

    /// Creates an empty buffer.
    init(capacity: Int = 64) {
        self.capacity = max(capacity, 8)
        start = Self.reallocated(nil, capacity: self.capacity)
    }

    deinit {
        free(start)
    }

    /// Appends an element.
    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity { grow(toHold: count + 1) }
        start[count] = element
        count &+= 1
    }

    /// Appends copies of an element.
    mutating func append(repeating element: Element, count added: Int) {
        grow(toHold: count + added)
        (start + count).update(repeating: element, count: added)
        count += added
    }

    /// Appends a copy of some elements.
    mutating func append(contentsOf elements: UnsafeBufferPointer<Element>) {
        grow(toHold: count + elements.count)
        if let source = elements.baseAddress { (start + count).update(from: source, count: elements.count) }
        count += elements.count
    }

    /// Ensures room for `wanted` elements.
    mutating func grow(toHold wanted: Int) {
        guard wanted > capacity else { return }
        capacity = max(wanted, capacity * 2)
        start = Self.reallocated(start, capacity: capacity)
    }

    /// Removes the elements from index `count` on.
    mutating func truncate(to count: Int) {
        self.count = min(self.count, count)
    }

    var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: start, count: count) }

    private static func reallocated(
        _ start: UnsafeMutablePointer<Element>?, capacity: Int
    ) -> UnsafeMutablePointer<Element> {
        let size = capacity * MemoryLayout<Element>.stride
        guard let memory = realloc(start, size) else { preconditionFailure("no memory for \(capacity) elements") }
        if size >= 4 << 20 {
            // A hint to use fewer, larger pages; ignoring it does no harm.
            let pageStart = UnsafeMutableRawPointer(bitPattern: (UInt(bitPattern: memory) + 4095) & ~4095)
            madvise(pageStart, size - 4096, MADV_HUGEPAGE)
        }
        return memory.bindMemory(to: Element.self, capacity: capacity)
    }
}

/// A value in separately allocated memory, for objects whose hot loops cannot afford exclusivity checks.
///
/// The owner ensures that nothing else uses the value while one of its methods runs.
struct OwnedMemory<Value: ~Copyable>: ~Copyable {
    private let address: UnsafeMutablePointer<Value>

    init(_ value: consuming Value) {
        address = .allocate(capacity: 1)
        address.initialize(to: value)
    }

    deinit {
        address.deinitialize(count: 1)
        address.deallocate()
    }

    var value: Value {
        @inline(__always) _read { yield address.pointee }
        @inline(__always) nonmutating _modify { yield &address.pointee }
    }
}
