import Glibc
import InsightsContracts

/// A reader and writer of whole files.
enum FileIO {
    /// The greatest size of a file to read, in bytes.
    static let limit = 64 << 20

    static func read(_ path: String) throws(UsageError) -> [UInt8] {
        do throws(SmallFile.Failure) {
            return try SmallFile.read(path, limit: limit)
        } catch {
            switch error {
            case .system(let reason): throw failure("read", path, reason)
            case .notFile(let kind): throw .configuration("\(path): found \(kind); expected a file")
            case .tooLarge: throw .configuration("\(path) is larger than \(limit) bytes")
            }
        }
    }

    /// Returns whether a file or folder is there.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Writes a file, or into a FIFO or a device.
    ///
    /// A file appears whole: if the disk is full, the one of before stays.
    /// A FIFO takes the text when a program reads it. Until then any signal ends this process.
    static func write(_ text: String, to path: String, appends: Bool = false) throws(UsageError) {
        let place: OutputPlace
        switch OutputPlace.of(path) {
        case .success(let found): place = found
        case .failure(let error): throw failure("write", path, error.description)
        }
        switch place {
        case .descriptor(let number): return try write(text, to: number, path)
        // A file of a folder in which nothing can be created is written in place.
        case .file(let file) where !appends && access(OutputPlace.folder(of: file), W_OK) == 0:
            do throws(SystemError) {
                return try FileReplacement.write(file, Array(text.utf8))
            } catch {
                throw failure("write", path, error.description)
            }
        case .file: break
        case .stream:
            for signal in [SIGINT, SIGQUIT, SIGTERM, SIGHUP] { Glibc.signal(signal, SIG_DFL) }
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | (appends ? O_APPEND : O_TRUNC) | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure("write", path, systemReason) }
        defer { close(descriptor) }
        try write(text, to: descriptor, path)
    }

    /// Checks that a file can be written, without writing it.
    static func checkWritable(_ path: String) throws(UsageError) {
        switch OutputPlace.of(path) {
        case .success(.descriptor(let number)):
            guard fcntl(number, F_GETFL) >= 0 else { throw failure("write", path, systemReason) }
        case .success(.file(let file)), .success(.stream(let file)):
            guard access(access(file, F_OK) == 0 ? file : OutputPlace.folder(of: file), W_OK) == 0 else {
                throw failure("write", path, systemReason)
            }
        case .failure(let error): throw failure("write", path, error.description)
        }
    }

    private static func write(_ text: String, to descriptor: Int32, _ path: String) throws(UsageError) {
        if let error = Descriptor.write(Array(text.utf8), to: descriptor) {
            throw failure("write", path, SystemError(number: error).description)
        }
    }

    private static func failure(_ verb: String, _ path: String, _ reason: String) -> UsageError {
        .configuration("cannot \(verb) \(path): \(reason)")
    }

    private static var systemReason: String { String(cString: strerror(errno)) }
}
