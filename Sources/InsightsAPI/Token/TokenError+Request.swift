package import InsightsHTTP

/// Errors about the tenant, the form and the service (token-endpoint sections 10.4, 10.7 and 10.8).
extension TokenError {
    /// A URL path that the token endpoint's host does not serve.
    package static let unknownAddress = TokenError(
        9_002_313, "invalid_request", "Invalid request. Request is malformed or invalid.", status: 404)

    /// Returns the error for a missing parameter that the grant requires.
    package static func missingParameter(_ name: String) -> TokenError {
        TokenError(
            900_144, "invalid_request", "The request body must contain the following parameter: '\(name)'.",
            subject: name)
    }

    /// Returns the error for a missing parameter that the grant requires.
    package static func missingParameter(_ parameter: TokenParameter) -> TokenError {
        missingParameter(parameter.rawValue)
    }

    /// Returns the error for a missing field, with the code and text of another part of the service.
    package static func missingField(_ name: String) -> TokenError {
        TokenError(
            90014, "invalid_request",
            "The required field '\(name)' is missing from the credential. Ensure that you have all the necessary "
                + "parameters for the login request.", subject: name)
    }

    /// Returns the error for an unsupported grant type.
    package static func unsupportedGrant(_ grant: String) -> TokenError {
        TokenError(
            70003, "unsupported_grant_type", "The app requested an unsupported grant type '\(echo(grant))'.",
            subject: echo(grant))
    }

    /// A repeated parameter, too many parameters, or two authentication methods that exclude each other.
    package static let malformedRequest = TokenError(
        9_002_313, "invalid_request", "Invalid request. Request is malformed or invalid.")

    /// Returns the error for a request body larger than a limit in bytes.
    package static func bodyTooLarge(limit: Int) -> TokenError {
        TokenError(
            9_002_313, "invalid_request", "Invalid request. The body is larger than \(limit) bytes.", status: 413)
    }

    /// Returns the error for a request whose method is not POST.
    package static func wrongMethod(_ method: HTTPMethod, version: TokenVersion = .v1) -> TokenError {
        let accepted = version == .v1 ? "POST" : "POST, OPTIONS"
        return TokenError(
            900561, "invalid_request",
            "The endpoint only accepts \(accepted) requests. Received a \(echo(method.token)) request.")
    }

    /// Returns the error for a well-formed tenant name that is unknown.
    package static func tenantNotFound(_ tenant: String) -> TokenError {
        TokenError(
            90002, "invalid_request",
            "Tenant '\(echo(tenant))' not found. Check to make sure you have the correct tenant ID and are signing "
                + "into the correct cloud. Check with your subscription administrator, this may happen if there are no "
                + "active subscriptions for the tenant.")
    }

    /// Returns the error for a tenant name that is neither an identifier nor a domain.
    package static func malformedTenant(_ tenant: String) -> TokenError {
        TokenError(
            900023, "invalid_request",
            "Specified tenant identifier '\(echo(tenant).lowercased())' is neither a valid DNS name, nor a valid "
                + "external domain.")
    }

    /// The same error in the form of the metadata documents.
    package var ofMetadata: TokenError {
        TokenError(code, "invalid_tenant", text, status: status, subject: subject)
    }

    /// A URL that names no tenant, where the rest of the request does not name one either.
    package static let noTenant = TokenError(
        50059, "invalid_request",
        "No tenant-identifying information found in either the request or implied by any provided credentials.")

    /// A password grant at a URL that names no tenant.
    package static let grantNeedsTenant = TokenError(
        9_001_023, "invalid_request",
        "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or "
            + "tenant-specific endpoint.")

    /// A request about an authority instance that is unknown.
    package static let invalidInstance = TokenError(
        50049, "invalid_instance", "Unknown or invalid instance.")

    // MARK: Service

    /// A transient fault of the service.
    package static let transientFault = TokenError(
        90033, "temporarily_unavailable", "A transient error has occurred. Please try again.", status: 503
    ).with { $0.hasHelpPage = false }

    /// The same request sent too often in a short time.
    package static let requestLoop = TokenError(
        50196, "invalid_grant",
        "The server terminated an operation because it encountered a client request loop. Please contact your app "
            + "vendor.")

    /// Returns the throttling error of the gateway, a plain-text response; `retryAfter` is in seconds.
    package static func throttled(retryAfter: Int) -> TokenError {
        TokenError(429, "too_many_requests", "Too Many Requests", status: 429).with {
            $0.retryAfter = retryAfter
            $0.isPlainText = true
            $0.hasHelpPage = false
        }
    }
}
