@testable import InsightsReports

extension LifecycleTable {
    /// The table as a Mermaid state diagram.
    var diagram: String {
        let arrows = rows.map { row in
            "    \(row.from?.rawValue ?? "[*]") --> \(row.to?.rawValue ?? "[*]"): \(row.event.rawValue)"
        }
        return (["stateDiagram-v2"] + arrows).joined(separator: "\n")
    }

    /// The table as a Markdown table.
    var markdown: String {
        let lines = rows.map { row in
            "| \(row.from?.rawValue ?? "-") | \(row.event.rawValue) | \(row.to?.rawValue ?? "-") | \(row.effect) |"
        }
        return (["| from | event | to | effect |", "|---|---|---|---|"] + lines).joined(separator: "\n")
    }
}
