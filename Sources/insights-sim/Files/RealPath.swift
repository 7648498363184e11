import Glibc

/// The path of an existing file or folder without symbolic links and relative parts.
struct RealPath: Equatable {
    private let text: String

    /// Resolves a path; nil if nothing exists there.
    init?(_ path: String) {
        guard let resolved = realpath(path, nil) else { return nil }
        text = String(cString: resolved)
        free(resolved)
    }

    /// Returns the path from a folder, `.` for the folder itself; nil if it is not below that folder.
    func relative(to folder: RealPath) -> String? {
        guard self != folder else { return "." }
        let beginning = folder.text == "/" ? "/" : folder.text + "/"
        return text.hasPrefix(beginning) ? String(text.dropFirst(beginning.count)) : nil
    }
}
