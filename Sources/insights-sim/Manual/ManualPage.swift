/// A manual page, written from the specifications of the commands, as `--help` is.
///
/// The format is that of man(7).
enum ManualPage {
    private static let section = 1
    private static let tool = "insights-sim"

    /// Returns the page of the tool: its commands.
    static func overview(_ commands: [CommandSpecification], version: String) -> String {
        var lines = head(name: tool, summary: "offline simulator of the Partner Center insights v1 API", version)
        lines += [".SH SYNOPSIS", ".B \(tool)", ".I COMMAND", "[options]", ".SH DESCRIPTION"]
        lines.append(
            text(
                "Simulates the insights v1 API of Microsoft Partner Center and the token endpoint in front of it, for "
                    + "programs that call them. Nothing leaves this machine."))
        lines.append(".SH COMMANDS")
        for command in commands {
            lines += [".TP", ".BR \(tool)-\(command.name) (\(section))", text(command.summary)]
        }
        lines += [".SH ENVIRONMENT"]
        for (name, meaning) in variables { lines += [".TP", ".B \(name)", text(meaning)] }
        lines += [".SH SEE ALSO", seeAlso(commands.map(\.name))]
        return lines.joined(separator: "\n")
    }

    /// Returns the page of a command.
    static func command(_ specification: CommandSpecification, version: String) -> String {
        var lines = head(name: "\(tool)-\(specification.name)", summary: specification.summary, version)
        lines += [
            ".SH SYNOPSIS", ".B \(tool) \(specification.name)",
            text(
                specification.usage
                    ?? (specification.positional.isEmpty ? "" : specification.positional + " ") + "[options]"),
            ".SH OPTIONS",
        ]
        for option in specification.options {
            let value = option.value.map { #" \fI\#(text($0))\fR"# } ?? ""
            lines += [".TP", #"\fB\#(text(option.name))\fR\#(value)"#, text(option.summary)]
        }
        lines += [".TP", #"\fB\-\-help\fR"#, "show the options, the examples and the exit codes"]
        if !specification.examples.isEmpty {
            lines += [".SH EXAMPLES", ".nf"] + specification.examples.map(text) + [".fi"]
        }
        lines.append(".SH EXIT STATUS")
        for (code, meaning) in specification.everyExitCode { lines += [".TP", ".B \(code.rawValue)", text(meaning)] }
        lines += [".SH SEE ALSO", ".BR \(tool) (\(section))"]
        return lines.joined(separator: "\n")
    }

    private static let variables = [
        ("INSIGHTS_SIM_FIXTURES", "the folder of fixtures, in place of the installed one"),
        ("INSIGHTS_SIM_CONTRACTS", "the folder of contracts, in place of the installed one"),
        (AdminKey.variable, "the key of the administration, for serve and for commands that call it"),
    ]

    private static func head(name: String, summary: String, _ version: String) -> [String] {
        [
            #".TH \#(text(name.uppercased())) \#(section) "" "\#(tool) \#(version)" "User Commands""#,
            ".SH NAME", #"\#(text(name)) \- \#(text(summary))"#,
        ]
    }

    private static func seeAlso(_ names: [String]) -> String {
        names.map { ".BR \(tool)-\($0) (\(section))" }.joined(separator: " ,\n")
    }

    /// Returns a text that man(1) takes literally.
    private static func text(_ text: String) -> String {
        var escaped = text.flatMap { character -> [Character] in
            switch character {
            case "\\": Array("\\e")
            case "-": Array("\\-")
            case "'": Array("\\(aq")
            case "`": Array("\\(ga")
            case "^": Array("\\(ha")
            case "~": Array("\\(ti")
            default: [character]
            }
        }
        // A dot at the beginning would be a request.
        if escaped.first == "." { escaped.insert(contentsOf: "\\&", at: 0) }
        return String(escaped)
    }
}
