import InsightsHTTP

/// Errors of assertions by another issuer (2026 3.6).
extension TokenError {
    private static let advice =
        "Check your federated identity credential Subject, Audience and Issuer against the "
        + "presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation"
    private static let politeAdvice =
        "Please check your federated identity credential Subject, Audience and Issuer "
        + "against the presented assertion. "
        + "https://docs.microsoft.com/en-us/azure/active-directory/develop/workload-identity-federation"

    /// Returns the error of 2022, for any mismatch.
    package static func noFederatedCredential(issuer: String, subject: String, audience: String) -> TokenError {
        TokenError(
            70021, "invalid_request",
            "No matching federated identity record found for presented assertion. Assertion Issuer: '\(echo(issuer))'. "
                + "Assertion Subject: '\(echo(subject))'. Assertion Audience: '\(echo(audience))'. "
                + "https://docs.microsoft.com/en-us/azure/active-directory/develop/workload-identity-federation")
    }

    private static func federation(_ code: Int, _ text: String, _ advice: String) -> TokenError {
        TokenError(
            code, "invalid_client",
            "No matching federated identity record found for presented assertion \(text). \(advice)", status: 401
        ).with { $0.hasHelpPage = false }
    }

    /// Returns the error for an issuer that no credential trusts.
    package static func federatedIssuerUnknown(_ issuer: String) -> TokenError {
        federation(700_211, "issuer '\(echo(issuer))'", politeAdvice)
    }

    /// Returns the error for an audience that no credential of the issuer and subject names.
    package static func federatedAudienceUnknown(_ audience: String) -> TokenError {
        federation(700_212, "audience '\(echo(audience))'", politeAdvice)
    }

    /// Returns the error for a subject that no credential of the issuer trusts; another code tells that only its letter
    /// case differs.
    package static func federatedSubjectUnknown(_ subject: String, differsInCase: Bool) -> TokenError {
        federation(differsInCase ? 7_002_138 : 700_213, "subject '\(echo(subject))'", advice)
    }

    /// Returns the error for claims that no credential's expression matches.
    package static func federatedClaimsMismatch(_ subject: String) -> TokenError {
        federation(
            7_002_131,
            "subject '\(echo(subject))' or no federated identity credential expression matched the presented claims",
            advice)
    }

    /// Returns the error for an issuer whose keys cannot be had; `reason` is for the explanation.
    package static func issuerKeysUnavailable(_ reason: String) -> TokenError {
        TokenError(90061, "invalid_request", "Request to External OIDC endpoint failed.", subject: reason)
    }
}
