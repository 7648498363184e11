/// A rule of good conduct for clients of the service.
public enum ReportCardRule: String, Sendable, CaseIterable {
    /// A client gets a token before its first call.
    case tokenFirst = "token-first"
    /// A client reuses a token while it is valid.
    case tokenReused = "token-reused"
    /// A client renews a token before it expires.
    case tokenRenewedInTime = "token-renewed-in-time"
    /// Concurrent calls share one new token.
    case tokenRenewedOnce = "token-renewed-once"
    /// A client sends no `Authorization` header to a download link.
    case downloadWithoutToken = "download-without-token"
    /// A client waits as `Retry-After` demands.
    case retryAfter = "retry-after"
    /// A client waits for the report's slot after the 404 "no executions".
    case waitsForSlot = "waits-for-slot"
    /// A client polls an incomplete execution at intervals, and not without end.
    case boundedPolling = "bounded-polling"
    /// A client does not repeat a rejected request unchanged.
    case noRetryOf400 = "no-retry-of-400"
    /// A client does not request a compressed file again with another encoding.
    case gzip = "gzip"
    /// A client responds to callbacks with 2xx in time.
    case callbackAcknowledged = "callback-answered"
    /// A client sends each request to the right host.
    case rightHosts = "right-hosts"
    /// A client puts no secret or token into a URL.
    case noSecretInAddress = "no-secret-in-address"

    /// The rule in one sentence.
    public var title: String {
        switch self {
        case .tokenFirst: "a token is got before the first call"
        case .tokenReused: "a token is used for as long as it works, not for one call"
        case .tokenRenewedInTime: "a token is renewed before it expires"
        case .tokenRenewedOnce: "calls at the same time share one new token"
        case .downloadWithoutToken: "no Authorization header is sent to a download link"
        case .retryAfter: "nothing is requested again before Retry-After has passed"
        case .waitsForSlot: "after 'there are no executions' it waits for the report's slot"
        case .boundedPolling: "an incomplete execution is not polled too often"
        case .noRetryOf400: "a request that was refused with 400 is not repeated unchanged"
        case .gzip: "a compressed file is accepted, and not requested again in another encoding"
        case .callbackAcknowledged: "callbacks get a 2xx response in time"
        case .rightHosts: "each request goes to the host it is meant for"
        case .noSecretInAddress: "no secret and no token is in an address"
        }
    }

    /// The sources of the rule (docs/sources.md).
    public var source: String {
        switch self {
        case .tokenFirst: "insights-api 2.3, 3.2; RFC 6750 2.1"
        case .tokenReused: "insights-api 2.3, 11 (24); RFC 6749 5.1"
        case .tokenRenewedInTime: "insights-api 10 (401), 11 (23); RFC 6749 5.1"
        case .tokenRenewedOnce: "assumed, as the identity libraries do; RFC 6749 5.1"
        case .downloadWithoutToken: "insights-api 5; RFC 6750 5.3"
        case .retryAfter: "RFC 9110 10.2.3; RFC 6585 4"
        case .waitsForSlot: "insights-api 10 (404, retry advice)"
        case .boundedPolling: "assumed: no number is published; insights-api 7.3"
        case .noRetryOf400: "insights-api 10 (retry advice); RFC 9110 15.5.1"
        case .gzip: "insights-api 5, 11 (19); RFC 9110 8.4"
        case .callbackAcknowledged: "insights-api 6, 11 (26)"
        case .rightHosts: "insights-api 2.3, 3.1"
        case .noSecretInAddress: "RFC 6749 2.3.1; RFC 6750 2.3, 5.3"
        }
    }

    /// Returns the grade for a client's history.
    func judge(_ history: ClientHistory) -> ReportCard.Grade {
        switch self {
        case .tokenFirst: history.tokenFirst
        case .tokenReused: history.tokenReused
        case .tokenRenewedInTime: history.tokenRenewedInTime
        case .tokenRenewedOnce: history.tokenRenewedOnce
        case .downloadWithoutToken: history.downloadWithoutToken
        case .retryAfter: history.retryAfter
        case .waitsForSlot: history.waitsForSlot
        case .boundedPolling: history.boundedPolling
        case .noRetryOf400: history.noRetryOf400
        case .gzip: history.gzip
        case .callbackAcknowledged: history.callbackAcknowledged
        case .rightHosts: history.rightHosts
        case .noSecretInAddress: history.noSecretInAddress
        }
    }
}
