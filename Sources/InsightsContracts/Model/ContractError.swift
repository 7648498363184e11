/// The error for contracts that cannot be read: file, place, what was found and what is accepted.
public struct ContractError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The path of the file or folder.
    public var file: String
    /// A JSON pointer, or a line and column; empty for the whole file.
    public let place: String
    /// The content found at the place.
    public let found: String
    /// The accepted content.
    public let accepted: String
    /// The errors of further files, in order.
    public private(set) var others: [ContractError] = []

    /// The greatest number of files that the description lists.
    private static let mostShown = 20

    init(file: String = "", place: String, found: String, accepted: String) {
        self.file = file
        self.place = place
        self.found = found
        self.accepted = accepted
    }

    /// Combines the errors of several files into one; returns nil if there are none.
    init?(_ errors: [ContractError]) {
        guard var first = errors.first else { return nil }
        first.others = Array(errors.dropFirst())
        self = first
    }

    /// One line for each file, for at most 20 files.
    public var description: String {
        var lines = ([self] + others).prefix(Self.mostShown).map(\.line)
        if others.count >= Self.mostShown { lines.append("and \(others.count + 1 - lines.count) more files") }
        return lines.joined(separator: "\n")
    }

    private var line: String {
        [file, place].filter { !$0.isEmpty }.joined(separator: ": ") + ": found \(found), accepted: \(accepted)"
    }
}
