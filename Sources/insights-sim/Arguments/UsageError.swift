import InsightsJSON
import InsightsTime

/// An error of the command line: what was given, and what is accepted.
enum UsageError: Error, Equatable, CustomStringConvertible {
    case unknownCommand(String, known: [String])
    case unknownOption(String, known: [String])
    case missingValue(option: String, value: String)
    case unexpectedValue(option: String)
    case repeatedOption(String)
    case badValue(option: String, value: String, accepted: String)
    case missingArgument(String)
    case unexpectedArgument(String)
    /// A command to run that does not follow `--`.
    case commandWithoutSeparator(String)
    /// A setting, a fixture or a file that cannot be used; the text is the whole message.
    case configuration(String)

    var description: String {
        switch self {
        case .unknownCommand(let name, let known): "unknown command '\(name)'" + Self.suggestion(name, known)
        case .unknownOption(let name, let known): "unknown option '\(name)'" + Self.suggestion(name, known)
        case .missingValue(let option, let value): "option '\(option)' needs a value: \(option) \(value)"
        case .unexpectedValue(let option): "option '\(option)' takes no value"
        case .repeatedOption(let option): "option '\(option)' may be given only once"
        case .badValue(let option, let value, let accepted):
            "the value '\(value)' is invalid for '\(option)': expected \(accepted)"
        case .missingArgument(let name): "missing \(name)"
        case .unexpectedArgument(let text): "unexpected argument '\(text)'"
        case .commandWithoutSeparator(let text):
            "unexpected argument '\(text)': put the command after '--', as in '-- \(text)'"
        case .configuration(let text): text
        }
    }

    private static func suggestion(_ name: String, _ known: [String]) -> String {
        nearestName(to: name, among: known).map { ". Did you mean '\($0)'?" } ?? ""
    }
}
