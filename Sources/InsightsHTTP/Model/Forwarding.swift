/// The outcome of the proxy headers of a request.
///
/// It is a class, so that a request without any is one word longer, and no more.
package final class Forwarding: Sendable {
    /// The base of links in the response, without a slash at its end; nil if the proxies state nothing about it.
    package let base: String?
    /// Whether a trusted proxy states the host, so that it needs no other permission.
    package let vouchesForHost: Bool
    /// The client's address, or the peer's where the headers are ignored; nil in process.
    package let peer: String?
    /// Whether a trusted proxy states who the client is, so that the request's address is the client's.
    package let statesClient: Bool
    /// What was done with the headers, for the journal; nil for a replay.
    package let note: String?

    /// Creates the outcome.
    package init(
        base: String?, vouchesForHost: Bool, statesClient: Bool = false, peer: String?, note: String?
    ) {
        self.base = base
        self.vouchesForHost = vouchesForHost
        self.statesClient = statesClient
        self.peer = peer
        self.note = note
    }
}
