import InsightsAPI

/// The texts of a list parameter, which select records without regard to letter case.
struct CaselessSet: Sendable {
    private let texts: Set<String>

    /// Creates the set of a parameter; nil if the parameter is absent, as it then selects everything.
    init?(_ texts: [String]?) {
        guard let texts else { return nil }
        self.texts = Set(texts.map { $0.lowercased() })
    }

    /// Returns whether the parameter selects a text.
    func contains(_ text: String) -> Bool { texts.contains(text.lowercased()) }

    /// Returns whether the parameter selects a text, or, for prefixes, one with which it begins.
    func contains(_ text: String, as filter: Settings.NameFilter) -> Bool {
        guard filter == .prefix else { return contains(text) }
        let text = text.lowercased()
        return texts.contains { text.hasPrefix($0) }
    }
}
