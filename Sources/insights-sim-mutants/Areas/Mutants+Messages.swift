import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Mutant {
    /// The beginnings of the service's texts; each mutant says one of them otherwise.
    private static let texts: [(String, String)] = [
        ("message-datasets", "Dataset fetched successfully"), ("message-query-created", "Query created successfully"),
        ("message-queries", "Queries fetched successfully"), ("message-query-deleted", "Query deleted successfully"),
        ("message-report-created", "Report created successfully"), ("message-reports", "Reports fetched successfully"),
        ("message-report-updated", "Report updated successfully"),
        ("message-report-deleted", "Report deleted successfully"),
        ("message-report-paused", "Report paused successfully"),
        ("message-report-resumed", "Report resumed successfully"),
        ("message-unauthorized", "Unauthorized"), ("message-forbidden", "Forbidden"),
        ("message-table", "Invalid table name"), ("message-column", "Incorrect column name"),
        ("message-missing", "Null or missing value"), ("message-parameters", "Invalid report parameters"),
        ("message-interval", "Recurrence Interval must be between"), ("message-query-id", "Invalid QueryId"),
        ("message-start-early", creation + "Start time of report"),
        ("message-start-format", creation + "StartTime should follow"),
        ("message-end-order", creation + "EndTime should be greater"),
        ("message-end-format", creation + "EndTime should follow"), ("message-format", creation + "Report format"),
        ("message-semicolon", creation + "Invalid character"), ("message-method", creation + "CallbackMethod"),
        ("message-count", creation + "Recurrence count"), ("message-length", creation + "Limit ReportName"),
        ("message-quota-reports", "User has exceeded its report creation quota"),
        ("message-quota-immediate", "User has exceeded its ExecuteNow"),
        ("message-quota-queries", "Number of queries exceeded"), ("message-value", "Requested value"),
        ("message-no-item", "No item found"), ("message-no-execution", "There are no executions"),
        ("message-internal", "Internal error encountered"), ("message-unavailable", "Service unavailable"),
        ("message-syntax", "Invalid query"),
    ]

    private static let creation = "Invalid report parameters for creation - "

    static let messages: [Mutant] =
        texts.map { name, text in
            Mutant(name, "\"\(text) …\" is worded otherwise.", allResponses: .everything) { response in
                guard response.message.hasPrefix(text), !(text + " for creation").isPrefix(of: response.message) else {
                    return
                }
                response.changeText("/message") { "Sorry: \($0.lowercased())" }
            }
        } + changedMessages

    private static let changedMessages = MutantList.of {
        Mutant(
            "message-no-execution-program", "Each program uses the other's words for no execution.",
            refusals: .executions
        ) {
            response, asked in
            response.changeText("/message") {
                asked.program == .cmp
                    ? $0.replacing("Please recheck", with: "Double check")
                    : $0.replacing("Double check", with: "Please recheck")
            }
        }
        Mutant("message-full-stop", "`No item found with given filters` has no full stop.", refusals: .service) {
            $0.changeText("/message") { $0 == "No item found with given filters." ? String($0.dropLast()) : $0 }
        }
        Mutant(
            "message-interval-bounds", "The message of a wrong interval does not name the bounds.",
            refusals: .service
        ) {
            $0.changeText("/message") { $0.replacing(/between [0-9]+ and [0-9]+/, with: "between the bounds") }
        }
        Mutant("message-curly-quotes", "A value that is not found has curly quotes.", refusals: .service) {
            $0.changeText("/message") {
                $0.replacing(/Requested value '(.*)'/) { "Requested value ‘\($0.output.1)’" }
            }
        }
        Mutant(
            "message-lead-time", "The message of an early start names another number of hours.", refusals: .service
        ) {
            $0.changeText("/message") { $0.replacing(/at least be [0-9]+ hours/, with: "at least be 24 hours") }
        }
    }

    /// A change of all responses.
    private init(
        _ name: String, _ fault: String, allResponses scope: Scope,
        _ change: @escaping @Sendable (inout MutantResponse) -> Void
    ) {
        self.name = name
        self.fault = fault
        means = .responses { response, asked in if scope.holds(asked) { change(&response) } }
    }
}

extension String {
    fileprivate func isPrefix(of other: String) -> Bool { other.hasPrefix(self) }
}
