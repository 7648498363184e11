import CLinux
import Glibc

/// A writer of whole texts to open descriptors.
enum Descriptor {
    /// Writes all bytes, and waits where a pipe takes no more for now; returns the error, or nil.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
            }
            if written > 0 {
                offset += written
            } else if written == 0 {
                return EIO
            } else if errno == EAGAIN {
                // Another program made the shared descriptor non-blocking.
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&entry, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }
}
