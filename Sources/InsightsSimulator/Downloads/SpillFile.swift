import Glibc
private import Synchronization

/// A temporary file without a name, for content that is too large for memory.
///
/// The system removes it when this object or the process ends, also by a crash. Nothing else can open it.
final class SpillFile: Sendable {
    private let descriptor: Int32
    private let space: SpillSpace
    /// The number of bytes written; one thread writes, before others read.
    private let length = Atomic(0)

    /// Takes over a descriptor that `space` has opened.
    init(_ descriptor: Int32, in space: SpillSpace) {
        self.descriptor = descriptor
        self.space = space
    }

    deinit {
        close(descriptor)
        space.release(bytes: length.load(ordering: .relaxed))
    }

    /// Appends bytes for which the space has been reserved; returns the error of the system, or 0.
    func append(_ bytes: [UInt8]) -> Int32 {
        let start = length.wrappingAdd(bytes.count, ordering: .relaxed).oldValue
        return bytes.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = pwrite(
                    descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written, start + written)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return count < 0 ? errno : ENOSPC }
                written += count
            }
            return 0
        }
    }

    /// Returns the bytes of a range; fewer if they cannot be read.
    func read(_ range: Range<Int>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: range.count) { buffer, initialized in
            while initialized < range.count {
                let count = pread(
                    descriptor, buffer.baseAddress?.advanced(by: initialized), range.count - initialized,
                    range.lowerBound + initialized)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return }
                initialized += count
            }
        }
    }
}
