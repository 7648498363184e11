/// A parameter of the query string; the code that parses, sends and documents it shares this definition.
package struct QueryParameter: Sendable, Equatable {
    /// The form of a value.
    package enum Kind: Sendable {
        /// One text.
        case text
        /// Texts separated by `;`.
        case list
        /// The value `true` or `false`.
        case flag
        /// An instant.
        case time
        /// A number taken from an earlier response.
        case position
    }

    /// The name in the documents' letter case; requests may use any letter case.
    package let name: String
    /// The form of the value.
    package let kind: Kind
    /// A short description for the OpenAPI document.
    package let summary: String
}

extension QueryParameter {
    /// The dataset name, for `ScheduledDataset`.
    package static let datasetName = Self(name: "datasetName", kind: .text, summary: "Only the dataset of this name.")
    /// The query identifiers, for `ScheduledQueries`.
    package static let queryID = Self(name: "queryId", kind: .list, summary: "Only these queries, separated by ';'.")
    /// The query names, for `ScheduledQueries`.
    package static let queryName = Self(
        name: "queryName", kind: .list, summary: "Only the queries of these names, separated by ';'.")
    /// Whether `ScheduledQueries` includes the predefined queries.
    package static let includeSystemQueries = Self(
        name: "includeSystemQueries", kind: .flag, summary: "Whether predefined queries are listed; true if absent.")
    /// Whether `ScheduledQueries` returns only the predefined queries.
    package static let includeOnlySystemQueries = Self(
        name: "includeOnlySystemQueries", kind: .flag, summary: "Whether nothing but predefined queries is listed.")
    /// The text of a test query.
    package static let exportQuery = Self(
        name: "exportQuery", kind: .text, summary: "The query's text; this or queryId, not both.")
    /// The identifier of a stored query to test.
    package static let testedQueryID = Self(
        name: "queryId", kind: .text, summary: "A stored or predefined query; this or exportQuery, not both.")
    /// The lower time bound of a test query.
    package static let startTime = Self(
        name: "startTime", kind: .time, summary: "Lower bound of the data, instead of the query's TIMESPAN.")
    /// The upper time bound of a test query.
    package static let endTime = Self(
        name: "endTime", kind: .time, summary: "Upper bound of the data, instead of the query's TIMESPAN.")
    /// The report identifiers, for `ScheduledReport`.
    package static let reportID = Self(name: "reportId", kind: .list, summary: "Only these reports, separated by ';'.")
    /// The report names, for `ScheduledReport`.
    package static let reportName = Self(
        name: "reportName", kind: .list, summary: "Only the reports of these names, separated by ';'.")
    /// The query identifiers, for `ScheduledReport`.
    package static let reportQueryID = Self(
        name: "queryId", kind: .list, summary: "Only the reports over these queries, separated by ';'.")
    /// The execution identifiers, for the executions of a report.
    package static let executionID = Self(
        name: "executionId", kind: .list, summary: "Only these executions, separated by ';'.")
    /// The statuses, for the executions of a report.
    package static let executionStatus = Self(
        name: "executionStatus", kind: .list,
        summary: "Only executions in these states, separated by ';': "
            + ExecutionStatus.allCases.map(\.rawValue).joined(separator: ", ") + ".")
    /// Whether only the newest execution of a report is returned.
    package static let getLatestExecution = Self(
        name: "getLatestExecution", kind: .flag, summary: "Whether only the newest is shown; true if absent.")
    /// The start of a page, for lists that are paged.
    package static let continuation = Self(
        name: "continuation", kind: .position, summary: "Where the page begins, as nextLink has it.")
}
