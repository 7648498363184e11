package import InsightsJSON

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
                "checks": .array(report.checks.map(\.json)),
            ]))
        return PrintableText.json(text) + "\n"
    }
}

extension Check {
    /// The check as an element of `checks` in `contracts/report.schema.json`.
    package var json: JSONValue {
        var members: JSONObject = [
            "id": .string(id), "group": .string(group), "title": .string(title),
            "outcome": .string(outcome.kind.rawValue), "evidence": .string(evidence),
            "properties": .object(JSONObject(properties.map { JSONObject.Member($0.name, .string($0.value)) })),
            "seconds": .number(secondsText(seconds)),
        ]
        members["file"] = file.map(JSONValue.string)
        members["command"] = command.map(JSONValue.string)
        members["reason"] = outcome.reason.map(JSONValue.string)
        members["finding"] = outcome.finding.map(\.json)
        return .object(members)
    }
}

extension CheckFinding {
    fileprivate var json: JSONValue {
        var members: JSONObject = ["message": .string(message)]
        members["place"] = place.map(JSONValue.string)
        members["pointer"] = pointer.map(JSONValue.string)
        members["expected"] = expected.map(JSONValue.string)
        members["actual"] = actual.map(JSONValue.string)
        if !remarks.isEmpty { members["remarks"] = .array(remarks.map(JSONValue.string)) }
        members["request"] = request.map(JSONValue.string)
        return .object(members)
    }
}
