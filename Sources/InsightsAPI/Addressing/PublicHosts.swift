/// The names under which the real service and its token endpoint are reached (insights-api 2.3, 3.1).
public enum PublicHosts {
    /// The token endpoint.
    public static let login = [
        "login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net",
    ]
    /// The service.
    public static let service = ["api.partnercenter.microsoft.com", "partneranalytics-api.azure-api.net"]
}
