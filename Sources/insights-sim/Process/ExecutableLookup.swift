import CLinux
import Glibc

/// A search for programs in the folders of PATH.
enum ExecutableLookup {
    private static let standardFolders = "/usr/local/bin:/usr/bin:/bin"

    /// Returns the file of a program: the name itself if it contains a slash, otherwise the first executable in PATH.
    static func find(_ name: String, path: String?) throws(ProcessError) -> String {
        guard !name.isEmpty else { throw .notFound(name) }
        guard !name.contains("/") else {
            if let reason = launchError(name) { throw error(name, reason) }
            return name
        }
        var found: Int32?
        for folder in (path ?? standardFolders).split(separator: ":", omittingEmptySubsequences: false) {
            let file = (folder.isEmpty ? "." : folder) + "/" + name
            guard let reason = launchError(file) else { return file }
            if reason != ENOENT, reason != ENOTDIR { found = found ?? reason }
        }
        throw error(name, found ?? ENOENT)
    }

    /// Returns the error number that running a file would cause; nil for none.
    private static func launchError(_ file: String) -> Int32? {
        var information = stat()
        guard stat(file, &information) == 0 else { return errno }
        guard information.st_mode & S_IFMT == S_IFREG else { return EISDIR }
        return access(file, X_OK) == 0 ? nil : errno
    }

    private static func error(_ name: String, _ number: Int32) -> ProcessError {
        number == ENOENT || number == ENOTDIR ? .notFound(name) : .notExecutable(name, number)
    }
}
