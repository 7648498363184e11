import InsightsHTTP
private import Synchronization

/// The URLs at which clients reach the service; they are final only after a server is bound.
package final class AdvertisedURL: Sendable {
    private struct State {
        var text: String
        /// The host and port of `text` as a client sends them.
        var authority: [UInt8]
        var basePath: BasePath
        var isSet: Bool
        var tlsText: String?
        var hostNames: [String]
        var allowedHosts: [String] = []
        var trustsForwarding = false
        var changes = 0

        mutating func setText(_ newText: String) {
            text = newText
            let parts = Origin.split(url: newText)
            // What is no base path stays part of the text alone, as it always was.
            basePath = parts.flatMap { BasePath($0.rest) } ?? .root
            let start = newText.utf8.count - (parts?.rest.utf8.count ?? 0)
            authority = Array(newText.utf8.prefix(start).drop { $0 != UInt8(ascii: "/") }.dropFirst(2))
        }
    }

    private let state: Mutex<State>

    /// Creates the URLs; without `isSet`, plain links begin with the host that a request names, where it is acceptable.
    package init(_ text: String, isSet: Bool = true, tlsText: String? = nil, hostNames: [String] = []) {
        var initial = State(
            text: "", authority: [], basePath: .root, isSet: isSet, tlsText: tlsText, hostNames: hostNames)
        initial.setText(text)
        state = Mutex(initial)
    }

    /// The number of changes so far; what follows from the URLs remains true while it is the same.
    var changes: Int { state.withLock { $0.changes } }

    private func change(_ body: (inout State) -> Void) {
        state.withLock {
            body(&$0)
            $0.changes += 1
        }
    }

    /// The configured URL, without a trailing slash.
    package var text: String {
        get { state.withLock { $0.text } }
        set {
            change {
                $0.setText(newValue)
                $0.isSet = true
            }
        }
    }

    /// Sets the URL for requests that name no acceptable host; a configured URL stays.
    package func setDefault(_ text: String) {
        change { if !$0.isSet { $0.setText(text) } }
    }

    /// Whether the URL was configured, so that requests do not decide.
    package var isSet: Bool { state.withLock { $0.isSet } }

    /// The path of the configured URL, which that of an additional listener has too.
    var basePath: BasePath { state.withLock { $0.basePath } }

    /// The URL of the additional HTTPS listener; nil if there is none.
    package var tlsText: String? {
        get { state.withLock { $0.tlsText } }
        set { change { $0.tlsText = newValue } }
    }

    /// The additional host names of HTTPS, in lower case.
    package var hostNames: [String] {
        get { state.withLock { $0.hostNames } }
        set { change { $0.hostNames = newValue } }
    }

    /// The host names by which clients may call, beside those that addresses begin with, in lower case.
    package var allowedHosts: [String] {
        get { state.withLock { $0.allowedHosts } }
        set {
            let hosts = newValue.compactMap { HostName.normalized($0) }
            change { $0.allowedHosts = hosts }
        }
    }

    /// Whether trusted proxies decide on addresses, so that any host may be one of the simulator's.
    package var trustsForwarding: Bool {
        get { state.withLock { $0.trustsForwarding } }
        set { change { $0.trustsForwarding = newValue } }
    }

    /// Where TLS is spoken, on whichever port; nil if it is not.
    var secureText: String? {
        state.withLock { $0.tlsText ?? ($0.text.hasPrefix("https://") ? $0.text : nil) }
    }

    /// Returns the base of links for a plain request, by its `Host`; nil in process.
    func plainBase(calledBy host: ArraySlice<UInt8>?) -> String {
        let (text, isOther) = state.withLock { state in
            (state.text, !state.isSet && host.map { !$0.elementsEqual(state.authority) } ?? false)
        }
        guard isOther, let host, let called = Authority(String(decoding: host, as: UTF8.self)), accepts(called.host)
        else { return text }
        return Origin(.http, called).description
    }

    /// Returns whether a host leads to the simulator: this machine, an address, or a name that the user has configured.
    private func accepts(_ host: String) -> Bool {
        Loopback.contains(host: host) || HostName.isAddress(host) || accepts(host: host)
    }

    /// Returns whether the configured addresses include a host; the host is normalized, without brackets.
    package func isConfigured(host: String) -> Bool {
        let state = state.withLock { $0 }
        return state.hostNames.contains(host)
            || [state.text, state.tlsText].contains { $0.flatMap { Origin(url: $0) }?.host == host }
    }

    /// Returns whether the user has named a host, so that it cannot come from DNS rebinding.
    package func accepts(host: String) -> Bool { allowedHosts.contains(host) || isConfigured(host: host) }

    /// Returns whether a host is the simulator's own: this machine, or a configured one.
    func isOwn(host: String) -> Bool { Loopback.contains(host: host) || isConfigured(host: host) }
}
