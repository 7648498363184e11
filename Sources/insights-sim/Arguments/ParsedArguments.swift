/// A command line parsed against its specification: `--name value` or `--name=value`; arguments after `--` are
/// verbatim.
struct ParsedArguments: Equatable {
    private(set) var positionals: [String] = []
    private var values: [String: [String]] = [:]
    private var flags: Set<String> = []

    init(_ arguments: [String], _ specification: CommandSpecification) throws(UsageError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                positionals += rest
                break
            }
            guard argument.hasPrefix("-"), argument != "-" else {
                if specification.takesCommand { throw .commandWithoutSeparator(argument) }
                positionals.append(argument)
                continue
            }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let option = specification.options.first(where: { $0.name == parts[0] }) else {
                throw .unknownOption(parts[0], known: specification.options.map(\.name) + ["--help"])
            }
            try take(option, attached: parts.count > 1 ? parts[1] : nil, &rest)
        }
        if specification.positional.isEmpty, !specification.takesCommand, let extra = positionals.first {
            throw .unexpectedArgument(extra)
        }
    }

    private mutating func take(
        _ option: CommandSpecification.Option, attached: String?, _ rest: inout ArraySlice<String>
    ) throws(UsageError) {
        guard let valueName = option.value else {
            guard attached == nil else { throw .unexpectedValue(option: option.name) }
            flags.insert(option.name)
            return
        }
        guard let value = attached ?? rest.popFirst() else {
            throw .missingValue(option: option.name, value: valueName)
        }
        guard option.isRepeatable || values[option.name] == nil else { throw .repeatedOption(option.name) }
        values[option.name, default: []].append(value)
    }

    /// Returns whether an option without a value was given.
    func has(_ option: String) -> Bool { flags.contains(option) }

    /// Returns every value of an option, in order.
    func all(_ option: String) -> [String] { values[option] ?? [] }

    /// The first value of an option; nil if the option is not given.
    subscript(_ option: String) -> String? { values[option]?.first }

    /// Returns the value of an option as a whole number in a range; nil if the option is not given.
    func integer(_ option: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = self[option] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .badValue(
                option: option, value: text, accepted: "a whole number, \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Returns the value of an option as one of several words; nil if the option is not given.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ option: String, of type: Choice.Type
    ) throws(UsageError) -> Choice? where Choice.RawValue == String {
        guard let text = self[option] else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw .badValue(
                option: option, value: text,
                accepted: "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return choice
    }
}
