import InsightsHTTP

/// Errors about clients and their credentials (token-endpoint section 10.3).
extension TokenError {
    private static func client(_ code: Int, _ text: String) -> TokenError {
        TokenError(code, "invalid_client", text, status: 401)
    }

    /// A `client_credentials` request without any credential; checked before tenant and client.
    package static let missingCredential = client(
        7_000_216,
        "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.")

    /// A user grant of a confidential application, without the application's credential.
    package static let missingClientSecret = client(
        7_000_218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.")

    /// Returns the error for a wrong client secret.
    package static func invalidClientSecret(clientID: String) -> TokenError {
        client(
            7_000_215,
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, "
                + "not the client secret ID, for a secret added to app '\(echo(clientID))'.")
    }

    /// Returns the error for a correct but expired client secret.
    package static func expiredClientSecret(clientID: String) -> TokenError {
        client(
            7_000_222,
            "The provided client secret keys for app '\(echo(clientID))' are expired. Visit the Azure portal to create "
                + "new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for "
                + "added security: https://aka.ms/certCreds.")
    }

    /// A credential sent by a public application, which has none.
    package static let publicClient = client(
        700_025, "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.")

    /// Returns the error for an assertion that none of the application's certificates signed.
    package static func invalidAssertion(reason: String, thumbprint: String? = nil) -> TokenError {
        let key = thumbprint.map { ", Thumbprint of key used by client: '\($0)'" } ?? ""
        return client(
            700_027, "Client assertion contains an invalid signature. [Reason - \(reason)\(key)]")
    }

    /// Returns the error for an assertion that has expired or is not valid yet.
    package static func assertionOutsideTime(now: String, from: String, until: String) -> TokenError {
        client(
            700_024,
            "Client assertion is not within its valid time range. Current time: \(now), assertion valid from \(from), "
                + "expiry time of assertion \(until).")
    }

    /// Returns the error for an application that has no service principal in the tenant.
    package static func servicePrincipalMissing(clientID: String, tenantID: String) -> TokenError {
        client(
            7_000_229,
            "The client application \(echo(clientID)) is missing service principal in the tenant \(tenantID). See "
                + "instructions here: https://go.microsoft.com/fwlink/?linkid=2225119")
    }

    /// Returns the error for an application of one tenant at an address that names none.
    package static func singleTenant(clientID: String, name: String) -> TokenError {
        TokenError(
            50194, "invalid_request",
            "Application '\(echo(clientID))'(\(name)) is not configured as a multi-tenant application. Usage of the "
                + "/common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific "
                + "endpoint or configure the application to be multi-tenant.")
    }

    /// An assertion that names another application.
    package static let assertionOfAnother = client(
        700_021, "Client assertion application identifier doesn't match 'client_id' parameter.")

    /// An assertion whose audience is not this endpoint.
    package static let assertionForAnother = client(
        700_023, "Client assertion audience claim does not match Realm issuer.")

    /// Returns the error for an application that is unknown in the tenant.
    package static func applicationNotFound(clientID: String, tenant: String) -> TokenError {
        TokenError(
            700_016, "unauthorized_client",
            "Application with identifier '\(echo(clientID))' was not found in the directory '\(tenant)'. This can "
                + "happen if the application has not been installed by the administrator of the tenant or consented to "
                + "by any user in the tenant. You may have sent your authentication request to the wrong tenant.")
    }
}
