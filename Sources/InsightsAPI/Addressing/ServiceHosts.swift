import InsightsHTTP

/// The public host names of the real service and its token endpoint (insights-api 2.3, 3.1).
package enum ServiceHosts {
    /// The hosts of the token endpoint.
    package static let login = [
        "login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net",
    ]
    /// The parent of the regional token endpoints; a client configured with a region prepends the region as one label.
    package static let regionalLogin = "login.microsoft.com"
    /// The hosts of the service.
    package static let service = ["api.partnercenter.microsoft.com", "partneranalytics-api.azure-api.net"]

    /// The server behind a public host name.
    package enum Role: Sendable, Equatable {
        /// The token endpoint.
        case login
        /// The insights service.
        case service
    }

    /// Returns the role of a request's `Host`, with or without a port; nil for any other name.
    package static func role(ofAuthority authority: ArraySlice<UInt8>) -> Role? {
        // Nearly all requests use a name of the local host, and those are shorter than every public name.
        guard authority.count > 14, authority.prefix(while: { $0 != UInt8(ascii: ":") }).count > 14,
            let host = Authority(String(decoding: authority, as: UTF8.self))?.host
        else { return nil }
        return isLogin(host) ? .login : service.contains(host) ? .service : nil
    }

    /// The address at which a virtual machine in Azure reads about itself.
    ///
    /// Identity libraries probe it for a managed identity, without being told to.
    package static let instanceMetadata = "169.254.169.254"

    /// The origin at which the published examples get tokens.
    package static let loginOrigin = "https://login.microsoftonline.com"
    /// The origin at which the published examples call the service.
    package static let serviceOrigin = "https://api.partnercenter.microsoft.com"

    /// Returns whether a lowercase host without a port is a token endpoint, global or regional.
    package static func isLogin(_ host: some StringProtocol) -> Bool {
        if login.contains(where: { $0 == host }) { return true }
        let label = host.prefix { $0 != "." }
        return !label.isEmpty && host.dropFirst(label.count).dropFirst() == regionalLogin
    }
}
