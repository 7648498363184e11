public import InsightsTime

/// A secret of an application, with its expiry.
public struct ClientSecret: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The secret text; never printed.
    public let value: String
    /// The instant from which it is invalid; nil if it never expires.
    public let expires: Timestamp?

    /// Creates a secret.
    public init(_ value: String, expires: Timestamp? = nil) {
        self.value = value
        self.expires = expires
    }

    /// The expiry, without the secret.
    public var description: String { expires.map { "a secret until \($0)" } ?? "a secret" }

    /// The contents of a dump: everything except the secret.
    public var customMirror: Mirror { Mirror(self, children: ["expires": expires as Any]) }
}
