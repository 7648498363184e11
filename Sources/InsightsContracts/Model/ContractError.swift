/// Why contracts could not be read: the file, the place, what stands there and what is accepted.
public struct ContractError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file or folder.
    public var file: String
    /// A JSON pointer, or a line and column; empty for the whole file.
    public let place: String
    /// What stands there.
    public let found: String
    /// What is accepted.
    public let accepted: String
    /// What is wrong with further files, in their order.
    public private(set) var others: [ContractError] = []

    /// How many files an error speaks of in words.
    private static let mostShown = 20

    init(file: String = "", place: String, found: String, accepted: String) {
        self.file = file
        self.place = place
        self.found = found
        self.accepted = accepted
    }

    /// One error of several, each of another file; nil if there is none.
    init?(_ errors: [ContractError]) {
        guard var first = errors.first else { return nil }
        first.others = Array(errors.dropFirst())
        self = first
    }

    /// All of it, in a line for each file.
    public var description: String {
        var lines = ([self] + others).prefix(Self.mostShown).map(\.line)
        if others.count >= Self.mostShown { lines.append("and \(others.count + 1 - lines.count) more files") }
        return lines.joined(separator: "\n")
    }

    private var line: String {
        [file, place].filter { !$0.isEmpty }.joined(separator: ": ") + ": found \(found), accepted: \(accepted)"
    }
}
