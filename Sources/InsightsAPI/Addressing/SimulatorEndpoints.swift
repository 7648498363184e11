/// Names that a simulator has and the real service has not, or chooses for itself.
public enum SimulatorEndpoints {
    /// The first segment of the administration's addresses.
    public static let administrationPrefix = "_sim"
    /// The first segment of the addresses of downloads.
    public static let downloadPrefix = "reports"
    /// The header that shows the administration's key, in lower case.
    public static let keyField = "x-insights-simulator-key"
    /// The header that says why a request was refused, in lower case.
    public static let detailField = "x-insights-simulator-detail"

    /// The path of a route of the administration, such as `/_sim/clock`.
    public static func administrationPath(_ route: String) -> String { "/\(administrationPrefix)/\(route)" }
}
