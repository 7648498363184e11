/// The environment variables that configure the server and the credentials of a client.
package enum ClientVariable {
    /// The tenant.
    package static let tenantID = "AZURE_TENANT_ID"
    /// The identifier of the application.
    package static let clientID = "AZURE_CLIENT_ID"
    /// The secret of the application.
    package static let clientSecret = "AZURE_CLIENT_SECRET"
    /// The principal name of the user.
    package static let username = "AZURE_USERNAME"
    /// The password of the user.
    package static let password = "AZURE_PASSWORD"
    /// A refresh token of the user, as of a sign-in with a second factor.
    package static let refreshToken = "INSIGHTS_REFRESH_TOKEN"
    /// The origin of the token endpoint.
    package static let authorityHost = "AZURE_AUTHORITY_HOST"
    /// The origin of the service.
    package static let baseURL = "INSIGHTS_BASE_URL"
    /// The HTTPS origin of the service.
    package static let tlsURL = "INSIGHTS_TLS_URL"
}
