/// Names that only a simulator has, or that it chooses itself.
package enum SimulatorEndpoints {
    /// The first path segment of the administration.
    package static let administrationPrefix = "_sim"
    /// The first path segment of downloads.
    package static let downloadPrefix = "reports"
    /// How the names of header fields begin that only a simulator has, in lower case.
    package static let fieldPrefix = "x-insights-simulator-"
    /// The request header with the key of the administration, in lower case.
    package static let keyField = "x-insights-simulator-key"
    /// The response header that explains an error, in lower case.
    package static let detailField = "x-insights-simulator-detail"

    /// Returns the path of an administration route, such as `/_sim/clock`.
    package static func administrationPath(_ route: String) -> String { "/\(administrationPrefix)/\(route)" }
}
