import InsightsHTTP

/// The names under which the real service and its token endpoint are reached (insights-api 2.3, 3.1).
public enum ServiceHosts {
    /// The token endpoint.
    public static let login = [
        "login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net",
    ]
    /// Each name with one label more is the token endpoint of a region, which clients told of a region ask.
    public static let regionalLogin = "login.microsoft.com"
    /// The service.
    public static let service = ["api.partnercenter.microsoft.com", "partneranalytics-api.azure-api.net"]

    /// What is reached under a public name.
    public enum Role: Sendable, Equatable {
        /// The token endpoint.
        case login
        /// The service.
        case service
    }

    /// What a request's `Host`, a name with or without a port, is the public name of; nil for any other name.
    public static func role(ofAuthority authority: ArraySlice<UInt8>) -> Role? {
        // No public name is as short as those of this machine, which nearly all requests have.
        guard authority.count > 14, authority.prefix(while: { $0 != UInt8(ascii: ":") }).count > 14,
            let host = Authority(String(decoding: authority, as: UTF8.self))?.host
        else { return nil }
        return isLogin(host) ? .login : service.contains(host) ? .service : nil
    }

    /// Where the published examples get their tokens.
    public static let loginOrigin = "https://login.microsoftonline.com"
    /// Where the published examples call the service.
    public static let serviceOrigin = "https://api.partnercenter.microsoft.com"

    /// Whether a host, in small letters and without a port, is the token endpoint, or that of a region.
    public static func isLogin(_ host: some StringProtocol) -> Bool {
        if login.contains(where: { $0 == host }) { return true }
        let label = host.prefix { $0 != "." }
        return !label.isEmpty && host.dropFirst(label.count).dropFirst() == regionalLogin
    }
}
