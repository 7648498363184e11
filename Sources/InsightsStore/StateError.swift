/// A reason why kept state cannot be used.
package enum StateError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file was made by another program.
    case foreign(path: String, found: String)
    /// The file has a newer schema than this program knows.
    case newer(path: String, version: Int, known: Int)
    /// The file has damage.
    case damaged(path: String, reason: String)
    /// Another process uses the file.
    case locked(path: String)
    /// The file cannot be written.
    case readOnly(path: String)
    /// No space is left.
    case full(path: String)
    /// A system call failed.
    case unusable(path: String, reason: String)
    /// The file exists no more, or not yet.
    case missing(path: String)
    /// A row says something that this program cannot read.
    case unreadable(scope: String, row: String, reason: String)
    /// The server was started with something else than the file was made with.
    case mismatch(what: String, found: String, expected: String)

    /// What was found, where, and what to do.
    package var description: String {
        switch self {
        case .foreign(let path, let found):
            "\(path): found \(found); expected a state file of insights-sim; name another file, or a new one"
        case .newer(let path, let version, let known):
            "\(path): found version \(version) of the state; expected at most \(known); use a newer insights-sim"
        case .damaged(let path, let reason):
            "\(path): the state is damaged (\(reason)); restore it from a copy, or name a new file"
        case .locked(let path): "\(path): another process uses the state; stop it first, or name another file"
        case .readOnly(let path): "\(path): the state cannot be written; change its rights, or name another file"
        case .full(let path): "\(path): no space is left on the disk; free some"
        case .unusable(let path, let reason): "\(path): cannot use the state: \(reason)"
        case .missing(let path): "\(path): there is no such file"
        case .unreadable(let scope, let row, let reason):
            "the state of \(scope), \(row): \(reason); restore it from a copy, or name a new file"
        case .mismatch(let what, let found, let expected):
            "\(what): found \(found); expected \(expected), as in the state; leave it out, or name a new file"
        }
    }
}
