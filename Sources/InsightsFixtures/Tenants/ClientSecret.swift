public import InsightsTime

/// A secret of an application, with the instant its time is over.
public struct ClientSecret: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The secret itself; never printed.
    public let value: String
    /// From when on it no longer works; nil if it always does.
    public let expires: Timestamp?

    /// Creates a secret.
    public init(_ value: String, expires: Timestamp? = nil) {
        self.value = value
        self.expires = expires
    }

    /// That there is one, and until when.
    public var description: String { expires.map { "a secret until \($0)" } ?? "a secret" }

    /// What a dump shows: everything but the secret.
    public var customMirror: Mirror { Mirror(self, children: ["expires": expires as Any]) }
}
