import CLinux
import Glibc

/// A writer of whole texts to open descriptors.
enum Descriptor {
    /// Writes all bytes, and waits where a pipe takes no more for now.
    static func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
            }
            if written > 0 {
                offset += written
            } else if written == 0 {
                throw SystemError(number: EIO)
            } else if errno == EAGAIN {
                // Another program made the shared descriptor non-blocking.
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&entry, 1, -1)
            } else if errno != EINTR {
                throw .last
            }
        }
    }

    /// Opens a file, a FIFO or a device, writes all bytes, and closes it.
    static func write(_ bytes: [UInt8], into path: String, flags: Int32 = 0) throws(SystemError) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC | flags, 0o644)
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        try write(bytes, to: descriptor)
    }
}
