import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// Puts names in place of secrets, wherever they may show.
struct ContractRedaction {
    private static let secretNames = [
        "access_token", "refresh_token", "id_token", "client_secret", "clientSecret", "password", "client_assertion",
    ]

    private let known: [(secret: String, name: String)]

    /// Hides the secrets of principals, and whatever is a token or a signature by its form.
    init(_ principals: some Collection<Credentials>) {
        known = principals.flatMap { credentials -> [(String?, RedactionLabel)] in
            [
                (credentials.clientSecret, .clientSecret), (credentials.password, .password),
                (Base64.encode("\(credentials.clientID):\(credentials.clientSecret)".utf8), .credentials),
            ]
        }.compactMap {
            guard let secret = $0, !secret.isEmpty else { return nil }
            return (secret, $1.rawValue)
        }
    }

    /// Hides the secrets of a principal, if there is one, and whatever is a token or a signature by its form.
    init(_ credentials: Credentials?) {
        self.init(credentials.map { [$0] } ?? [])
    }

    /// The text without secrets, encoded or not.
    func hidden(_ text: String) -> String {
        var text = text
        for (secret, name) in known {
            // A JSON string without its quotes.
            let escaped = String(decoding: JSONWriter.encode(.string(secret)).dropFirst().dropLast(), as: UTF8.self)
            for form in [secret, PercentEncoding.encode(secret), escaped] { text = text.replacing(form, with: name) }
        }
        return text.replacing(/eyJ[A-Za-z0-9_.~-]{20,}/, with: RedactionLabel.token.rawValue)
            .replacing(/(refresh_token|client_secret|password|client_assertion|sig)=[^&\s"']+/) {
                "\($0.1)=\(RedactionLabel.secret.rawValue)"
            }
            .replacing(/"(access_token|refresh_token|id_token|client_secret|password|client_assertion)":"[^"]*/) {
                "\"\($0.1)\":\"\(RedactionLabel.secret.rawValue)"
            }
    }

    /// A mismatch without secrets; what stands in a member for a secret is one, whatever it looks like.
    func hidden(_ mismatch: Mismatch) -> Mismatch {
        let isSecret = mismatch.pointer.tokens.last.map(Self.secretNames.contains) == true
        return Mismatch(
            pointer: mismatch.pointer, expected: hidden(mismatch.expected),
            actual: isSecret && mismatch.actual.hasPrefix("\"")
                ? RedactionLabel.secret.rawValue : hidden(mismatch.actual))
    }
}
