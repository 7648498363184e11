import InsightsAPI
import InsightsHTTP
import InsightsIdentity
import InsightsRandomness
import InsightsReports
import InsightsTime

/// The links to finished reports: unguessable, and bound to tenant and execution (insights-api section 5).
struct DownloadLinks: Sendable {
    let key: [UInt8]
    let addresses: EndpointAddresses
    /// The lifetime of links in hours; nil for the lifetime of the execution.
    let expiry: Duration?

    /// The first path segment of every link.
    static let pathPrefix = SimulatorEndpoints.downloadPrefix
    static let signatureParameter = "sig"

    /// Returns the link to an execution for the response to a request.
    func link(to execution: Execution, tenantID: String, for request: HTTPRequest) -> String {
        let name = "\(execution.id).\(execution.format.rawValue)"
        return "\(addresses.base(for: request))/\(Self.pathPrefix)/\(tenantID)/\(name)?\(Self.signatureParameter)="
            + signature(tenantID: tenantID, fileName: name)
    }

    /// Returns whether a signature is valid for a file.
    func verifies(_ signature: String, tenantID: String, fileName: String) -> Bool {
        Digest.equal(signature, self.signature(tenantID: tenantID, fileName: fileName))
    }

    /// Returns the expiry of the link to an execution; nil if it does not expire.
    func expiry(of execution: Execution) -> Timestamp? {
        guard let expiry, let generated = execution.generatedTime else { return nil }
        return generated.adding(seconds: expiry.wholeSeconds)
    }

    private func signature(tenantID: String, fileName: String) -> String {
        Base64URL.encode(Digest.hmac(Array("\(tenantID)/\(fileName)".utf8), key: key))
    }
}
