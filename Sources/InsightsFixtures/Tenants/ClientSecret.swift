package import InsightsTime

/// A secret of an application, with its expiry.
package struct ClientSecret: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The secret text; never printed.
    package let value: String
    /// The instant from which it is invalid; nil if it never expires.
    package let expires: Timestamp?

    /// Creates a secret.
    package init(_ value: String, expires: Timestamp? = nil) {
        self.value = value
        self.expires = expires
    }

    /// The expiry, without the secret.
    package var description: String { expires.map { "a secret until \($0)" } ?? "a secret" }

    /// The contents of a dump: everything except the secret.
    package var customMirror: Mirror { Mirror(self, children: ["expires": expires as Any]) }
}
