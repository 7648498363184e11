import Glibc
import InsightsJSON
import InsightsSimulator

/// The file that tells scripts that a server serves, where, and with which credentials.
struct ReadyFile {
    private let path: String

    /// Writes the file whole or not at all: under another name first, then renamed.
    ///
    /// Readable by its owner only. `tlsURL` is where TLS is spoken beside plain HTTP, `authority` the file with the
    /// certificate to trust for it; either may be missing.
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
        // New, and no link: whoever may write in the folder cannot have it written elsewhere.
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
