import CLinux
import Glibc
import InsightsJSON
import InsightsServer
import InsightsSimulator

/// The file that tells scripts that a server is ready, with its URL and credentials.
///
/// A FIFO, a device and a descriptor are written into once, and never removed.
struct ReadyFile {
    private let path: String
    private let place: OutputPlace
    /// The device, the number and the time of the written file: another server may have replaced it by its own, under
    /// the same number.
    private var written: [UInt]?

    /// Resolves the path, and removes the file of an earlier server, so that no script takes it for this one's.
    ///
    /// - Throws: `UsageError.configuration` if the path leads to a folder, or no file can be created there.
    init(_ path: String) throws(UsageError) {
        self.path = path
        do throws(SystemError) {
            place = try OutputPlace(path)
            guard case .file(let file) = place else { return }
            guard access(OutputPlace.folder(of: file), W_OK | X_OK) == 0, unlink(file) == 0 || errno == ENOENT else {
                throw .last
            }
        } catch {
            throw Self.failure(path, error)
        }
    }

    /// Writes the URL and the credentials; a file appears whole, and only its owner can read it.
    ///
    /// `tlsURL` is the additional URL for TLS, and `socket` the path of the Unix socket that replaces the port.
    /// `authority` is the path of the certificate to trust. Each may be nil. A FIFO gets them when a program reads it, and `report` gets the failure of that, on another thread.
    mutating func write(
        _ information: ConnectionInfo, port: Int, tlsURL: String? = nil, socket: String? = nil,
        authority: String? = nil,
        report: @escaping @Sendable (UsageError) -> Void
    ) throws(UsageError) {
        var members: JSONObject = [
            "url": .string(information.url), "port": .integer(port), "pid": .integer(Int(getpid())),
        ]
        if let tlsURL { members["tlsUrl"] = .string(tlsURL) }
        if let socket { members["socket"] = .string(socket) }
        if let authority { members["caFile"] = .string(authority) }
        for member in information.json.members where members[member.key] == nil {
            members.members.append(member)
        }
        let bytes = JSONWriter.encode(.object(members)) + Array("\n".utf8)
        do throws(SystemError) {
            switch place {
            case .file(let file):
                try FileReplacement.write(file, bytes, mode: 0o600)
                written = Self.identity(file)
            case .descriptor(let number): try Descriptor.write(bytes, to: number)
            case .stream(let stream): try Self.write(bytes, into: stream) { [path] in report(Self.failure(path, $0)) }
            }
        } catch {
            throw Self.failure(path, error)
        }
    }

    /// Removes the file, unless another one has taken its place.
    func remove() {
        guard case .file(let file) = place, let written, Self.identity(file) == written else { return }
        unlink(file)
    }

    /// Writes into a FIFO or a device on another thread, because opening a FIFO waits for a reader.
    private static func write(
        _ bytes: [UInt8], into stream: String, report: @escaping @Sendable (SystemError) -> Void
    ) throws(SystemError) {
        do throws(ServerError) {
            try NativeThread(named: "ready-file") {
                do throws(SystemError) {
                    try Descriptor.write(bytes, into: stream)
                } catch {
                    report(error)
                }
            }.detach()
        } catch {
            throw SystemError(number: EAGAIN)
        }
    }

    private static func identity(_ file: String) -> [UInt]? {
        var status = stat()
        return lstat(file, &status) == 0
            ? [UInt(status.st_dev), UInt(status.st_ino)]
                + [status.st_ctim.tv_sec, status.st_ctim.tv_nsec].map { UInt(bitPattern: $0) } : nil
    }

    private static func failure(_ path: String, _ error: SystemError) -> UsageError {
        .configuration("cannot write the ready file \(path): \(error)")
    }
}
