import CLinux
import Glibc

/// Bytes that several threads can read at any offset at the same time.
protocol ByteSource: Sendable {
    /// The number of bytes.
    var count: Int { get }
    /// Copies bytes from an offset into a buffer and returns their number, which is smaller than the buffer only at
    /// the end.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int
}

/// A regular file that stays open as long as the object exists.
final class OpenFile: ByteSource {
    let count: Int
    /// The modification time, which distinguishes versions of the file's content.
    let modified: timespec
    /// What the system changes with the content, even if the modification time is set back.
    let identity: FileIdentity
    /// Whether only the user of this process, or the system's administrator, can have written it.
    let isTrusted: Bool
    private let descriptor: Int32

    /// Opens a file; throws if it is not a regular file or is larger than `maximumSize` bytes.
    init(path: String, maximumSize: Int = FileReading.maximumSize) throws(FixtureError) {
        var kind: UnsafePointer<CChar>?
        descriptor = clinux_open_regular(path, &kind)
        var status = stat()
        let isOpen = descriptor >= 0 && fstat(descriptor, &status) == 0
        count = Int(status.st_size)
        modified = status.st_mtim
        identity = FileIdentity(status)
        isTrusted = Self.isTrusted(status)
        if let kind { throw .unreadable(file: path, reason: "found \(String(cString: kind)); expected a file") }
        guard isOpen else {
            throw .unreadable(
                file: path, reason: descriptor < 0 ? String(cString: strerror(-descriptor)) : systemReason())
        }
        guard count <= maximumSize else {
            throw .unreadable(file: path, reason: "\(count) bytes, at most \(maximumSize) are read")
        }
    }

    /// Returns whether a file or folder belongs to this user or the administrator, and no other user can write it.
    static func isTrusted(_ status: stat) -> Bool {
        (status.st_uid == geteuid() || status.st_uid == 0) && status.st_mode & 0o002 == 0
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Whether the file has had neither another size nor another content since it was opened.
    var isUnchanged: Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && Int(status.st_size) == count
            && FileIdentity(status).words == identity.words && status.st_mtim.tv_sec == modified.tv_sec
            && status.st_mtim.tv_nsec == modified.tv_nsec
    }

    /// Maps bytes for reading; nil if the system refuses or the file has become shorter.
    func map(at offset: Int, count: Int) -> FileMapping? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, Int(status.st_size) >= offset + count else { return nil }
        return FileMapping(descriptor, offset: offset, count: count)
    }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var filled = 0
        while filled < buffer.count {
            let count = pread(
                descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled, offset + filled)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            filled += count
        }
        return filled
    }
}

/// The identity of a file and of its last change, which no program can set.
struct FileIdentity {
    let device: UInt64
    let number: UInt64
    let changed: timespec

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
        changed = status.st_ctim
    }

    /// The parts as numbers.
    var words: [UInt64] {
        [
            device, number, UInt64(bitPattern: Int64(changed.tv_sec)), UInt64(bitPattern: Int64(changed.tv_nsec)),
        ]
    }
}

struct MemorySource: ByteSource {
    let bytes: [UInt8]

    var count: Int { bytes.count }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let slice = bytes[min(offset, count)..<min(offset + buffer.count, count)]
        buffer.copyBytes(from: slice)
        return slice.count
    }
}
