import InsightsAPI

/// The names by which a list is selected, in any letter case.
enum NameSelection: Sendable {
    /// Names that must be equal.
    case exact(CaselessSet)
    /// Beginnings, in lower case.
    case beginnings([String])

    /// Creates a selection; nil if there are no names.
    init?(_ names: [String]?, _ filter: Settings.NameFilter) {
        guard let names, let set = CaselessSet(names) else { return nil }
        self =
            switch filter {
            case .exact: .exact(set)
            case .prefix: .beginnings(names.map { $0.lowercased() })
            }
    }

    /// Returns whether a name is selected.
    func contains(_ name: String) -> Bool {
        switch self {
        case .exact(let names): names.contains(name)
        case .beginnings(let names): names.contains { name.lowercased().hasPrefix($0) }
        }
    }
}
