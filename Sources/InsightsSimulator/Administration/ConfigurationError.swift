/// What is wrong in a fault plan, a description of a sandbox or a case file: where, what was found, what is accepted.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The place, such as `rules[2].fault.status`.
    public let place: String
    /// What stands there.
    public let found: String
    /// What may stand there.
    public let accepted: String

    /// Creates an error.
    public init(place: String, found: String, accepted: String) {
        self.place = place
        self.found = found
        self.accepted = accepted
    }

    /// The cause in one line.
    public var description: String { "\(place): found \(found), accepted: \(accepted)" }
}
