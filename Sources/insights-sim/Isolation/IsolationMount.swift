/// A mount that is visible in a mount namespace alone.
enum IsolationMount: Equatable, Sendable {
    /// A file or folder in the place of another.
    case file(source: String, target: String)
    /// The files of a folder over those of another, read-only.
    case overlay(above: String, target: String)

    /// The file or folder that changes.
    var target: String {
        switch self {
        case .file(_, let target), .overlay(_, let target): target
        }
    }
}
