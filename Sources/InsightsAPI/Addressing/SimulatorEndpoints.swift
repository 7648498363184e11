/// Names that only a simulator has, or that it chooses itself.
public enum SimulatorEndpoints {
    /// The first path segment of the administration.
    public static let administrationPrefix = "_sim"
    /// The first path segment of downloads.
    public static let downloadPrefix = "reports"
    /// The request header with the key of the administration, in lower case.
    public static let keyField = "x-insights-simulator-key"
    /// The response header that explains an error, in lower case.
    public static let detailField = "x-insights-simulator-detail"

    /// Returns the path of an administration route, such as `/_sim/clock`.
    public static func administrationPath(_ route: String) -> String { "/\(administrationPrefix)/\(route)" }
}
