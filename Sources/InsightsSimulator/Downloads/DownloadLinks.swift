import InsightsAPI
import InsightsHTTP
import InsightsRandomness
import InsightsTime

/// Makes and checks the links to finished reports: unguessable, bound to tenant and execution (insights-api section 5).
struct DownloadLinks: Sendable {
    let key: [UInt8]
    /// Where the links begin that a request is answered with, without a slash at the end.
    let origin: @Sendable (HTTPRequest) -> String
    /// How long links work, in hours; nil for as long as the execution exists.
    let expiryHours: Int?

    /// The first segment of every link's path.
    static let pathPrefix = SimulatorEndpoints.downloadPrefix
    static let signatureParameter = "sig"

    /// The link that a request is answered with.
    func link(to execution: Execution, tenantID: String, for request: HTTPRequest) -> String {
        let name = "\(execution.id).\(execution.format.rawValue)"
        return "\(origin(request))/\(Self.pathPrefix)/\(tenantID)/\(name)?\(Self.signatureParameter)="
            + signature(tenantID: tenantID, fileName: name)
    }

    /// Whether a signature is the one of that file.
    func verifies(_ signature: String, tenantID: String, fileName: String) -> Bool {
        Digest.equal(signature, self.signature(tenantID: tenantID, fileName: fileName))
    }

    /// When the link to an execution dies; nil if it does not.
    func expiry(of execution: Execution) -> Timestamp? {
        guard let expiryHours, let generated = execution.generatedTime else { return nil }
        return generated.adding(hours: expiryHours)
    }

    private func signature(tenantID: String, fileName: String) -> String {
        Base64URL.encode(Digest.hmac(Array("\(tenantID)/\(fileName)".utf8), key: key))
    }
}
