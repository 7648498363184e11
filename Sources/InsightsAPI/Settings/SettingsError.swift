package import InsightsJSON

/// The reason why a setting cannot be changed.
public enum SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The name is unknown; `nearest` is a similar name, if there is one.
    case unknownName(String, nearest: String?)
    /// The value is invalid; `accepted` describes the valid values.
    case badValue(name: String, value: String, accepted: String)
    /// The setting applies to the whole simulator, not to a tenant.
    case notOfTenant(String)

    /// The cause in one line, with the name of the setting.
    public var description: String {
        if case .badValue(let name, _, _) = self { return inputError(at: "setting \(name)").description }
        return inputError(at: "").description
    }

    /// Returns the error at the place where the setting is written.
    package func inputError(at place: String) -> InputError {
        switch self {
        case .unknownName(let name, let nearest):
            InputError(
                place: place, rule: "unknown setting '\(name)'",
                hint: nearest.map { "did you mean '\($0)'?" }
                    ?? "'insights-sim serve --help-settings' lists all settings"
            )
        case .badValue(_, let value, let accepted):
            InputError(place: place, found: InputError.echo(value), expected: accepted)
        case .notOfTenant(let name):
            InputError(
                place: place, rule: "\(name) applies to the whole simulator",
                hint: "set it with 'serve --set \(name)=...'")
        }
    }
}
