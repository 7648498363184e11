import InsightsAPI
import InsightsJSON
import InsightsTime

/// What is wrong with a command line: what was found, what is expected, what to do.
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

    /// The message, on one line but for a setting or a file, which may have several errors.
    var description: String {
        if case .configuration(let text) = self { return text }
        return PrintableText.line(text)
    }

    private var text: String {
        switch self {
        case .unknownCommand(let name, let known): Self.unknown("command", name, known)
        case .unknownOption(let name, let known): Self.unknown("option", name, known)
        case .missingValue(let option, let value): "option '\(option)' needs a value: \(option) \(value)"
        case .unexpectedValue(let option): "option '\(option)' takes no value"
        case .repeatedOption(let option): "option '\(option)' may be given only once"
        case .badValue(let option, let value, let accepted):
            // An address may have credentials, and a log shows the message to others.
            InputError(place: option, found: "'\(SecretFinder().redacted(value))'", expected: accepted).description
        case .missingArgument(let name): "missing \(name)"
        case .unexpectedArgument(let text): "unexpected argument '\(text)'"
        case .commandWithoutSeparator(let text):
            "unexpected argument '\(text)'; put the command after '--', as in '-- \(text)'"
        case .configuration(let text): text
        }
    }

    private static func unknown(_ kind: String, _ name: String, _ known: [String]) -> String {
        InputError(
            place: "", rule: "unknown \(kind) '\(name)'", hint: InputError.suggestion(for: name, among: known)
        ).description
    }
}
