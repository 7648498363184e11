import InsightsAPI
import InsightsHTTP
private import Synchronization

/// The URLs at which clients reach the service; they are final only after a server is bound.
final class AdvertisedURL: Sendable {
    private let value: Mutex<(text: String, tlsText: String?, hostNames: [String])>

    init(_ text: String) {
        value = Mutex((text, nil, []))
    }

    /// The configured URL, without a trailing slash.
    var text: String {
        get { value.withLock { $0.text } }
        set { value.withLock { $0.text = newValue } }
    }

    /// The URL of the additional HTTPS listener; nil if there is none.
    var tlsText: String? {
        get { value.withLock { $0.tlsText } }
        set { value.withLock { $0.tlsText = newValue } }
    }

    /// The additional host names of HTTPS, in lower case.
    var hostNames: [String] {
        get { value.withLock { $0.hostNames } }
        set { value.withLock { $0.hostNames = newValue } }
    }

    /// Returns the origin of links in the response to a request, without a trailing slash.
    ///
    /// Links keep the scheme of an HTTPS request, because the documents' links are https (insights-api section 5). They
    /// also keep its host if that is one of the service's, otherwise they use the HTTPS listener. For all other
    /// requests they begin with the configured URL.
    func origin(of request: HTTPRequest) -> String {
        guard request.isSecure else { return text }
        guard let authority = request.fields["Host"]?.lowercased(),
            let called = AddressOrigin(authority: authority, isSecure: true), has(called.host)
        else { return tlsText ?? text }
        return "https://\(authority)"
    }

    /// Returns whether a lowercase host belongs to the service: a public name, this machine, or a configured name.
    private func has(_ host: String) -> Bool {
        ServiceHosts.service.contains(host) || Loopback.contains(authority: host) || isConfigured(host: host)
    }

    /// Returns whether a lowercase host was configured at the start of the service.
    func isConfigured(host: String) -> Bool {
        hostNames.contains(host)
            || [text, tlsText].contains { $0.flatMap { AddressOrigin(parsing: $0) }?.host == host }
    }
}
