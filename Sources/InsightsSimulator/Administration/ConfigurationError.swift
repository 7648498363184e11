/// An error in a fault plan, a sandbox specification or a case file: the location, the found and the accepted values.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The location, such as `rules[2].fault.status`.
    public let place: String
    /// The value found there.
    public let found: String
    /// The accepted values.
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
