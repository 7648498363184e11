import InsightsHTTP

/// Errors about resources, scopes and consent (token-endpoint sections 6 and 10.5).
extension TokenError {
    /// Returns the error for a resource that is not accepted.
    package static func resourceNotFound(resource: String, tenant: String) -> TokenError {
        TokenError(
            500_011, "invalid_resource",
            "The resource principal named \(echo(resource)) was not found in the tenant named \(tenant). This can "
                + "happen if the application has not been installed by the administrator of the tenant or consented to "
                + "by any user in the tenant. You might have sent your authentication request to the wrong tenant.")
    }

    /// Returns the error for a malformed scope, or for scopes that cannot be combined.
    package static func invalidScope(_ scope: String) -> TokenError {
        TokenError(
            70011, "invalid_scope",
            "The provided value for the input parameter 'scope' is not valid. The scope '\(echo(scope))' is not valid.")
    }

    /// Returns the error for an application-only request whose scope does not end in `/.default`.
    package static func scopeWithoutDefault(_ scope: String) -> TokenError {
        TokenError(
            1_002_012, "invalid_scope",
            "The provided value for scope \(echo(scope)) is not valid. Client credential flows must have a scope value "
                + "with /.default suffixed to the resource identifier (application ID URI).")
    }

    /// A `resource` sent to the v2 endpoint, which does not support it.
    package static let resourceNotSupported = TokenError(
        901_002, "invalid_request", "The 'resource' request parameter is not supported.")

    /// A `resource` sent to the v2 endpoint that differs from the resource of the scope.
    package static let resourceContradictsScope = TokenError(
        9_010_010, "invalid_target",
        "The resource parameter provided in the request doesn't match with the requested scopes.")

    /// A user grant for a resource that is not in the application's registration.
    package static let resourceNotRegistered = TokenError(
        650_057, "invalid_resource",
        "Invalid resource. The client has requested access to a resource which is not listed in the requested "
            + "permissions in the client's application registration.")

    /// An application that only an administrator may consent to.
    package static let adminConsentRequired = TokenError(
        90094, "access_denied", "Admin consent is required for the permissions requested by this application.")

    /// Returns the error for an application without the consent of a user or administrator.
    package static func consentRequired(clientID: String, name: String) -> TokenError {
        TokenError(
            65001, "invalid_grant",
            "The user or administrator has not consented to use the application with ID '\(echo(clientID))' named "
                + "'\(name)'. Send an interactive authorization request for this user and resource."
        ).with {
            $0.suberror = "consent_required"
            $0.hasHelpPage = false
        }
    }
}
