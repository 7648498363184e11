/// The names under which the real service and its token endpoint are reached (insights-api 2.3, 3.1).
public enum PublicHosts {
    /// The token endpoint.
    public static let login = [
        "login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net",
    ]
    /// The service.
    public static let service = ["api.partnercenter.microsoft.com", "partneranalytics-api.azure-api.net"]
    /// Where the published examples get their tokens.
    public static let loginOrigin = "https://login.microsoftonline.com"
    /// Where the published examples call the service.
    public static let serviceOrigin = "https://api.partnercenter.microsoft.com"
}
