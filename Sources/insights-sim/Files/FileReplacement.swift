import CLinux
import Glibc

/// A writer of files that appear whole, or not at all: a full disk leaves the file of before.
enum FileReplacement {
    /// Writes a file under another name, and renames it.
    ///
    /// - Parameters:
    ///   - file: the path of a regular file, or of none yet.
    ///   - bytes: the content.
    ///   - mode: the permissions; a file that is replaced keeps the ones it had unless they are given.
    /// - Throws: `SystemError` of the first call that failed; then nothing has changed.
    static func write(_ file: String, _ bytes: [UInt8], mode: mode_t? = nil) throws(SystemError) {
        // Create a new file and follow no link, so that other users of the folder cannot redirect the write.
        let temporary = "\(file).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode ?? 0o644)
        guard descriptor >= 0 else { throw .last }
        do throws(SystemError) {
            var isOpen = true
            defer { if isOpen { close(descriptor) } }
            try Descriptor.write(bytes, to: descriptor)
            var before = stat()
            if mode == nil, stat(file, &before) == 0 { fchmod(descriptor, before.st_mode & 0o7777) }
            isOpen = false
            guard close(descriptor) == 0, rename(temporary, file) == 0 else { throw .last }
        } catch {
            unlink(temporary)
            throw error
        }
    }
}
