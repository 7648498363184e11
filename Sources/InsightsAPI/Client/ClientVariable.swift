/// The environment variables from which clients take where and who they are.
public enum ClientVariable {
    /// The tenant.
    public static let tenantID = "AZURE_TENANT_ID"
    /// The application.
    public static let clientID = "AZURE_CLIENT_ID"
    /// The application's secret.
    public static let clientSecret = "AZURE_CLIENT_SECRET"
    /// The user's name.
    public static let username = "AZURE_USERNAME"
    /// The user's password.
    public static let password = "AZURE_PASSWORD"
    /// The origin of the token endpoint.
    public static let authorityHost = "AZURE_AUTHORITY_HOST"
    /// The origin of the service.
    public static let baseURL = "INSIGHTS_BASE_URL"
    /// The same by https.
    public static let tlsURL = "INSIGHTS_TLS_URL"
}
