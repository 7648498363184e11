/// An HTTP request as a value.
public struct HTTPRequest: Sendable {
    /// The request method.
    public var method: HTTPMethod
    /// The request target in origin form, such as `/insights/v1/cmp/ScheduledDataset?datasetName=ISVOrder`, as sent.
    public var target: String
    /// The header fields.
    public var fields: HTTPFields
    /// The content, decoded from any transfer coding; empty if there is none.
    public var body: [UInt8]
    /// The peer's address, such as `127.0.0.1`, or `unix:` at a Unix socket; nil without a network in between.
    ///
    /// Behind a trusted proxy it is the client's address, as the proxy states it.
    public var remoteAddress: String?
    /// Whether the request arrived over TLS.
    public var isSecure = false
    /// The version of HTTP in which the request arrived.
    package var version = HTTPVersion.http11
    /// What trusted proxies state about the request; nil where none is configured, or where none did.
    package var forwarding: Forwarding?

    /// Creates a request.
    public init(
        _ method: HTTPMethod, _ target: String, fields: HTTPFields = HTTPFields(), body: [UInt8] = [],
        remoteAddress: String? = nil
    ) {
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
        self.remoteAddress = remoteAddress
    }
}
