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

    init(file: String = "", place: String, found: String, accepted: String) {
        self.file = file
        self.place = place
        self.found = found
        self.accepted = accepted
    }

    /// All of it in one line.
    public var description: String {
        [file, place].filter { !$0.isEmpty }.joined(separator: ": ") + ": found \(found), accepted: \(accepted)"
    }
}
