public import InsightsTime

/// The settings of the token endpoint on which its sources are silent (token-endpoint section 15).
public struct TokenSettings: Sendable, Equatable {
    /// The value of `expires_in`.
    public enum ExpiresIn: String, Sendable, CaseIterable {
        /// One second less than the lifetime, as in current responses.
        case shortened
        /// The lifetime.
        case full
    }

    /// The separator between the parts of an error's description.
    public enum ErrorLines: String, Sendable, CaseIterable {
        /// Line ends, as documented.
        case crlf
        /// Spaces, as in responses since 2024.
        case blank
    }

    /// The signature of the v1 ID token.
    public enum IDToken: String, Sendable, CaseIterable {
        /// The ID token has no signature.
        case unsigned
        /// The ID token is signed.
        case signed
    }

    /// The host in `iss`.
    public enum Issuer: String, Sendable, CaseIterable {
        /// Microsoft's hosts, which clients expect.
        case microsoft
        /// The simulator's own URL.
        case own
    }

    /// The response to an application without `resource` at the v1 endpoint.
    public enum MissingResource: String, Sendable, CaseIterable {
        /// A token for Azure AD Graph.
        case graph
        /// The error AADSTS900144.
        case refused
    }

    /// The accepted spelling of a secret in HTTP Basic.
    public enum BasicSecret: String, Sendable, CaseIterable {
        /// The secret itself or its form-encoded text.
        case either
        /// Its form-encoded text only (RFC 6749 §2.3.1).
        case encoded
    }

    /// The response to a request with credentials both in the header and in the body.
    public enum TwoCredentials: String, Sendable, CaseIterable {
        /// The credentials in the body apply.
        case body
        /// The status 400 (RFC 6749 §2.3).
        case refused
    }

    /// The response to a request with a method other than POST.
    public enum WrongMethod: String, Sendable, CaseIterable {
        /// JSON, or an HTML page if the client prefers HTML.
        case json
        /// An HTML page.
        case html
    }

    /// Whether a client assertion may be used repeatedly.
    public enum RepeatedAssertion: String, Sendable, CaseIterable {
        /// Accepted until its expiry: one client library reuses assertions while they are valid.
        case accepted
        /// Each `jti` is accepted once, and an assertion without one once.
        case refused
    }

    /// The end of audiences that the service accepted once, by the tenant's clock.
    public enum AudienceRule: String, Sendable, CaseIterable {
        /// None ends.
        case year2021 = "2021"
        /// Microsoft Graph ends on 2024-08-30.
        case year2024 = "2024"
        /// Azure AD Graph ends too, on 2025-11-13: only Partner Center stays.
        case year2026 = "2026"
    }

    /// How much longer than its lifetime a token may live, by chance, as real ones do; in whole seconds.
    public var lifetimeJitter = Duration.zero
    /// The value of `expires_in`.
    public var expiresIn = ExpiresIn.shortened
    /// Whether whitespace around `resource`, `client_id`, `grant_type`, `scope` and `username` is removed.
    public var trimsFields = true
    /// The separator between the parts of an error's description.
    public var errorLines = ErrorLines.crlf
    /// The signature of the v1 ID token.
    public var idToken = IDToken.unsigned
    /// The host in `iss`.
    public var issuer = Issuer.microsoft
    /// The response to an application without `resource` at the v1 endpoint.
    public var missingResource = MissingResource.graph
    /// The accepted spelling of a secret in HTTP Basic.
    public var basicSecret = BasicSecret.either
    /// The response to a request with credentials both in the header and in the body.
    public var twoCredentials = TwoCredentials.body
    /// The response to a request with a method other than POST.
    public var wrongMethod = WrongMethod.json
    /// Whether a client assertion may be used repeatedly.
    public var repeatedAssertion = RepeatedAssertion.accepted
    /// The day from which the service rejects tokens for either Graph; nil for never.
    public var graphAudienceEnd: CivilDate?
    /// The day from which secrets that name no end have expired; nil for never.
    public var secretEnd: CivilDate?
    /// The end of audiences that the service accepted once.
    public var audienceRule = AudienceRule.year2021
    /// When mpn requires a user token with a second factor.
    public var secondFactorRule = SecondFactorRule.off
    /// The response to a token without a second factor.
    public var secondFactorRefusal = SecondFactorRefusal.year2019
    /// Whether responses tell clients that ask for it whether their user gave a second factor.
    public var tellsSecondFactor = false
    /// The user of sign-ins.
    public var signIn = SignIn.off
    /// The second factor of a sign-in without a page.
    public var signInFactor = SignInFactor.given
    /// Whether a page asks for consent.
    public var consent = Consent.granted
    /// Whether the response to an authorization request names the session of the browser, `session_state`.
    public var tellsSession = false
    /// The decision about a sign-in by device code.
    public var deviceSignIn = DeviceSignIn.asSignIn
    /// Whether a device that polls too often is told to slow down.
    public var slowsDownDevicePolls = false
    /// The status of errors of the device code endpoint.
    public var deviceErrorStatus = DeviceErrorStatus.badRequest
    /// Whether the `Origin` of a page decides what it may redeem.
    public var checksOrigin = false
    /// The form of errors about another issuer's assertions.
    public var federationErrors = FederationErrors.year2022
    /// Whether a refresh token works after a newer one has replaced it.
    public var acceptsReplacedRefreshTokens: Bool { refreshTokenReuse == .accepted }
    /// The use of a refresh token after a newer one has replaced it.
    public var refreshTokenReuse = RefreshTokenReuse.accepted
    /// The number of wrong passwords after which an account is locked for a minute; nil for never.
    public var lockoutFailures: Int?
    /// The maximum number of identical requests within a minute; nil for no limit.
    public var loopLimit: Int?
    /// The maximum number of token requests per application within a minute; nil for no limit.
    public var rateLimit: Int?
    /// The days without use after which a refresh token expires.
    public var refreshTokenIdleDays = 90

    /// The day that ended tokens for Microsoft Graph, 2024-08-30.
    package static let microsoftGraphEnd = CivilDate(daysSinceEpoch: 19_965)
    /// The first day on which somebody saw the service refuse a token for Azure AD Graph, 2025-11-13.
    package static let azureADGraphEnd = CivilDate(daysSinceEpoch: 20_405)

    /// Returns whether the service no longer accepts tokens for an audience on a day.
    package func isRetired(audience: String, on day: CivilDate) -> Bool {
        let audience = audience.lowercased()
        guard !audience.hasPrefix(ResourceURI.partnerCenter) else { return false }
        if let end = graphAudienceEnd, day >= end { return true }
        return switch audienceRule {
        case .year2021: false
        case .year2024: day >= Self.microsoftGraphEnd && audience.hasPrefix(Settings.microsoftGraph)
        case .year2026:
            day >= Self.azureADGraphEnd || day >= Self.microsoftGraphEnd && audience.hasPrefix(Settings.microsoftGraph)
        }
    }

    /// Creates the default settings.
    public init() {}

    /// Whether mpn always requires a user token with a second factor.
    public var needsSecondFactor: Bool {
        get { secondFactorRule == .on }
        set { secondFactorRule = newValue ? .on : .off }
    }

    /// Whether the pages of sign-in exist, with their grants.
    package var hasSignIn: Bool { signIn != .off }
}
