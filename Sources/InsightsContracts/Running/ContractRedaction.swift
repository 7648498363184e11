import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// A redaction that replaces secrets by names in messages.
struct ContractRedaction {
    private let finder: SecretFinder

    /// Creates a redaction of the principals' secrets, of fields with the name of a secret, and of tokens and signatures.
    init(_ principals: some Collection<Credentials>) {
        let known = principals.flatMap { credentials -> [(String?, RedactionLabel)] in
            [
                (credentials.clientSecret, .clientSecret), (credentials.password, .password),
                (Base64.encode("\(credentials.clientID):\(credentials.clientSecret)".utf8), .credentials),
            ]
        }.compactMap { secret, label in secret.map { (secret: $0, label: label) } }
        finder = SecretFinder(known: KnownSecrets(known), tokenLabel: .token, namesFields: false)
    }

    /// Creates a redaction of one principal's secrets, if there is one, and of tokens and signatures by their form.
    init(_ credentials: Credentials?) {
        self.init(credentials.map { [$0] } ?? [])
    }

    /// Returns the text without secrets, whether they are plain, percent-encoded, JSON-escaped or base64.
    func hidden(_ text: String) -> String { finder.redacted(text) }

    /// Returns the mismatch without secrets; the text value of a member with a secret's name is always hidden.
    func hidden(_ mismatch: Mismatch) -> Mismatch {
        let isSecret = mismatch.pointer.tokens.contains { SecretName($0) != nil }
        return Mismatch(
            pointer: mismatch.pointer, expected: hidden(mismatch.expected),
            actual: isSecret && mismatch.actual.hasPrefix("\"")
                ? RedactionLabel.secret.rawValue : hidden(mismatch.actual))
    }
}
