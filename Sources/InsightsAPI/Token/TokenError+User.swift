import InsightsHTTP

/// Errors about users and their refresh tokens (token-endpoint section 10.6).
extension TokenError {
    private static func user(_ code: Int, _ text: String) -> TokenError {
        TokenError(code, "invalid_grant", text)
    }

    /// Returns the error for a user who is unknown in the tenant.
    package static func userNotFound(tenant: String, version: TokenVersion = .v1) -> TokenError {
        // The real response contains {EmailHidden} literally.
        user(
            50034,
            "The user account {EmailHidden} does not exist in the \(echo(tenant)) directory. To sign into this "
                + "application, the account must be added to the directory."
        ).with { $0.suberror = version == .v2 ? "bad_token" : nil }
    }

    /// A wrong password.
    package static let invalidPassword = user(
        50126, "Error validating credentials due to invalid username or password.")

    /// An account locked after too many wrong passwords, or by an administrator.
    package static let accountLocked = user(
        50053,
        "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.")

    /// A correct but expired password.
    package static let passwordExpired = user(50055, "The password is expired.").with {
        $0.suberror = "user_password_expired"
        $0.passwordChangeURL = "https://portal.microsoftonline.com/ChangePassword.aspx"
    }

    /// A user without a password in this directory.
    package static let noPassword = user(
        50056, "Invalid or missing password: password does not exist in the directory for this user.")

    /// A correct password of a disabled account.
    package static let userDisabled = user(50057, "The user account is disabled.")

    // MARK: Sign-in conditions

    /// Returns the error for a required second factor, which a password grant cannot request.
    package static func factorRequired(resource: String, version: TokenVersion) -> TokenError {
        TokenError(
            50076, version == .v1 ? "interaction_required" : "invalid_grant",
            "Due to a configuration change made by your administrator, or because you moved to a new location, you "
                + "must use multi-factor authentication to access '\(echo(resource))'."
        ).with {
            $0.suberror = version == .v2 ? "basic_action" : nil
            $0.claims = claimsChallenge
        }
    }

    /// Returns the error for a required second factor that the user has not set up.
    package static func factorEnrollmentRequired(resource: String) -> TokenError {
        TokenError(
            50079, "interaction_required",
            "Due to a configuration change made by your administrator, or because you moved to a new location, you "
                + "must enroll in multi-factor authentication to access '\(echo(resource))'."
        ).with { $0.claims = claimsChallenge }
    }

    /// Returns the error for a sign-in that a Conditional Access policy blocks.
    package static func blockedByPolicy(version: TokenVersion) -> TokenError {
        TokenError(
            53003, version == .v1 ? "interaction_required" : "invalid_grant",
            "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance."
        ).with { $0.claims = claimsChallenge }
    }

    private static let claimsChallenge = #"{"access_token":{"capolids":{"essential":true,"values":["simulated"]}}}"#

    // MARK: Refresh tokens

    /// A refresh token that was not issued to this client.
    package static let invalidGrant = user(70000, "The provided access grant is invalid or malformed.")

    /// A text that does not have the form of a refresh token.
    package static let malformedGrant = user(9_002_313, "Invalid request. Request is malformed or invalid.")

    /// Returns the error for a refresh token that was idle for too long.
    ///
    /// - Parameters:
    ///   - issued: the time of issue in UTC, as `yyyy-MM-ddTHH:mm:ss`.
    ///   - days: the maximum idle time in days.
    /// - Returns: the error.
    package static func idleRefreshToken(issued: String, days: Int) -> TokenError {
        user(
            700_082,
            "The refresh token has expired due to inactivity. The token was issued on \(issued).0000000Z and was "
                + "inactive for \(days).00:00:00."
        ).with { $0.suberror = "bad_token" }
    }

    /// A refresh token of a session that was revoked.
    package static let revokedGrant = user(
        50173, "The provided grant has expired due to it being revoked, a fresh auth token is needed.")
}
