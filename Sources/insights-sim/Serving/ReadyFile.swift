import Glibc
import InsightsJSON
import InsightsSimulator

/// The file that tells scripts that a server is ready, with its URL and credentials.
struct ReadyFile {
    private let path: String

    /// Writes the file atomically: first under another name, then renamed.
    ///
    /// Only its owner can read it. `tlsURL` is the additional URL for TLS, and `authority` is the path of the
    /// certificate to trust. Either may be nil.
    init(
        path: String, _ information: ConnectionInfo, port: Int, tlsURL: String? = nil, authority: String? = nil
    ) throws(UsageError) {
        self.path = path
        var members: JSONObject = [
            "url": .string(information.url), "port": .integer(port), "pid": .integer(Int(getpid())),
        ]
        if let tlsURL { members["tlsUrl"] = .string(tlsURL) }
        if let authority { members["caFile"] = .string(authority) }
        for member in information.json.members where members[member.key] == nil {
            members.members.append(member)
        }
        let bytes = JSONWriter.encode(.object(members)) + Array("\n".utf8)
        // Create a new file and follow no link, so that other users of the folder cannot redirect the write.
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
        let written = write(descriptor, bytes, bytes.count)
        guard close(descriptor) == 0, written == bytes.count, rename(temporary, path) == 0 else {
            let error = Self.failure(path)
            unlink(temporary)
            throw error
        }
    }

    /// Removes the file.
    func remove() {
        unlink(path)
    }

    private static func failure(_ path: String) -> UsageError {
        .configuration("cannot write the ready file \(path): \(String(cString: strerror(errno)))")
    }
}
