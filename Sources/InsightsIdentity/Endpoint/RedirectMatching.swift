import InsightsFixtures
import InsightsHTTP

/// Compares the redirect address of a request with those of an application (2026 3.2).
enum RedirectMatching {
    /// Returns the platform of the registered address that an address matches; nil for none.
    ///
    /// An application without a list takes any address of this machine. The platform is that of a web server if the
    /// application has a credential, and otherwise that of a public client.
    static func platform(of uri: String, in application: Application) -> RedirectAddress.Platform? {
        guard uri.count <= RedirectAddress.longest, RedirectAddress.mistake(in: uri) == nil else { return nil }
        guard let registered = application.redirectAddresses else {
            guard let (origin, _) = Origin.split(url: uri), origin.host == "localhost" || origin.host == "127.0.0.1"
            else { return nil }
            return application.isPublic ? .publicClient : .web
        }
        return registered.first { comparable($0.uri) == comparable(uri) }?.platform
    }

    /// Returns an address in the form that is compared, letter for letter.
    ///
    /// An address of this machine loses its port, and gets the path `/` where it has none.
    private static func comparable(_ uri: String) -> String {
        for prefix in ["http://localhost", "https://localhost", "http://127.0.0.1"] where uri.hasPrefix(prefix) {
            var rest = uri.dropFirst(prefix.count)
            guard [nil, ":", "/", "?"].contains(rest.first) else { continue }
            if rest.first == ":" {
                rest = rest.dropFirst().drop { $0.isASCII && $0.isNumber }
            }
            return prefix + (rest.first == "/" ? "" : "/") + rest
        }
        return uri
    }
}
