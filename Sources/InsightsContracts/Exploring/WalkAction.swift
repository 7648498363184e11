/// One call of a walk, or a move of the clock; records are named by the order of their creation.
///
/// A script of actions stays a script without some of them: what names a record that was never created is left out.
enum WalkAction: Sendable, Equatable {
    /// Creates the query of a number; `text` is one of the walk's texts.
    case createQuery(Int, name: String, description: String?, text: Int)
    /// Tries to create a query with one mistake.
    case createWrongQuery(WalkMistake)
    case readQuery(WalkRecord)
    case listQueries
    case deleteQuery(WalkRecord)
    /// Creates the report of a number.
    case createReport(Int, query: Int, WalkPlan)
    /// Creates the report of a number, which runs at once.
    case runAtOnce(Int, query: Int, name: String)
    /// Tries to create a report with one mistake.
    case createWrongReport(WalkMistake, query: Int)
    case readReport(WalkRecord)
    case listReports
    case listReportsOfQuery(Int)
    case updateReport(WalkRecord, WalkPlan)
    /// Tries to update a report with one mistake.
    case updateWrong(WalkMistake, report: Int)
    case pauseReport(WalkRecord)
    case resumeReport(WalkRecord)
    case deleteReport(WalkRecord)
    case listExecutions(WalkRecord)
    /// Moves the clock.
    case advance(seconds: Int)
}

/// A record that a call names.
enum WalkRecord: Sendable, Equatable {
    /// One of the walk, perhaps deleted.
    case number(Int)
    /// An identifier that no record has.
    case unknown
}

/// What a report is created with, or changed to.
struct WalkPlan: Sendable, Equatable {
    var name: String
    var description: String?
    /// Seconds from the call to the first slot.
    var lead: Int
    /// Hours between slots; nil, in an update only, keeps them.
    var hours: Int?
    /// The number of slots; nil for no end, and in an update to keep it.
    var count: Int?
    var format: String?
}
