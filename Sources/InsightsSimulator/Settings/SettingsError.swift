/// The reason why a setting cannot be changed.
public enum SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The name is unknown; `nearest` is a similar name, if there is one.
    case unknownName(String, nearest: String?)
    /// The value is invalid; `accepted` describes the valid values.
    case badValue(name: String, value: String, accepted: String)
    /// The setting applies to the whole simulator, not to a tenant.
    case notOfTenant(String)

    /// The cause in one line.
    public var description: String {
        switch self {
        case .unknownName(let name, let nearest):
            "unknown setting '\(name)'" + (nearest.map { " (did you mean '\($0)'?)" } ?? "")
        case .badValue(let name, let value, let accepted): "setting '\(name)': '\(value)' is not \(accepted)"
        case .notOfTenant(let name): "setting '\(name)' is the simulator's: 'serve --set \(name)=...' changes it"
        }
    }

    /// The invalid part, for an error with a location.
    package var found: String {
        switch self {
        case .unknownName(let name, _): "no setting of the name '\(name)'"
        case .badValue(_, let value, _): "'\(value)'"
        case .notOfTenant: "a setting of the simulator as a whole"
        }
    }

    /// The accepted values, for an error with a location.
    package var accepted: String {
        switch self {
        case .unknownName(_, let nearest):
            nearest.map { "'\($0)'" } ?? "a name that 'insights-sim serve --help-settings' lists"
        case .badValue(_, _, let accepted): accepted
        case .notOfTenant(let name): "it when the simulator is started: serve --set \(name)=..."
        }
    }
}
