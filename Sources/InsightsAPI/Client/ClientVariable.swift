/// The environment variables that configure the server and the credentials of a client.
public enum ClientVariable {
    /// The tenant.
    public static let tenantID = "AZURE_TENANT_ID"
    /// The identifier of the application.
    public static let clientID = "AZURE_CLIENT_ID"
    /// The secret of the application.
    public static let clientSecret = "AZURE_CLIENT_SECRET"
    /// The principal name of the user.
    public static let username = "AZURE_USERNAME"
    /// The password of the user.
    public static let password = "AZURE_PASSWORD"
    /// The origin of the token endpoint.
    public static let authorityHost = "AZURE_AUTHORITY_HOST"
    /// The origin of the service.
    public static let baseURL = "INSIGHTS_BASE_URL"
    /// The HTTPS origin of the service.
    public static let tlsURL = "INSIGHTS_TLS_URL"
}
