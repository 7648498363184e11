import Foundation
import Testing

/// A simulator in the background that stands for the real service, with the variables that lead to it.
struct RehearsedService {
    let tool: RunningTool
    private let folder: TemporaryFolder
    /// What the ready file tells.
    private let ready: [String: Any]

    /// Starts `serve`, with TLS or without.
    init(_ arguments: [String] = [], isSecure: Bool = false) throws {
        folder = try TemporaryFolder()
        let file = folder.path("ready.json")
        tool = try RunningTool(
            ["--ready-file", file] + (isSecure ? ["--tls", "--ca-dir", folder.path("ca")] : []) + arguments)
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: file)))
        ready = try #require(object as? [String: Any])
    }

    /// Returns a text of the ready file; empty for none.
    func text(_ name: String) -> String { ready[name] as? String ?? "" }

    /// The certificate of the authority.
    var authority: String { folder.path("ca/ca.pem") }

    /// The addresses and the credentials of an application.
    var environment: [String: String] {
        [
            "INSIGHTS_BASE_URL": tool.url, "AZURE_AUTHORITY_HOST": tool.url, "SSL_CERT_FILE": authority,
            "AZURE_TENANT_ID": text("tenantId"), "AZURE_CLIENT_ID": text("clientId"),
            "AZURE_CLIENT_SECRET": text("clientSecret"),
        ]
    }

    /// Returns the journal of the default tenant.
    func journal() throws -> String {
        try Tool.run(
            executable: "/usr/bin/env",
            ["curl", "-sS", "--noproxy", "*", "--insecure", tool.url + "/_sim/journal"]
        ).output
    }

    /// Ends it and returns its exit code.
    func stop() -> Int32 {
        defer { folder.remove() }
        return tool.stop()
    }
}
