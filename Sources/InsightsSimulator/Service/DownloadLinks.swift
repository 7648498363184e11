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
    private let memory = LinkMemory()

    init(key: [UInt8], addresses: EndpointAddresses, expiry: Duration?) {
        self.key = key
        self.addresses = addresses
        self.expiry = expiry
    }

    /// The first path segment of every link.
    static let pathPrefix = SimulatorEndpoints.downloadPrefix
    static let signatureParameter = "sig"

    /// Signs the links of one tenant for one response.
    struct Signer {
        fileprivate let key: HMACKey
        fileprivate let tenantID: String
        /// What every link begins with.
        fileprivate let prefix: String

        /// Returns the link to the file of an execution.
        func link(to executionID: String, _ format: ReportFormat) -> String {
            let name = executionID + "." + format.rawValue
            var link = ""
            link.reserveCapacity(prefix.utf8.count + 128)
            link += prefix
            link += name
            link += "?"
            link += DownloadLinks.signatureParameter
            link += "="
            link += Base64URL.encode(key.hmac(DownloadLinks.message(tenantID: tenantID, fileName: name)))
            return link
        }
    }

    /// Returns the signer of a tenant's links that begin with a base.
    func signer(tenantID: String, base: String) -> Signer {
        Signer(key: HMACKey(key), tenantID: tenantID, prefix: "\(base)/\(Self.pathPrefix)/\(tenantID)/")
    }

    /// Returns whether a signature is valid for a file.
    func verifies(_ signature: String, tenantID: String, fileName: String) -> Bool {
        let message = Self.message(tenantID: tenantID, fileName: fileName)
        if let known = memory.signature(of: message) { return Digest.equal(signature, known) }
        let expected = Base64URL.encode(Digest.hmac(message, key: key))
        guard Digest.equal(signature, expected) else { return false }
        memory.insert(expected, of: message)
        return true
    }

    /// Returns the expiry of the link to an execution; nil if it does not expire.
    func expiry(of execution: Execution) -> Timestamp? {
        guard let expiry, let generated = execution.generatedTime else { return nil }
        return generated.adding(seconds: expiry.wholeSeconds)
    }

    /// Returns what a signature is of.
    private static func message(tenantID: String, fileName: String) -> [UInt8] {
        var message: [UInt8] = []
        message.reserveCapacity(tenantID.utf8.count + 1 + fileName.utf8.count)
        message.append(contentsOf: tenantID.utf8)
        message.append(UInt8(ascii: "/"))
        message.append(contentsOf: fileName.utf8)
        return message
    }
}
