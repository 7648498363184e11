private import Glibc

/// Memory that grows at its end: an array without its checks, for values that need no cleaning up.
///
/// Large buffers grow by moving pages, not bytes, and pages not written to are not resident.
struct GrowingBuffer<Element: BitwiseCopyable>: ~Copyable {
    /// Where the elements are; changes when the buffer grows.
    private(set) var start: UnsafeMutablePointer<Element>
    private(set) var count = 0
    private var capacity: Int

    /// An empty buffer.
    init(capacity: Int = 64) {
        self.capacity = max(capacity, 8)
        start = Self.reallocated(nil, capacity: self.capacity)
    }

    deinit {
        free(start)
    }

    /// Adds an element.
    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity { grow(toHold: count + 1) }
        start[count] = element
        count &+= 1
    }

    /// Adds the same element some times.
    mutating func append(repeating element: Element, count added: Int) {
        grow(toHold: count + added)
        (start + count).update(repeating: element, count: added)
        count += added
    }

    /// Adds bytes as they are; there must be as many as whole elements make up.
    mutating func append(contentsOf elements: UnsafeBufferPointer<Element>) {
        grow(toHold: count + elements.count)
        if let source = elements.baseAddress { (start + count).update(from: source, count: elements.count) }
        count += elements.count
    }

    /// Makes sure that so many elements fit.
    mutating func grow(toHold wanted: Int) {
        guard wanted > capacity else { return }
        capacity = max(wanted, capacity * 2)
        start = Self.reallocated(start, capacity: capacity)
    }

    /// Drops elements at the end.
    mutating func truncate(to count: Int) {
        self.count = min(self.count, count)
    }

    /// The elements.
    var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: start, count: count) }

    private static func reallocated(
        _ start: UnsafeMutablePointer<Element>?, capacity: Int
    ) -> UnsafeMutablePointer<Element> {
        let size = capacity * MemoryLayout<Element>.stride
        guard let memory = realloc(start, size) else { preconditionFailure("no memory for \(capacity) elements") }
        if size >= 4 << 20 {
            // Fewer, larger pages: a hint, and no loss if it is not taken.
            let pageStart = UnsafeMutableRawPointer(bitPattern: (UInt(bitPattern: memory) + 4095) & ~4095)
            madvise(pageStart, size - 4096, MADV_HUGEPAGE)
        }
        return memory.bindMemory(to: Element.self, capacity: capacity)
    }
}

/// A value in memory of its own, for objects whose hot loops cannot afford to have every access checked.
///
/// The owner makes sure that nothing else uses the value while one of its methods does.
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

    /// The value itself.
    var value: Value {
        @inline(__always) _read { yield address.pointee }
        @inline(__always) nonmutating _modify { yield &address.pointee }
    }
}
