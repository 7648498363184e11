import InsightsHTTP

/// Errors of sign-ins: authorization requests, codes and devices (2026 3.2 to 3.4).
extension TokenError {
    private static func grant(_ code: Int, _ text: String) -> TokenError {
        TokenError(code, "invalid_grant", text)
    }

    private static func request(_ code: Int, _ text: String, subject: String? = nil) -> TokenError {
        TokenError(code, "invalid_request", text, subject: subject)
    }

    // MARK: Authorization requests

    /// A redirect address that the request lacks.
    package static let noRedirectAddress = request(900_971, "No reply address provided.")

    /// An application without any redirect address.
    package static let noRegisteredAddress = request(
        500_113, "No reply address is registered for the application.")

    /// Returns the error for a redirect address that is not registered.
    package static func redirectMismatch(_ uri: String, clientID: String) -> TokenError {
        request(
            50011,
            "The redirect URI '\(echo(uri))' specified in the request does not match the redirect URIs configured for "
                + "the application '\(echo(clientID))'. Make sure the redirect URI sent in the request matches one added "
                + "to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn "
                + "more about how to fix this.", subject: echo(uri))
    }

    /// Returns the error for a response type that the application does not get.
    package static func responseTypeNotEnabled(_ name: String) -> TokenError {
        let code = name.contains("token") && !name.contains("id_token") ? 700_051 : 700_054
        return TokenError(
            code, "unsupported_response_type", "response_type '\(echo(name))' is not enabled for the application.",
            subject: echo(name))
    }

    /// Returns the error for an unknown response type.
    package static func unknownResponseType(_ name: String) -> TokenError {
        TokenError(
            70005, "unsupported_response_type",
            "The app returned an unsupported response type '\(echo(name))'.", subject: echo(name))
    }

    /// Returns the error for a response mode that is unknown or not allowed with the response type.
    package static func unsupportedResponseMode(_ name: String) -> TokenError {
        request(
            70007, "'\(echo(name))' is not a supported value of 'response_mode' when requesting a token.",
            subject: echo(name))
    }

    /// An unknown value of `prompt`.
    package static let unsupportedPrompt = request(90023, "Unsupported 'prompt' value.")

    /// A proof key of a wrong length or with wrong characters.
    package static let invalidChallengeSize = request(501_491, "Invalid size of Code_Challenge parameter.")

    /// A method of the proof key that is unknown.
    package static let invalidChallengeMethod = request(50149, "Invalid Code_Challenge_method parameter.")

    /// A request that must not show a page, from a browser without a session.
    package static let noSession = TokenError(
        50058, "login_required", "Session information is not sufficient for single-sign-on.")

    /// A user who does not agree, or who cancels.
    package static let consentDeclined = TokenError(
        65004, "access_denied", "User declined to consent to access the app.")

    /// A user who does not give the second factor.
    package static let factorDeclined = TokenError(
        500_121, "access_denied", "Authentication failed during strong authentication request.")

    /// A page of a sign-in that is unknown, has expired, or was answered before.
    package static let signInOver = request(
        90_100, "The sign-in has expired, or this step of it was taken before. Start again at the application.")

    /// A form of the sign-in page that another origin sent.
    package static let foreignSignInForm = request(
        90_100, "The form was sent from another site. Start again at the application.")

    /// The same error where no page may be shown: a step is missing that needs one.
    package var needingInteraction: TokenError {
        TokenError(code, "interaction_required", text, status: status, subject: subject)
    }

    // MARK: Authorization codes

    /// A code that was redeemed before.
    package static let redeemedCode = grant(
        54005,
        "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh "
            + "token.")

    /// A code whose time has passed.
    package static let expiredCode = grant(
        70008,
        "The provided authorization code or refresh token is expired. Send a new interactive authorization request for "
            + "this user and resource.")

    /// A code or refresh token of another application.
    package static let grantOfAnotherClient = grant(
        700_007, "The grant was issued for a different client id.")

    /// A code of another tenant.
    package static let codeOfAnotherTenant = grant(
        700_005, "Provided Authorization Code is intended to use against other tenant, thus rejected.")

    /// Returns the error for a redirect address that is not the one of the authorization request.
    package static func redirectDiffers(_ actual: String, requested: String) -> TokenError {
        TokenError(
            500_112, "invalid_client",
            "The reply address '\(echo(actual))' does not match the reply address '\(echo(requested))' provided when "
                + "requesting Authorization code.")
    }

    /// A code without the redirect address of its request.
    package static let redirectMissing = request(
        700_009,
        "Reply address must be provided when presenting an authorization code requested with an explicit reply address."
    )

    /// A proof key that is wrong or missing.
    package static let wrongVerifier = grant(
        501_481, "The Code_Verifier does not match the code_challenge supplied in the authorization request.")

    // MARK: Origins

    /// Returns the error for a page that redeems a grant which is not a single-page application's.
    package static func crossOrigin(_ origin: String) -> TokenError {
        request(
            9_002_326,
            "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request "
                + "origin: '\(echo(origin))'.")
    }

    /// A grant of a single-page application that no page redeems.
    package static let notCrossOrigin = request(
        9_002_327,
        "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.")

    /// A code of a single-page application without a proof key.
    package static let proofKeyRequired = request(
        9_002_325, "Proof Key for Code Exchange is required for cross-origin authorization code redemption.")

    /// Returns the error for a refresh token of a single-page application after its fixed time.
    package static func expiredPageToken(issued: String) -> TokenError {
        grant(
            700_084,
            "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of "
                + "1.00:00:00, which can't be extended. It is now expired and a new sign in request must be sent by the "
                + "SPA to the sign in page. The token was issued on \(issued).0000000Z.")
    }

    /// Returns the error for a grant from before the user's sessions were ended; both are `yyyy-MM-ddTHH:mm:ss`.
    package static func revokedGrant(issued: String, validFrom: String) -> TokenError {
        grant(
            revokedGrant.code,
            revokedGrant.text + " The user might have changed or reset their password. The grant was issued on "
                + "'\(issued).0000000Z' and the TokensValidFrom date (before which tokens are not valid) for this user is "
                + "'\(validFrom).0000000Z'.")
    }

    // MARK: Devices

    /// A poll before the user has decided.
    package static let authorizationPending = TokenError(
        70016, "authorization_pending",
        "OAuth 2.0 device flow error. Authorization is pending. Continue polling.")

    /// A poll too soon after the one before.
    package static let slowDown = TokenError(
        70016, "slow_down", "OAuth 2.0 device flow error. The polling interval is too short. Poll more slowly.")

    /// A poll after the user declined.
    package static let declinedDeviceCode = TokenError(
        65004, "authorization_declined", "User declined to consent to access the app.")

    /// A poll after the user's time has passed.
    package static let expiredDeviceCode = TokenError(
        70020, "expired_token",
        "The provided value for the input parameter 'device_code' is not valid. This device code has expired.")

    /// A device code that was never issued.
    package static let unknownDeviceCode = TokenError(
        70018, "bad_verification_code",
        "Invalid verification code due to User typing in wrong user code for device code flow. Authorization isn't "
            + "approved.")

    /// A user code that was never issued, at the page.
    package static let wrongUserCode = request(
        70018,
        "Invalid verification code due to User typing in wrong user code for device code flow. Authorization isn't "
            + "approved.")

    /// A user code whose time has passed, at the page.
    package static let userCodeExpired = request(
        70019, "Verification code expired. Have the user retry the sign-in.")

    /// A page that was sent without a user code.
    package static let noUserCode = request(90119, "The user code is null or empty.")

    /// A user code about which the user has decided.
    package static let userCodeDecided = request(90120, "The request was already authorized or declined.")
}
