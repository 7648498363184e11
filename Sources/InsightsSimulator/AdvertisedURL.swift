import InsightsAPI
import InsightsHTTP
private import Synchronization

/// Where the service is reached from outside, known only once a server is bound.
final class AdvertisedURL: Sendable {
    private let value: Mutex<(text: String, tlsText: String?, hostNames: [String])>

    init(_ text: String) {
        value = Mutex((text, nil, []))
    }

    /// The configured address, without a slash at the end.
    var text: String {
        get { value.withLock { $0.text } }
        set { value.withLock { $0.text = newValue } }
    }

    /// Where TLS is spoken beside that; nil if it is not.
    var tlsText: String? {
        get { value.withLock { $0.tlsText } }
        set { value.withLock { $0.tlsText = newValue } }
    }

    /// The names it is reached by within TLS besides, in small letters.
    var hostNames: [String] {
        get { value.withLock { $0.hostNames } }
        set { value.withLock { $0.hostNames = newValue } }
    }

    /// Where the links begin that a request is answered with, without a slash at the end.
    ///
    /// Who called by https goes on by https (the documents' links are https, insights-api section 5), at the name that was
    /// called, where that is one the service has, or else where TLS is spoken; everybody else at the configured address.
    func origin(of request: HTTPRequest) -> String {
        guard request.isSecure else { return text }
        guard let authority = request.fields["Host"]?.lowercased(),
            let called = AddressOrigin(authority: authority, isSecure: true), has(called.host)
        else { return tlsText ?? text }
        return "https://\(authority)"
    }

    /// Whether a host, in small letters, is one of the service's: a public name, this machine, or a configured one.
    private func has(_ host: String) -> Bool {
        ServiceHosts.service.contains(host) || Loopback.contains(authority: host) || isConfigured(host: host)
    }

    /// Whether a host, in small letters, was named by who started the service.
    func isConfigured(host: String) -> Bool {
        hostNames.contains(host)
            || [text, tlsText].contains { $0.flatMap { AddressOrigin(parsing: $0) }?.host == host }
    }
}
