public import InsightsJSON

/// Why contracts could not be read: what is wrong with each file.
public struct ContractError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The first error of each file, in their order; at least one.
    public let errors: [InputError]

    /// The greatest number of files that the description lists.
    private static let mostShown = 20

    /// Creates the error of one file.
    package init(_ error: InputError) {
        errors = [error]
    }

    /// Creates an error of several files; nil if there is none.
    init?(_ errors: [InputError]) {
        guard !errors.isEmpty else { return nil }
        self.errors = errors
    }

    /// One line for each file, for at most 20 files.
    public var description: String {
        var lines = errors.prefix(Self.mostShown).map(\.description)
        if errors.count > lines.count { lines.append("and \(errors.count - lines.count) more files") }
        return lines.joined(separator: "\n")
    }
}
