import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON

/// Replaces secrets and tokens by labels such as `<client secret>`.
///
/// A value is replaced if the name of its field is that of a secret. In all text, what looks like a token and the
/// tenant's own secrets are replaced. A secret that is an ordinary word is replaced only as the value of such a field.
struct Redaction: Sendable {
    private let secrets: [(secret: String, label: RedactionLabel)]

    init(_ tenant: Tenant) {
        secrets =
            tenant.applications.flatMap { $0.secrets.map { ($0, RedactionLabel.clientSecret) } }
            + tenant.users.map { ($0.password, RedactionLabel.password) }
    }

    /// Returns the view for reading a journal, which knows all spellings of the tenant's secrets.
    var reader: RedactionReader { RedactionReader(SecretFinder(known: KnownSecrets(secrets))) }
}
