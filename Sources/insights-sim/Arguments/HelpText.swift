/// The texts of `--help`.
enum HelpText {
    static func overview(_ commands: [any Command.Type]) -> String {
        let rows = commands.map { ($0.specification.name, $0.specification.summary) }
        return """
            insights-sim: an offline simulator of the Partner Center insights v1 API and its token endpoint

            Usage: insights-sim COMMAND [options]

            Commands:
            \(table(rows))

            See 'insights-sim COMMAND --help' for a command's options and examples.
            """
    }

    static func command(_ specification: CommandSpecification) -> String {
        var sections = [
            "insights-sim \(specification.name): \(specification.summary)",
            "Usage: insights-sim \(specification.name) "
                + (specification.usage
                    ?? (specification.positional.isEmpty ? "" : specification.positional + " ") + "[options]"),
        ]
        let options = specification.options.map { ($0.name + ($0.value.map { " \($0)" } ?? ""), $0.summary) }
        sections.append("Options:\n" + table(options + [("--help", "show this text")]))
        if !specification.examples.isEmpty {
            sections.append("Examples:\n" + specification.examples.map { "  \($0)" }.joined(separator: "\n"))
        }
        sections.append(
            "Exit codes:\n" + table(specification.everyExitCode.map { (String($0.code.rawValue), $0.meaning) }))
        return sections.joined(separator: "\n\n")
    }

    /// Formats two columns; the first is as wide as its widest entry.
    static func table(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { "  \($0.0)\(String(repeating: " ", count: width - $0.0.count))  \($0.1)" }
            .joined(separator: "\n")
    }
}
