import InsightsAPI
import InsightsContracts
import InsightsFixtures
import InsightsJSON
import InsightsSimulator

/// What two editions differ in, as text, JSON or a page.
struct EditionsReport: Sendable {
    let earlier: Edition
    let later: Edition
    let changes: [EditionChange]

    init(from earlier: Edition, to later: Edition, fixtures: FixtureStore, contracts: [Contract]) {
        self.earlier = earlier
        self.later = later
        changes =
            EditionComparison(from: earlier, to: later, fixtures: fixtures).changes
            + contracts.compactMap { Self.change($0, earlier, later) }
    }

    /// Returns the change that a contract shows, if it holds in one of the editions only.
    private static func change(_ contract: Contract, _ earlier: Edition, _ later: Edition) -> EditionChange? {
        let (holdsBefore, holdsAfter) = (contract.editions.contains(earlier), contract.editions.contains(later))
        guard holdsBefore != holdsAfter else { return nil }
        let id = "\(contract.id): \(contract.evidence.kind.rawValue)"
        return EditionChange(
            .contracts, contract.programs.count == 1 ? contract.programs.first : nil, contract.title,
            before: holdsBefore ? id : nil, after: holdsAfter ? id : nil, sources: contract.evidence.sources)
    }

    private func changes(in area: EditionChange.Area) -> [EditionChange] { changes.filter { $0.area == area } }

    /// Returns the name of a change, and what it was and is.
    private static func line(_ change: EditionChange, quoting: (String) -> String) -> String {
        let program = change.program.map { "\($0) " } ?? ""
        let name = program + quoting(change.subject)
        // A route or a message is only there or not.
        let isPlain = change.area == .routes || change.area == .messages || change.kind == .removed
        let value: String =
            switch (change.before, change.after) {
            case (let before?, let after?) where before != after: ": \(quoting(before)) -> \(quoting(after))"
            case (_, let after?) where !isPlain && change.kind == .added: ": \(quoting(after))"
            case (let before?, nil) where change.area == .contracts: ": \(quoting(before))"
            default: ""
            }
        return name + value
    }

    /// The text for people.
    var text: String {
        let signs: [EditionChange.Kind: String] = [.added: "+", .removed: "-", .changed: "~"]
        let sections = EditionChange.Area.allCases.compactMap { area -> String? in
            let changes = changes(in: area)
            guard !changes.isEmpty else { return nil }
            let lines = changes.map { change in
                let sources = change.sources.isEmpty ? "" : "  [\(change.sources.joined(separator: ", "))]"
                return "  \(signs[change.kind] ?? "") \(Self.line(change, quoting: { $0 }))\(sources)"
            }
            return "\(area.rawValue) (\(changes.count))\n" + lines.joined(separator: "\n")
        }
        let head = "\(earlier.rawValue) -> \(later.rawValue): \(changes.count) differences"
        return ([head] + sections).joined(separator: "\n\n")
    }

    /// The report as JSON, one object for each difference.
    var json: JSONValue {
        .object([
            "from": .string(earlier.rawValue), "to": .string(later.rawValue),
            "changes": .array(
                changes.map { change in
                    .object([
                        "area": .string(change.area.rawValue),
                        "program": change.program.map { .string($0.rawValue) } ?? .null,
                        "subject": .string(change.subject), "change": .string(change.kind.rawValue),
                        "before": change.before.map(JSONValue.string) ?? .null,
                        "after": change.after.map(JSONValue.string) ?? .null,
                        "sources": .array(change.sources.map(JSONValue.string)),
                    ])
                }),
        ])
    }

    /// The report as a section of a page, with tables.
    var markdown: String {
        var text = "## From \(earlier.rawValue) to \(later.rawValue)\n\n\(changes.count) differences.\n"
        for area in EditionChange.Area.allCases {
            let changes = changes(in: area)
            guard !changes.isEmpty else { continue }
            text += "\n### \(earlier.rawValue) to \(later.rawValue): \(area.rawValue)\n\n"
            text += "| change | what | before | after | sources |\n|---|---|---|---|---|\n"
            for change in changes {
                let program = change.program.map { "\($0): " } ?? ""
                let cells = [
                    change.kind.rawValue, program + Self.cell(change.subject, isCode: area != .contracts),
                    Self.cell(change.before ?? ""), Self.cell(change.after ?? ""),
                    change.sources.map { "`\($0)`" }.joined(separator: " "),
                ]
                text += "| \(cells.joined(separator: " | ")) |\n"
            }
        }
        return text
    }

    private static func cell(_ text: String, isCode: Bool = true) -> String {
        let escaped = String(text.flatMap { $0 == "|" ? "\\|" : String($0) })
        return isCode && !escaped.isEmpty ? "`\(escaped)`" : escaped
    }
}
