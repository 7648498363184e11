import InsightsHTTP
private import Synchronization

/// The URLs at which clients reach the service; they are final only after a server is bound.
package final class AdvertisedURL: Sendable {
    private struct Value {
        var text: String
        var tlsText: String?
        var hostNames: [String]
        var allowedHosts: [String] = []
        var changes = 0

        /// Makes a change and counts it.
        mutating func change(_ body: (inout Value) -> Void) {
            body(&self)
            changes += 1
        }
    }

    private let value: Mutex<Value>

    package init(_ text: String, tlsText: String? = nil, hostNames: [String] = []) {
        value = Mutex(Value(text: text, tlsText: tlsText, hostNames: hostNames))
    }

    /// The number of changes so far; what follows from the addresses remains true while it is the same.
    var changes: Int { value.withLock { $0.changes } }

    /// The configured URL, without a trailing slash.
    package var text: String {
        get { value.withLock { $0.text } }
        set { value.withLock { $0.change { $0.text = newValue } } }
    }

    /// The URL of the additional HTTPS listener; nil if there is none.
    package var tlsText: String? {
        get { value.withLock { $0.tlsText } }
        set { value.withLock { $0.change { $0.tlsText = newValue } } }
    }

    /// The additional host names of HTTPS, in lower case.
    package var hostNames: [String] {
        get { value.withLock { $0.hostNames } }
        set { value.withLock { $0.change { $0.hostNames = newValue } } }
    }

    /// The host names by which clients may call, beside those that addresses begin with, in lower case.
    package var allowedHosts: [String] {
        get { value.withLock { $0.allowedHosts } }
        set {
            let hosts = newValue.compactMap { HostName.normalized($0) }
            value.withLock { $0.change { $0.allowedHosts = hosts } }
        }
    }

    /// Where TLS is spoken, on whichever port; nil if it is not.
    var secureText: String? {
        value.withLock { $0.tlsText ?? ($0.text.hasPrefix("https://") ? $0.text : nil) }
    }

    /// Returns whether the configured addresses include a host; the host is normalized, without brackets.
    package func isConfigured(host: String) -> Bool {
        let value = value.withLock { $0 }
        return value.hostNames.contains(host)
            || [value.text, value.tlsText].contains { $0.flatMap { Origin(url: $0) }?.host == host }
    }

    /// Returns whether the user has named a host, so that it cannot come from DNS rebinding.
    package func accepts(host: String) -> Bool { allowedHosts.contains(host) || isConfigured(host: host) }

    /// Returns whether a host is the simulator's own: this machine, or a configured one.
    func isOwn(host: String) -> Bool { Loopback.contains(host: host) || isConfigured(host: host) }
}
