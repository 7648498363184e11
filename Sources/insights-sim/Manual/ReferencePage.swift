import Glibc

/// A page of the reference that a help text names.
///
/// A build has the pages beside its sources, and an installed tool below `share`. A text names only a page that is there.
enum ReferencePage: String {
    case administration = "administration.md"
    case clientProtocol = "client-protocol.md"
    case faults = "faults.md"
    case state = "state.md"

    /// The place of the page in parentheses, after a blank; empty if this machine has no such page.
    var mention: String { place.map { " (\($0))" } ?? "" }

    private var place: String? {
        let name = "reference/\(rawValue)"
        if let shared = InstalledFolder.share("doc/insights-simulator/\(name)") { return shared }
        guard let sources = InstalledFolder.sources, access("\(sources)/docs/\(name)", R_OK) == 0 else { return nil }
        return "docs/\(name)"
    }
}
