import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// A redaction that replaces secrets by names in messages.
struct ContractRedaction {
    private let finder: SecretFinder

    /// Creates a redaction of the principals' secrets and of tokens that a server gave.
    ///
    /// It also replaces fields with the name of a secret, and texts in the form of a token or signature.
    init(_ principals: some Collection<Credentials>, tokens: some Collection<String> = []) {
        let known = principals.flatMap { credentials -> [(String?, RedactionLabel)] in
            [
                (credentials.clientSecret, .clientSecret), (credentials.password, .password),
                (Base64.encode("\(credentials.clientID):\(credentials.clientSecret)".utf8), .credentials),
            ]
        }.compactMap { secret, label in secret.map { (secret: $0, label: label) } }
        finder = SecretFinder(
            known: KnownSecrets(known + tokens.map { ($0, .token) }), tokenLabel: .token, namesFields: false)
    }

    /// Returns whether the value at a place of a body is a secret.
    static func isSecret(_ place: JSONPointer) -> Bool { place.tokens.contains { SecretName($0) != nil } }

    /// Creates a redaction of one principal's secrets, if there is one, and of tokens and signatures by their form.
    init(_ credentials: Credentials?) {
        self.init(credentials.map { [$0] } ?? [])
    }

    /// Returns the text without secrets, whether they are plain, percent-encoded, JSON-escaped or base64.
    func hidden(_ text: String) -> String { finder.redacted(text) }

    /// Returns the mismatch without secrets; the text value of a member with a secret's name is always hidden.
    func hidden(_ mismatch: Mismatch) -> Mismatch {
        Mismatch(
            pointer: mismatch.pointer, expected: hidden(mismatch.expected),
            actual: Self.isSecret(mismatch.pointer) && mismatch.actual.hasPrefix("\"")
                ? RedactionLabel.secret.rawValue : hidden(mismatch.actual))
    }
}
