/// Why a setting cannot be changed as asked.
public enum SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No setting has that name; the nearest one that exists.
    case unknownName(String, nearest: String?)
    /// The setting does not take that value; what it takes.
    case badValue(name: String, value: String, accepted: String)
    /// The setting is the simulator's as a whole, not a tenant's.
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

    /// What was found, for an error that names the place.
    package var found: String {
        switch self {
        case .unknownName(let name, _): "no setting of the name '\(name)'"
        case .badValue(_, let value, _): "'\(value)'"
        case .notOfTenant: "a setting of the simulator as a whole"
        }
    }

    /// What would have been accepted there.
    package var accepted: String {
        switch self {
        case .unknownName(_, let nearest):
            nearest.map { "'\($0)'" } ?? "a name that 'insights-sim serve --help-settings' lists"
        case .badValue(_, _, let accepted): accepted
        case .notOfTenant(let name): "it when the simulator is started: serve --set \(name)=..."
        }
    }
}
