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
    /// A FIFO takes the text when a program reads it. Until then any signal ends this process. With `isSecret`, a file
    /// is for its owner alone.
    static func write(
        _ text: String, to path: String, appends: Bool = false, isSecret: Bool = false
    ) throws(UsageError) {
        let bytes = Array(text.utf8)
        do throws(SystemError) {
            switch try OutputPlace(path) {
            case .descriptor(let number): try Descriptor.write(bytes, to: number)
            // A file of a folder in which nothing can be created is written in place.
            case .file(let file) where !appends && access(OutputPlace.folder(of: file), W_OK) == 0:
                try FileReplacement.write(file, bytes, mode: isSecret ? 0o600 : nil)
            case .file(let file):
                try Descriptor.write(bytes, into: file, flags: O_CREAT | (appends ? O_APPEND : O_TRUNC))
            case .stream(let stream):
                try DefaultSignals.during { () throws(SystemError) in try Descriptor.write(bytes, into: stream) }
            }
        } catch {
            throw failure("write", path, error.description)
        }
    }

    /// Creates a folder, and those above it; one that exists is kept.
    static func makeFolder(_ path: String) throws(UsageError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        for count in 1...parts.count {
            let folder = parts.prefix(count).joined(separator: "/")
            guard folder.isEmpty || mkdir(folder, 0o777) == 0 || errno == EEXIST || exists(folder) else {
                throw failure("make the folder", folder, "\(SystemError.last)")
            }
        }
    }

    /// Checks that a file can be written, without writing it.
    static func checkWritable(_ path: String) throws(UsageError) {
        do throws(SystemError) {
            switch try OutputPlace(path) {
            case .descriptor(let number):
                guard fcntl(number, F_GETFL) >= 0 else { throw .last }
            case .file(let file), .stream(let file):
                guard access(exists(file) ? file : OutputPlace.folder(of: file), W_OK) == 0 else { throw .last }
            }
        } catch {
            throw failure("write", path, error.description)
        }
    }

    private static func failure(_ verb: String, _ path: String, _ reason: String) -> UsageError {
        .configuration("cannot \(verb) \(path): \(reason)")
    }
}
