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

    /// Gives up the memory, which the caller must free.
    consuming func release() -> UnsafeMutablePointer<Element> {
        let start = start
        discard self
        return start
    }

    /// Appends an element.
    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity { grow(toHold: count + 1) }
        start[count] = element
        count &+= 1
    }

    /// Appends elements, each made from its place among them.
    @inline(__always)
    mutating func append(count added: Int, _ element: (Int) -> Element) {
        grow(toHold: count + added)
        let end = start + count
        for place in 0..<added { end[place] = element(place) }
        count += added
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

    /// Counts elements that were written past the end, for which there is room.
    mutating func extend(to count: Int) {
        precondition(count <= capacity, "\(count) elements in memory for \(capacity)")
        self.count = max(self.count, count)
    }

    /// Reserves memory for `wanted` elements, if the system has that much; pages not yet written are not resident.
    mutating func reserve(_ wanted: Int) {
        guard wanted > capacity, let memory = Self.memory(start, capacity: wanted, used: count) else { return }
        start = memory
        capacity = wanted
    }

    /// Removes the elements from index `count` on.
    mutating func truncate(to count: Int) {
        self.count = min(self.count, count)
    }

    var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: start, count: count) }

    private static func reallocated(
        _ start: UnsafeMutablePointer<Element>?, capacity: Int
    ) -> UnsafeMutablePointer<Element> {
        guard let memory = memory(start, capacity: capacity, used: nil) else {
            preconditionFailure("no memory for \(capacity) elements")
        }
        return memory
    }

    /// Returns memory with the content of what is reallocated; nil if the system has none.
    ///
    /// If only few elements are `used`, they are copied; otherwise pages are moved.
    private static func memory(
        _ start: UnsafeMutablePointer<Element>?, capacity: Int, used: Int?
    ) -> UnsafeMutablePointer<Element>? {
        let size = capacity * MemoryLayout<Element>.stride
        var memory: UnsafeMutableRawPointer?
        if size >= 2 * largePage, start == nil || used != nil {
            guard posix_memalign(&memory, largePage, size) == 0, let memory else { return nil }
            if let start {
                memory.copyMemory(from: start, byteCount: (used ?? 0) * MemoryLayout<Element>.stride)
                free(start)
            }
        } else {
            memory = realloc(start, size)
        }
        guard let memory else { return nil }
        if size >= 2 * largePage {
            // A hint to use fewer, larger pages; ignoring it does no harm.
            let pageStart = UnsafeMutableRawPointer(bitPattern: (UInt(bitPattern: memory) + 4095) & ~4095)
            madvise(pageStart, size - 4096, MADV_HUGEPAGE)
        }
        return memory.bindMemory(to: Element.self, capacity: capacity)
    }

    private static var largePage: Int { 2 << 20 }
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
