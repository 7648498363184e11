import Foundation
import TestSupport
import Testing

@testable import insights_sim

@Suite("Proxies of the environment", .mayBlock)
struct UpstreamProxyTests {
    private static let host = "simulator.example"
    /// `user:secret` as Basic credentials.
    private static let authorization = "Basic dXNlcjpzZWNyZXQ="

    /// A simulator that is reached by `simulator.example` through a proxy alone.
    private struct Harness {
        let tool: RunningTool
        let proxy: ConnectProxy
        let folder: TemporaryFolder

        init() throws {
            folder = try TemporaryFolder()
            tool = try RunningTool([
                "--tls-port", "0", "--tls-name", host, "--ca-dir", folder.path("ca"), "--ready-file",
                folder.path("ready.json"), "--clock", "2021-01-06T05:00:00Z",
            ])
            let ready = try Self.ready(folder)
            let port = try #require(ready["port"] as? Int)
            let tlsPort = try #require((ready["tlsUrl"] as? String).flatMap { URL(string: $0)?.port })
            proxy = try ConnectProxy(["\(host):80": port, "\(host):443": tlsPort], authorization: authorization)
        }

        private static func ready(_ folder: TemporaryFolder) throws -> [String: Any] {
            let data = try Data(contentsOf: URL(fileURLWithPath: folder.path("ready.json")))
            return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        }

        /// Returns the variables of a client, with the proxy's credentials.
        func variables(_ others: [String: String] = [:]) throws -> [String: String] {
            let ready = try Self.ready(folder)
            let text = { (name: String) in ready[name] as? String ?? "" }
            return [
                "HTTPS_PROXY": proxy.url(user: "user:secret@"), "http_proxy": proxy.url(user: "user:secret@"),
                "SSL_CERT_FILE": folder.path("ca/ca.pem"), "NO_PROXY": "", "no_proxy": "", "https_proxy": "",
                "AZURE_TENANT_ID": text("tenantId"), "AZURE_CLIENT_ID": text("clientId"),
                "AZURE_CLIENT_SECRET": text("clientSecret"),
            ].merging(others) { $1 }
        }

        func stop() {
            proxy.stop()
            _ = tool.stop()
            folder.remove()
        }
    }

    @Test("clock --url goes through the proxy of its scheme", arguments: ["https", "http"])
    func clock(scheme: String) throws {
        let harness = try Harness()
        defer { harness.stop() }
        let outcome = try Tool.run("clock", "--url", "\(scheme)://\(Self.host)", environment: try harness.variables())
        #expect(outcome.output == "2021-01-06T05:00:00Z manual\n", "\(outcome.errors)")
        #expect(harness.proxy.calls.map(\.authorization) == [Self.authorization])
        #expect(
            harness.proxy.calls.map(\.line) == [
                scheme == "https" ? "CONNECT \(Self.host):443" : "GET http://\(Self.host):80/_sim/clock"
            ])
    }

    @Test(
        "A proxy that cannot be used or refuses is one line with the reason, without credentials",
        arguments: [
            (
                ["HTTPS_PROXY": "socks5://user:secret@p:1"], 2,
                "error: HTTPS_PROXY: found the scheme socks5; expected http://[USER:PASSWORD@]HOST[:PORT]"
            ),
            (["HTTPS_PROXY": "http://user:secret@127.0.0.1:1"], 3, "error: cannot connect to host '127.0.0.1' port 1"),
        ] as [([String: String], Int32, String)])
    func refused(_ variables: [String: String], _ code: Int32, _ message: String) throws {
        let environment = variables.merging(["https_proxy": "", "no_proxy": "", "NO_PROXY": ""]) { $1 }
        for command in [["clock", "--url"], ["contracts", "run", "--target"]] {
            let outcome = try Tool.run(
                executable: Tool.path, command + ["https://\(Self.host)"], environment: environment)
            #expect(outcome.exitCode == code)
            #expect(outcome.errors.hasPrefix(message), "\(outcome.errors)")
            #expect(!outcome.errors.contains("secret"))
        }
    }

    @Test("A proxy that wants other credentials is named")
    func otherCredentials() throws {
        let harness = try Harness()
        defer { harness.stop() }
        let outcome = try Tool.run(
            "clock", "--url", "https://\(Self.host)",
            environment: try harness.variables(["HTTPS_PROXY": harness.proxy.url()]))
        #expect(outcome.exitCode == 3)
        #expect(
            outcome.errors
                == "error: the proxy '127.0.0.1:\(harness.proxy.port)' refused host '\(Self.host)' port 443: "
                + "407 Proxy Authentication Required; put user and password into the proxy's variable\n")
    }

    @Test("Contracts run against a simulator, and against a service, through the proxy")
    func contracts() throws {
        let harness = try Harness()
        defer { harness.stop() }
        let contract = ["datasets/envelope", "--program", "cmp", "--pace", "0"]
        let target = try Tool.run(
            executable: Tool.path,
            ["contracts", "run", "--target", "https://\(Self.host)"] + ["queries/create-record", "--program", "cmp"],
            environment: try harness.variables())
        #expect(target.exitCode == 0, "\(target.output)\(target.errors)")
        let before = harness.proxy.calls.count
        #expect(before > 0)
        let live = try Tool.run(
            executable: Tool.path, ["contracts", "run", "--live"] + contract,
            environment: try harness.variables([
                "INSIGHTS_BASE_URL": "https://\(Self.host)", "AZURE_AUTHORITY_HOST": "http://\(Self.host)",
            ]))
        #expect(live.exitCode == 0, "\(live.output)\(live.errors)")
        let lines = harness.proxy.calls[before...].map(\.line)
        #expect(lines.contains("CONNECT \(Self.host):443"), "\(lines)")
        #expect(lines.contains { $0.hasPrefix("POST http://\(Self.host):80/") }, "\(lines)")
        #expect(harness.proxy.calls.allSatisfy { $0.authorization == Self.authorization })
    }

    @Test("exec and serve lead allowed hosts through the proxy, and say at the start if they cannot")
    func allowed() throws {
        let harness = try Harness()
        defer { harness.stop() }
        let command = ["--", "curl", "-sS", "http://\(Self.host)/_sim/health"]
        let outcome = try Tool.run(
            executable: Tool.path, ["exec", "--quiet", "--proxy-allow", Self.host] + command,
            environment: try harness.variables())
        #expect(outcome.output == #"{"status":"alive"}"#, "\(outcome.output)\(outcome.errors)")
        #expect(harness.proxy.calls.map(\.line) == ["GET http://\(Self.host)/_sim/health"])
        for arguments in [
            ["exec", "--proxy-allow", Self.host] + command, ["serve", "--proxy", "--proxy-allow", "a.b"],
        ] {
            let refused = try Tool.run(
                executable: Tool.path, arguments, environment: try harness.variables(["HTTPS_PROXY": "https://p"]))
            #expect(refused.exitCode == 2)
            #expect(refused.errors.hasPrefix("error: HTTPS_PROXY: found the scheme https; "), "\(refused.errors)")
        }
    }

    @Test(
        "A client's program reaches this machine without a proxy, and keeps its own exceptions",
        arguments: [
            ([:], "localhost,127.0.0.1,::1"), (["NO_PROXY": "a,b"], "localhost,127.0.0.1,::1,a,b"),
            (["NO_PROXY": "a", "no_proxy": "b, localhost"], "localhost,127.0.0.1,::1,a,b"),
            (["no_proxy": "*"], "*"), (["NO_PROXY": "a,*"], "*"),
        ])
    func loopback(_ inherited: [String: String], _ expected: String) {
        let changes = LineProcess.loopbackChanges { inherited[$0] }
        #expect(changes == ["NO_PROXY", "no_proxy"].map { .init(name: $0, value: expected) })
    }

    @Test("Contracts through a client's program pass where the environment has a proxy that leads nowhere")
    func client() throws {
        let held = try HeldPort()
        let nowhere = "http://127.0.0.1:\(held.number)"
        let outcome = try Tool.run(
            "contracts", "run", "queries/create-record", "--program", "cmp", "--client",
            "python3 \(Tool.repository)/contracts/adapters/insights_client.py",
            environment: [
                "HTTP_PROXY": nowhere, "http_proxy": nowhere, "ALL_PROXY": nowhere, "NO_PROXY": "", "no_proxy": "",
            ])
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    }
}
