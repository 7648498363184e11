import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Mutant {
    /// An update that does not check one of its values: each is put right before it is looked at.
    static let updateChecks = MutantList.of {
        unchecked("update-method-any", "the callback method", "CallbackMethod can only") {
            $0[member: "CallbackMethod"] = nil
        }
        unchecked("update-name-length-any", "the length of the name", "Limit ReportName") {
            $0[member: "ReportName"] = .string("Report")
        }
        unchecked("update-description-length-any", "the length of the description", "Limit ReportName") {
            $0[member: "Description"] = nil
        }
        unchecked("update-semicolon-any", "the name for a semicolon", "Invalid character") {
            $0[member: "ReportName"] = .string("Report")
        }
        unchecked("update-start-form-any", "the form of the start", "StartTime should follow") {
            $0[member: "StartTime"] = .string("2038-01-01T00:00:00Z")
        }
        unchecked("update-start-any", "how early the start is", "Start time of report") {
            $0[member: "StartTime"] = .string("2038-01-01T00:00:00Z")
        }
        unchecked("update-interval-small", "the smallest interval", "Recurrence Interval") { asked in
            if asked.interval < 4 { asked[member: "RecurrenceInterval"] = .integer(24) }
        }
        unchecked("update-interval-of-dataset", "the smallest interval of the dataset", "Recurrence Interval") {
            asked in
            if asked.interval >= 4 { asked[member: "RecurrenceInterval"] = .integer(24) }
        }
        unchecked("update-interval-large", "the largest interval", "Recurrence Interval") { asked in
            if asked.interval > 24 { asked[member: "RecurrenceInterval"] = .integer(24) }
        }
        unchecked("update-count-zero", "that the count is not zero", "Recurrence count") { asked in
            if asked.count == 0 { asked[member: "RecurrenceCount"] = nil }
        }
        unchecked("update-count-negative", "that the count is not negative", "Recurrence count") { asked in
            if asked.count < 0 { asked[member: "RecurrenceCount"] = nil }
        }
        unchecked("update-scheme-any", "the scheme of the callback", "Invalid report parameters") { asked in
            if asked.callback != "string" { asked[member: "CallbackUrl"] = nil }
        }
        unchecked("update-callback-placeholder", "the callback for the placeholder `string`", "Requested value") {
            asked in
            if asked.callback == "string" { asked[member: "CallbackUrl"] = nil }
        }
        unchecked("update-format-placeholder", "the format for the placeholder `string`", "Requested value") { asked in
            if asked[member: "Format"]?.string == "string" { asked[member: "Format"] = nil }
        }
        unchecked("update-format-any", "the format", "Report format") { $0[member: "Format"] = nil }
    }

    private static func unchecked(
        _ name: String, _ value: String, _ message: String, _ right: @escaping @Sendable (inout Asked) -> Void
    ) -> Mutant {
        Mutant(
            name, "An update does not check \(value).", instead: .updateReport, where: { $0.message.contains(message) }
        ) {
            original, asked in
            let response = original.respond(asked)
            guard response.message.contains(message) else { return response }
            var changed = asked
            right(&changed)
            return original.respond(changed)
        }
    }
}

extension Asked {
    fileprivate var interval: Int { self[member: "RecurrenceInterval"]?.integer ?? 0 }
    fileprivate var count: Int { self[member: "RecurrenceCount"]?.integer ?? 0 }
    fileprivate var callback: String? { self[member: "CallbackUrl"]?.string }
}
