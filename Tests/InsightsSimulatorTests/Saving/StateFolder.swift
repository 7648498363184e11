import Glibc
import Testing

/// A folder for state files, removed with its files at the end.
final class StateFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/insights-state-XXXXXX".utf8CString)
        path = String(cString: try #require(mkdtemp(&template)))
    }

    deinit {
        for name in ["state", "state-wal", "state-shm", "state-journal", "other"] { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    var file: String { "\(path)/state" }
}
