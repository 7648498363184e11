import Foundation
import Testing

@Suite("serve behind a proxy", .mayBlock)
struct ReverseProxyTests {
    /// Fetches with curl: a client that knows nothing of this package.
    private func curl(_ arguments: String...) throws -> Tool.Outcome {
        try Tool.run(executable: "/usr/bin/env", ["curl", "-sS", "--max-time", "300"] + arguments)
    }

    private func tokenEndpoint(_ outcome: Tool.Outcome) throws -> String? {
        let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        return json?["token_endpoint"] as? String
    }

    private static let metadata = "/common/.well-known/openid-configuration"
    private static let headers = [
        "-H", "X-Forwarded-Host: sim.corp.example", "-H", "X-Forwarded-Proto: https", "-H",
        "X-Forwarded-For: 192.0.2.7",
    ]

    @Test("Headers of a trusted proxy decide on addresses, those of another peer do not")
    func trusted() throws {
        for (options, expected) in [
            (["--trusted-proxy", "10.0.0.0/8", "--trusted-proxy", "127.0.0.1"], "https://sim.corp.example"),
            (["--trusted-proxy", "10.0.0.0/8"], nil), ([], nil),
        ] {
            let tool = try RunningTool(options)
            let outcome = try Tool.run(
                executable: "/usr/bin/env",
                ["curl", "-sS", "--max-time", "300", tool.url + Self.metadata] + Self.headers)
            #expect(try tokenEndpoint(outcome) == (expected ?? tool.url) + "/common/oauth2/token", "\(options)")
            #expect(tool.stop() == 0)
        }
    }

    @Test("A public URL may have a path, which a request may have or not")
    func basePath() throws {
        let tool = try RunningTool(["--public-url", "https://sim.corp.example/partner/"])
        for path in ["", "/partner"] {
            let outcome = try curl(tool.url + path + Self.metadata)
            #expect(try tokenEndpoint(outcome) == "https://sim.corp.example/partner/common/oauth2/token", "\(path)")
            #expect(try curl(tool.url + path + "/_sim/ready").output == #"{"status":"ready"}"#)
        }
        #expect(tool.stop() == 0)
        #expect(tool.errorText.contains("Links and metadata begin with https://sim.corp.example/partner\n"))
    }

    @Test("Without a public URL, links begin with the host that the client called")
    func called() throws {
        let tool = try RunningTool(["--allow-host", "simulator"])
        let port = try #require(URL(string: tool.url)?.port)
        for name in ["localhost", "simulator", "127.0.0.1"] {
            let outcome = try curl(
                "--resolve", "\(name):\(port):127.0.0.1", "http://\(name):\(port)" + Self.metadata)
            #expect(try tokenEndpoint(outcome) == "http://\(name):\(port)/common/oauth2/token")
        }
        #expect(tool.stop() == 0)
    }

    @Test(
        "A wrong option is one line that says what is expected",
        arguments: [
            (["--public-url", "https://h/a b"], "--public-url: found 'https://h/a b'; expected a URL such as"),
            (["--public-url", "https://h/insights"], "that does not begin with a path of the service"),
            (["--public-url", "https://h/a?b"], "perhaps with a path of at most 256 bytes"),
            (["--trusted-proxy", "10.0.0.0/33"], "--trusted-proxy: found '10.0.0.0/33'; expected an address such as"),
            (["--trusted-proxy", "proxy.example"], "a network such as 10.0.0.0/8, or unix:"),
            (["--listen", "/tmp/x"], "--listen: found '/tmp/x'; expected unix: and a path of at most 107 bytes"),
            (["--listen", "unix:"], "--listen: found 'unix:'; expected unix: and a path"),
            (["--listen", "unix:/x", "--port", "1"], "'--listen' and '--port' cannot be combined"),
            (["--listen", "unix:/x", "--tls"], "'--listen' and '--tls' cannot be combined"),
            (["--listen", "unix:/x", "--socket-mode", "888"], "--socket-mode: found '888'; expected an octal number"),
            (["--socket-mode", "600"], "'--socket-mode' requires '--listen'"),
        ])
    func wrong(_ arguments: [String], _ message: String) throws {
        let outcome = try Tool.run(executable: Tool.path, ["serve"] + arguments)
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.hasPrefix("error: "))
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }

    @Test("The idle timeout is announced, and can be set")
    func idle() throws {
        for (options, announced) in [([], "130"), (["--set", "idle-timeout-seconds=7"], "7")] {
            let tool = try RunningTool(options)
            let head = try curl("-I", tool.url + "/_sim/ready").output
            #expect(head.contains("\r\nKeep-Alive: timeout=\(announced)\r\n"), "\(head)")
            #expect(tool.stop() == 0)
        }
    }
}
