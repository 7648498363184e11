private import Glibc

/// A buffer that grows at its end: an array without checks, for elements that need no cleanup.
///
/// Large buffers grow by moving pages instead of bytes, and pages not yet written are not resident.
struct GrowingBuffer<Element: BitwiseCopyable>: ~Copyable {
    /// The address of the first element; changes when the buffer grows.
    private(set) var start: UnsafeMutablePointer<Element>
    private(set) var count = 0
    private var capacity: Int
    /// The size of the mapping if the memory is one, in bytes; otherwise 0.
    private var mappedBytes = 0

    /// Creates an empty buffer.
    init(capacity: Int = 64) {
        self.capacity = max(capacity, 8)
        start = Self.reallocated(nil, capacity: self.capacity)
    }

    deinit {
        OwnedBytes.free(start, mappedBytes: mappedBytes)
    }

    /// Gives up the memory, without most of what was not used.
    consuming func release() -> OwnedBytes {
        if mappedBytes == 0, capacity > count + count / 8 {
            start = Self.reallocated(start, capacity: max(count, 1))
        }
        // What was written at its end is read from its start.
        if mappedBytes > 0 { madvise(start, mappedBytes, MADV_SEQUENTIAL) }
        let bytes = OwnedBytes(start, mappedBytes: mappedBytes)
        discard self
        return bytes
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
        if mappedBytes > 0 {
            let memory = Self.reallocated(nil, capacity: capacity)
            memory.update(from: start, count: count)
            OwnedBytes.free(start, mappedBytes: mappedBytes)
            (start, mappedBytes) = (memory, 0)
        } else {
            start = Self.reallocated(start, capacity: capacity)
        }
    }

    /// Reserves memory for `wanted` elements, if the system has that much; pages not yet written are not resident.
    ///
    /// With a spill, the memory is that of a temporary file, which the system may write there.
    mutating func reserve(_ wanted: Int, in spill: Spill? = nil) {
        guard wanted > capacity, mappedBytes == 0 else { return }
        let size = wanted * MemoryLayout<Element>.stride
        if let spill, size >= Self.largePage, let mapped = spill(size) {
            mapped.copyMemory(from: start, byteCount: count * MemoryLayout<Element>.stride)
            free(start)
            (start, mappedBytes) = (mapped.bindMemory(to: Element.self, capacity: wanted), size)
        } else {
            guard let memory = Self.memory(start, capacity: wanted, used: count) else { return }
            start = memory
        }
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

/// Maps a new temporary file of a size in bytes for reading and writing; nil if that is impossible.
///
/// The file has no name, so it ends with the mapping, which the caller removes.
package typealias Spill = @Sendable (_ size: Int) -> UnsafeMutableRawPointer?

/// Memory of the C library or a mapping, which is freed with the object.
final class OwnedBytes {
    let start: UnsafeMutableRawPointer
    private let mappedBytes: Int

    init(_ start: UnsafeMutableRawPointer, mappedBytes: Int) {
        self.start = start
        self.mappedBytes = mappedBytes
    }

    deinit {
        Self.free(start, mappedBytes: mappedBytes)
    }

    /// Frees memory; `mappedBytes` is 0 unless it is a mapping.
    static func free(_ start: UnsafeMutableRawPointer, mappedBytes: Int) {
        if mappedBytes > 0 { munmap(start, mappedBytes) } else { Glibc.free(start) }
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
