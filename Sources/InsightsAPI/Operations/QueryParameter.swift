/// A parameter of the query string, named here once for those who read it, send it and describe it.
public struct QueryParameter: Sendable, Equatable {
    /// What its value is.
    public enum Kind: Sendable {
        /// One text.
        case text
        /// Texts separated by `;`.
        case list
        /// `true` or `false`.
        case flag
        /// An instant.
        case time
        /// A number that an earlier answer gave.
        case position
    }

    /// The name, in the documents' letter case; sent, any does.
    public let name: String
    /// What its value is.
    public let kind: Kind
    /// What it does, in a few words.
    public let summary: String
}

extension QueryParameter {
    /// `ScheduledDataset`: which one.
    public static let datasetName = Self(name: "datasetName", kind: .text, summary: "Only the dataset of this name.")
    /// Lists, and test queries: which query.
    public static let queryID = Self(name: "queryId", kind: .list, summary: "Only these queries, separated by ';'.")
    /// `ScheduledQueries`: which ones by name.
    public static let queryName = Self(
        name: "queryName", kind: .list, summary: "Only the queries of these names, separated by ';'.")
    /// `ScheduledQueries`: with the predefined ones.
    public static let includeSystemQueries = Self(
        name: "includeSystemQueries", kind: .flag, summary: "Whether predefined queries are listed; true if absent.")
    /// `ScheduledQueries`: the predefined ones alone.
    public static let includeOnlySystemQueries = Self(
        name: "includeOnlySystemQueries", kind: .flag, summary: "Whether nothing but predefined queries is listed.")
    /// Test queries: the text.
    public static let exportQuery = Self(
        name: "exportQuery", kind: .text, summary: "The query's text; this or queryId, not both.")
    /// Test queries: the stored query.
    public static let testedQueryID = Self(
        name: "queryId", kind: .text, summary: "A stored or predefined query; this or exportQuery, not both.")
    /// Test queries: the lower bound.
    public static let startTime = Self(
        name: "startTime", kind: .time, summary: "Lower bound of the data, instead of the query's TIMESPAN.")
    /// Test queries: the upper bound.
    public static let endTime = Self(
        name: "endTime", kind: .time, summary: "Upper bound of the data, instead of the query's TIMESPAN.")
    /// `ScheduledReport`: which ones.
    public static let reportID = Self(name: "reportId", kind: .list, summary: "Only these reports, separated by ';'.")
    /// `ScheduledReport`: which ones by name.
    public static let reportName = Self(
        name: "reportName", kind: .list, summary: "Only the reports of these names, separated by ';'.")
    /// `ScheduledReport`: which ones by query.
    public static let reportQueryID = Self(
        name: "queryId", kind: .list, summary: "Only the reports over these queries, separated by ';'.")
    /// Executions: which ones.
    public static let executionID = Self(
        name: "executionId", kind: .list, summary: "Only these executions, separated by ';'.")
    /// Executions: in which states.
    public static let executionStatus = Self(
        name: "executionStatus", kind: .list,
        summary: "Only executions in these states, separated by ';': "
            + ExecutionStatus.allCases.map(\.rawValue).joined(separator: ", ") + ".")
    /// Executions: the newest alone.
    public static let getLatestExecution = Self(
        name: "getLatestExecution", kind: .flag, summary: "Whether only the newest is shown; true if absent.")
    /// Lists that come in pages: where this page begins.
    public static let continuation = Self(
        name: "continuation", kind: .position, summary: "Where the page begins, as nextLink has it.")
}
