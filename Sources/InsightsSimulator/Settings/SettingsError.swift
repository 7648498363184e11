/// Why a setting cannot be changed as asked.
public enum SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No setting has that name; the nearest one that exists.
    case unknownName(String, nearest: String?)
    /// The setting does not take that value; what it takes.
    case badValue(name: String, value: String, accepted: String)

    /// The cause in one line.
    public var description: String {
        switch self {
        case .unknownName(let name, let nearest):
            "unknown setting '\(name)'" + (nearest.map { " (did you mean '\($0)'?)" } ?? "")
        case .badValue(let name, let value, let accepted): "setting '\(name)': '\(value)' is not \(accepted)"
        }
    }
}
