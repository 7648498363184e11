import InsightsJSON

/// A JSON document as `contracts/report.schema.json` describes it.
public struct JSONFormat: CheckReportFormat {
    /// Creates the format; it has no options.
    public init() {}

    /// Renders the whole document, indented.
    public func text(of report: CheckReport) -> String {
        var counts = JSONObject()
        counts["total"] = .integer(report.checks.count)
        for kind in Check.Kind.allCases { counts[kind.rawValue] = .integer(report.count(kind)) }
        let text = JSONWriter.pretty(
            .object([
                "suite": .string(report.suite), "subject": .string(report.subject),
                "seconds": .number(secondsText(report.seconds)), "counts": .object(counts),
                "checks": .array(report.checks.map(Self.json)),
            ]))
        return PrintableText.json(text) + "\n"
    }

    private static func json(_ check: Check) -> JSONValue {
        var members: JSONObject = [
            "id": .string(check.id), "group": .string(check.group), "title": .string(check.title),
            "outcome": .string(check.outcome.kind.rawValue), "evidence": .string(check.evidence),
            "properties": .object(
                JSONObject(check.properties.map { JSONObject.Member($0.name, .string($0.value)) })),
            "seconds": .number(secondsText(check.seconds)),
        ]
        members["file"] = check.file.map(JSONValue.string)
        members["command"] = check.command.map(JSONValue.string)
        members["reason"] = check.outcome.reason.map(JSONValue.string)
        members["finding"] = check.outcome.finding.map(json)
        return .object(members)
    }

    private static func json(_ finding: CheckFinding) -> JSONValue {
        var members: JSONObject = ["message": .string(finding.message)]
        members["place"] = finding.place.map(JSONValue.string)
        members["pointer"] = finding.pointer.map(JSONValue.string)
        members["expected"] = finding.expected.map(JSONValue.string)
        members["actual"] = finding.actual.map(JSONValue.string)
        if !finding.remarks.isEmpty { members["remarks"] = .array(finding.remarks.map(JSONValue.string)) }
        members["request"] = finding.request.map(JSONValue.string)
        return .object(members)
    }
}
