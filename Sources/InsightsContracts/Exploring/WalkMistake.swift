import InsightsJSON

/// One change of a valid body that makes a call wrong, in every edition and program.
struct WalkMistake: Sendable, Equatable {
    /// The member of the body.
    let key: String
    /// Its value; nil leaves the member out.
    let value: JSONValue?

    /// A UUID that no record has.
    static let unknownID = "11111111-2222-3333-4444-555555555555"

    /// The mistakes of a new query.
    static let ofQuery = [
        WalkMistake(key: "Name", value: nil), WalkMistake(key: "Name", value: .string("  ")),
        WalkMistake(key: "Query", value: nil), WalkMistake(key: "Query", value: .null),
        WalkMistake(key: "Query", value: .string("SELECT")),
        WalkMistake(key: "Query", value: .string("SELECT NoSuchColumn FROM Nowhere")),
    ]

    /// The mistakes that a new report and an update share.
    private static let ofPlan = [
        WalkMistake(key: "ReportName", value: nil), WalkMistake(key: "ReportName", value: .string("one;two")),
        WalkMistake(key: "ReportName", value: .string(String(repeating: "n", count: 257))),
        WalkMistake(key: "StartTime", value: nil), WalkMistake(key: "StartTime", value: .string("${now+PT3H59M}")),
        WalkMistake(key: "RecurrenceInterval", value: .integer(3)),
        WalkMistake(key: "RecurrenceInterval", value: .integer(2161)),
        WalkMistake(key: "Format", value: .string("xlsx")),
    ]

    /// The mistakes of a new report.
    static let ofReport =
        ofPlan + [
            WalkMistake(key: "QueryId", value: nil), WalkMistake(key: "QueryId", value: .string(unknownID)),
            WalkMistake(key: "RecurrenceInterval", value: nil),
        ]

    /// The mistakes of an update.
    static let ofUpdate = ofPlan

    /// Returns a body with the mistake.
    func applied(to body: JSONObject) -> JSONObject {
        var body = body
        body.members.removeAll { $0.key == key }
        if let value { body[key] = value }
        return body
    }
}
