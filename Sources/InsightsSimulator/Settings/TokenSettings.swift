public import InsightsTime

/// The choices of the token endpoint that its sources leave open (token-endpoint section 15).
public struct TokenSettings: Sendable, Equatable {
    /// What `expires_in` says.
    public enum ExpiresIn: String, Sendable, CaseIterable {
        /// One second less than the lifetime, as answers of today have it.
        case shortened
        /// The lifetime.
        case full
    }

    /// What stands between the parts of an error's description.
    public enum ErrorLines: String, Sendable, CaseIterable {
        /// Line ends, as documented.
        case crlf
        /// Blanks, as answers since 2024 have it.
        case blank
    }

    /// Whether the v1 id token has a signature.
    public enum IDToken: String, Sendable, CaseIterable {
        case unsigned
        case signed
    }

    /// Whom `iss` names.
    public enum Issuer: String, Sendable, CaseIterable {
        /// Microsoft's hosts, as clients compare it.
        case microsoft
        /// The simulator's own address.
        case own
    }

    /// What an application without `resource` gets at the v1 endpoint.
    public enum MissingResource: String, Sendable, CaseIterable {
        /// A token for Azure AD Graph.
        case graph
        /// AADSTS900144.
        case refused
    }

    /// Which spelling of a secret in HTTP Basic is right.
    public enum BasicSecret: String, Sendable, CaseIterable {
        /// The secret itself or its form-encoded text.
        case either
        /// Its form-encoded text only (RFC 6749 §2.3.1).
        case encoded
    }

    /// What happens to a request that authenticates in two ways.
    public enum TwoCredentials: String, Sendable, CaseIterable {
        /// The body counts.
        case body
        /// 400 (RFC 6749 §2.3).
        case refused
    }

    /// What a request with another method than POST gets.
    public enum WrongMethod: String, Sendable, CaseIterable {
        /// JSON, or a page if it asks for one first.
        case json
        /// A page.
        case html
    }

    /// Whether a client assertion may come twice.
    public enum RepeatedAssertion: String, Sendable, CaseIterable {
        /// Yes, until its end: one client library keeps assertions for as long as they hold.
        case accepted
        /// A `jti` works once.
        case refused
    }

    /// How much longer than its lifetime a token may live, by chance, as real ones do; in whole seconds.
    public var lifetimeJitter = Duration.zero
    /// What `expires_in` says.
    public var expiresIn = ExpiresIn.shortened
    /// Whether blanks around `resource`, `client_id`, `grant_type`, `scope` and `username` are taken away.
    public var trimsFields = true
    /// What stands between the parts of an error's description.
    public var errorLines = ErrorLines.crlf
    /// Whether the v1 id token has a signature.
    public var idToken = IDToken.unsigned
    /// Whom `iss` names.
    public var issuer = Issuer.microsoft
    /// What an application without `resource` gets at the v1 endpoint.
    public var missingResource = MissingResource.graph
    /// Which spelling of a secret in HTTP Basic is right.
    public var basicSecret = BasicSecret.either
    /// What happens to a request that authenticates in two ways.
    public var twoCredentials = TwoCredentials.body
    /// What a request with another method than POST gets.
    public var wrongMethod = WrongMethod.json
    /// Whether a client assertion may come twice.
    public var repeatedAssertion = RepeatedAssertion.accepted
    /// From which day on the service no longer accepts tokens for either Graph; nil for never.
    public var graphAudienceEnd: CivilDate?
    /// Whether a user's token opens mpn only if a second factor was given.
    public var needsSecondFactor = false
    /// After how many wrong passwords an account is locked for a minute; nil for never.
    public var lockoutFailures: Int?
    /// How often the same request may come within a minute; nil for any number.
    public var loopLimit: Int?
    /// How many token requests an application may make within a minute; nil for any number.
    public var rateLimit: Int?
    /// After how many days without use a refresh token no longer works.
    public var refreshTokenIdleDays = 90

    /// Creates the choices that are the default.
    public init() {}
}
