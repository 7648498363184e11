import InsightsJSON

/// What may have been meant by a pattern that matches no contract.
package struct ContractSuggestion: CustomStringConvertible {
    private let pattern: String
    private let names: [String]

    /// Creates the suggestion for a pattern; `names` are those of all contracts.
    package init(for pattern: String, among names: [String]) {
        self.pattern = pattern
        self.names = names
    }

    /// What may have been meant, as a hint of an error.
    package var description: String {
        if names.contains(where: { $0.hasPrefix(pattern + "/") }) { return "it is a folder: use '\(pattern)/*'" }
        if let corrected = withNearArea { return "did you mean '\(corrected)'?" }
        let text = pattern.lowercased().split(separator: "*").max { $0.count < $1.count } ?? ""
        var similar = text.isEmpty ? [] : names.filter { $0.lowercased().contains(text) }
        if similar.isEmpty { similar = nearestName(to: pattern, among: names).map { [$0] } ?? [] }
        if similar.isEmpty, let corrected = withNearWords { return "did you mean '\(corrected)'?" }
        guard !similar.isEmpty else { return "'insights-sim contracts list' shows all \(names.count)" }
        let more = similar.count > 3 ? " and \(similar.count - 3) more" : ""
        return "similar: " + similar.prefix(3).joined(separator: ", ") + more
    }

    /// The pattern with the folder that may have been meant; nil if it then matches nothing.
    private var withNearArea: String? {
        guard let slash = pattern.firstIndex(of: "/") else { return nil }
        let typed = pattern[..<slash].lowercased()
        let areas = Set(names.compactMap { $0.split(separator: "/").first.map(String.init) }).sorted()
        guard !areas.contains(typed) else { return nil }
        // A singular and its plural may differ by too much for the distance, but they begin alike.
        func common(_ area: String) -> Int { zip(area.lowercased(), typed).prefix { $0 == $1 }.count }
        let alike = areas.max { common($0) < common($1) }.flatMap { common($0) >= max(3, typed.count - 1) ? $0 : nil }
        return (nearestName(to: typed, among: areas) ?? alike).flatMap { matching($0 + pattern[slash...]) }
    }

    /// The pattern with the nearest known word in place of each unknown one; nil if it then matches nothing.
    private var withNearWords: String? {
        let isSeparator: (Character) -> Bool = { !$0.isLetter && !$0.isNumber }
        let known = Set(names.flatMap { $0.split(whereSeparator: isSeparator).map(String.init) }).sorted()
        var corrected = ""
        var rest = pattern[...]
        while let start = rest.firstIndex(where: { !isSeparator($0) }) {
            let end = rest[start...].firstIndex(where: isSeparator) ?? rest.endIndex
            let word = rest[start..<end].lowercased()
            corrected += rest[..<start] + (known.contains(word) ? word : nearestName(to: word, among: known) ?? word)
            rest = rest[end...]
        }
        return matching(corrected + rest)
    }

    private func matching(_ corrected: String) -> String? {
        names.contains(where: ContractPattern(corrected).matches) ? corrected : nil
    }
}
