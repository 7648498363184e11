import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// A redaction that replaces secrets by names in messages.
struct ContractRedaction {
    private static let secretNames = [
        "access_token", "refresh_token", "id_token", "client_secret", "clientSecret", "password", "client_assertion",
    ]

    private let known: [(secret: String, name: String)]

    /// Creates a redaction of the principals' secrets, of tokens that a server gave, and of every text in the form of
    /// a token or signature.
    init(_ principals: some Collection<Credentials>, tokens: some Collection<String> = []) {
        known =
            principals.flatMap { credentials -> [(String?, RedactionLabel)] in
                [
                    (credentials.clientSecret, .clientSecret), (credentials.password, .password),
                    (Base64.encode("\(credentials.clientID):\(credentials.clientSecret)".utf8), .credentials),
                ]
            }.compactMap {
                guard let secret = $0, !secret.isEmpty else { return nil }
                return (secret, $1.rawValue)
            } + tokens.filter { !$0.isEmpty }.map { ($0, RedactionLabel.token.rawValue) }
    }

    /// Returns whether the value at a place of a body is a secret.
    static func isSecret(_ place: JSONPointer) -> Bool { place.tokens.last.map(secretNames.contains) == true }

    /// Creates a redaction of one principal's secrets, if there is one, and of tokens and signatures by their form.
    init(_ credentials: Credentials?) {
        self.init(credentials.map { [$0] } ?? [])
    }

    /// Returns the text without secrets, whether they are plain, percent-encoded or JSON-escaped.
    func hidden(_ text: String) -> String {
        var text = text
        for (secret, name) in known {
            // The secret as a JSON string without its quotes.
            let escaped = String(decoding: JSONWriter.encode(.string(secret)).dropFirst().dropLast(), as: UTF8.self)
            // Each form once: the secret may also be in the name that replaces it.
            for form in Set([secret, PercentEncoding.encode(secret), escaped]) {
                text = text.replacing(form, with: name)
            }
        }
        return text.replacing(/eyJ[A-Za-z0-9_.~-]{20,}/, with: RedactionLabel.token.rawValue)
            .replacing(/(refresh_token|client_secret|password|client_assertion|sig)=((?:<[a-z ]+>|[^&\s"'])+)/) {
                Self.hasLabel($0.2) ? String($0.0) : "\($0.1)=\(RedactionLabel.secret.rawValue)"
            }
            .replacing(/"(access_token|refresh_token|id_token|client_secret|password|client_assertion)":"([^"]*)/) {
                Self.hasLabel($0.2) ? String($0.0) : "\"\($0.1)\":\"\(RedactionLabel.secret.rawValue)"
            }
    }

    /// Returns whether a secret in the text is already replaced.
    private static func hasLabel(_ text: Substring) -> Bool {
        RedactionLabel.allCases.contains { text.contains($0.rawValue) }
    }

    /// Returns the mismatch without secrets; the text value of a member with a secret's name is always hidden.
    func hidden(_ mismatch: Mismatch) -> Mismatch {
        Mismatch(
            pointer: mismatch.pointer, expected: hidden(mismatch.expected),
            actual: Self.isSecret(mismatch.pointer) && mismatch.actual.hasPrefix("\"")
                ? RedactionLabel.secret.rawValue : hidden(mismatch.actual))
    }
}
