public import InsightsJSON

/// Why contracts could not be read: what is wrong with each file.
public struct ContractError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The first error of each file, in their order; at least one.
    public let errors: [InputError]

    /// How many files an error speaks of in words.
    private static let mostShown = 20

    init(_ error: InputError) {
        errors = [error]
    }

    /// Creates an error of several files; nil if there is none.
    init?(_ errors: [InputError]) {
        guard !errors.isEmpty else { return nil }
        self.errors = errors
    }

    /// All of it, in a line for each file.
    public var description: String {
        var lines = errors.prefix(Self.mostShown).map(\.description)
        if errors.count > lines.count { lines.append("and \(errors.count - lines.count) more files") }
        return lines.joined(separator: "\n")
    }
}
