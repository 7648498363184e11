import Foundation
import Testing

@Suite("serve with TLS and as a proxy", .mayBlock)
struct ServeTLSTests {
    private func curl(_ arguments: String...) throws -> Tool.Outcome {
        try Tool.run(executable: "/usr/bin/env", ["curl", "-sS", "--max-time", "300", "--noproxy", ""] + arguments)
    }

    @Test("--tls speaks TLS on the port, with a persistent authority")
    func tls() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let authority = folder.path("ca/ca.pem")
        let tool = try RunningTool(["--tls", "--ca-dir", folder.path("ca")])
        #expect(tool.announcement.hasPrefix("insights-sim serves https://127.0.0.1:"))
        let response = try curl("--cacert", authority, tool.url + "/_sim/ready")
        #expect(response.output == #"{"status":"ready"}"#, "\(response.errors)")
        let certificate = try curl("--cacert", authority, "-i", tool.url + "/_sim/ca.pem").output
        #expect(certificate.contains("\r\nContent-Type: application/x-pem-file\r\n"))
        #expect(certificate.hasSuffix(try String(contentsOfFile: authority, encoding: .utf8)))
        #expect(!certificate.contains("PRIVATE"))
        #expect(try curl("--cacert", authority, "-X", "POST", "-i", tool.url + "/_sim/ca.pem").output.contains(" 405 "))
        let credentials = try curl("--cacert", authority, tool.url + "/_sim/credentials").output
        #expect(credentials.contains(tool.url))
        #expect(tool.stop() == 0)
        #expect(tool.errorText.contains("Certificate authority: \(authority); GET /_sim/ca.pem\n"))
    }

    @Test("--tls-port speaks TLS beside plain HTTP, and the ready file has its address")
    func besidePlain() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let ready = folder.path("ready.json")
        let tool = try RunningTool([
            "--tls-port", "0", "--ca-dir", folder.path("ca"), "--tls-name", "sim.example", "--ready-file", ready,
        ])
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: ready)))
        let members = try #require(object as? [String: Any])
        let tlsURL = try #require(members["tlsUrl"] as? String)
        let authority = try #require(members["caFile"] as? String)
        #expect(authority == folder.path("ca/ca.pem"))
        let port = try #require(URL(string: tlsURL)?.port)
        #expect(try curl(tool.url + "/_sim/health").exitCode == 0)
        for host in ["127.0.0.1", "localhost", "sim.example", "api.partnercenter.microsoft.com"] {
            let response = try curl(
                "--cacert", authority, "--connect-to", "::127.0.0.1:\(port)", "-o", "/dev/null", "-w", "%{http_code}",
                "https://\(host):\(port)/insights/v1/cmp/ScheduledDataset")
            #expect(response.output == "401", "\(host): \(response.errors)")
        }
        for host in ["127.0.0.1", "localhost", "sim.example"] {
            let metadata = try curl(
                "--cacert", authority, "--connect-to", "::127.0.0.1:\(port)",
                "https://\(host):\(port)/common/.well-known/openid-configuration"
            ).output
            #expect(
                metadata.contains(#""token_endpoint":"https://\#(host):\#(port)/common/oauth2/token""#), "\(metadata)")
        }
        #expect(try curl("http://127.0.0.1:\(port)/").output.contains("use https://"))
        #expect(try curl("-k", "https" + tool.url.dropFirst(4)).exitCode == 35)
        #expect(tool.stop() == 0)
        let errors = tool.errorText
        #expect(errors.contains("127.0.0.1 speaks plain HTTP to a port of TLS: refused (use https://)\n"))
        #expect(errors.contains("127.0.0.1 speaks TLS to a port of plain HTTP: closed (use http://)\n"))
    }

    @Test("--proxy answers for the real host names, and for no other")
    func proxy() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let tool = try RunningTool(["--proxy", "--ca-dir", folder.path("ca")])
        let proxy = ["--proxy", tool.url, "--cacert", folder.path("ca/ca.pem")]
        for url in [
            "https://api.partnercenter.microsoft.com/insights/v1/cmp/ScheduledDataset",
            "http://api.partnercenter.microsoft.com/insights/v1/cmp/ScheduledDataset",
        ] {
            let response = try Tool.run(
                executable: "/usr/bin/env", ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}"] + proxy + [url])
            #expect(response.output == "401", "\(response.errors)")
        }
        let login = try Tool.run(
            executable: "/usr/bin/env",
            ["curl", "-sS"] + proxy + [
                "-d", "grant_type=none", "https://login.microsoftonline.com/common/oauth2/token",
            ])
        #expect(login.output.contains("AADSTS"), "\(login.errors)")
        // The administration is for this machine's own address.
        let administration = try Tool.run(
            executable: "/usr/bin/env",
            ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}"] + proxy
                + ["https://login.microsoftonline.com/_sim/credentials"])
        #expect(administration.output == "403", "\(administration.errors)")
        let foreign = try curl("--proxy", tool.url, "http://example.org/")
        #expect(foreign.output.contains("403 Forbidden: 'example.org' is neither simulated"))
        #expect(tool.stop() == 0)
        #expect(tool.errorText.contains("the proxy refused 127.0.0.1 the host 'example.org'"))
    }

    @Test("The proxy also accepts TLS")
    func proxyWithinTLS() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let tool = try RunningTool(["--tls", "--proxy", "--ca-dir", folder.path("ca")])
        let authority = folder.path("ca/ca.pem")
        let response = try Tool.run(
            executable: "/usr/bin/env",
            [
                "curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "--proxy", tool.url, "--proxy-cacert",
                authority,
                "--cacert", authority, "https://api.partnercenter.microsoft.com/insights/v1/cmp/ScheduledDataset",
            ])
        #expect(response.output == "401", "\(response.errors)")
        #expect(tool.stop() == 0)
    }

    @Test("Metadata requested by a name of --tls-name keeps it, and the banner has the name")
    func named() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let tool = try RunningTool([
            "--tls", "--proxy", "--ca-dir", folder.path("ca"), "--tls-name", "Sim.Example", "--host", "0.0.0.0",
        ])
        #expect(tool.announcement.hasPrefix("insights-sim serves https://127.0.0.1:"))
        let port = try #require(URL(string: tool.url)?.port)
        let path = "/common/.well-known/openid-configuration"
        let trust = ["--cacert", folder.path("ca/ca.pem"), "--proxy-cacert", folder.path("ca/ca.pem")]
        for (options, address, base) in [
            (["--connect-to", "::127.0.0.1:\(port)"], "https://sim.example:\(port)", "https://sim.example:\(port)"),
            (["--proxy", tool.url], "https://sim.example", "https://sim.example"), ([], tool.url, tool.url),
        ] {
            let response = try Tool.run(
                executable: "/usr/bin/env",
                ["curl", "-sS", "--noproxy", "*"].dropLast(options.first == "--proxy" ? 2 : 0) + trust + options
                    + [address + path])
            #expect(response.output.contains(#""token_endpoint":"\#(base)/common/oauth2/token""#), "\(response)")
        }
        #expect(tool.stop() == 0)
        let errors = tool.errorText
        #expect(errors.contains("\nCertificates also for: sim.example\n"), "\(errors)")
        #expect(errors.contains("partneranalytics-api.azure-api.net, REGION.login.microsoft.com, sim.example\n"))
    }

    @Test("An expired certificate is a warning, and an unusable one is refused")
    func certificates() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let script = """
            set -e; cd "$1"; touch index; echo 01 > serial
            printf '%s\\n' '[ca]' 'default_ca=t' '[t]' 'database=index' 'serial=serial' 'new_certs_dir=.' \
              'default_md=sha256' 'policy=p' '[p]' 'commonName=supplied' > configuration
            request() { openssl req "$@" -nodes -subj /CN=localhost; }
            request -new -newkey rsa:2048 -keyout old-key.pem -out old-request
            openssl ca -batch -selfsign -notext -config configuration -keyfile old-key.pem -in old-request -out old.pem \
              -startdate 20200101000000Z -enddate 20200201000000Z
            request -x509 -newkey rsa:512 -keyout short-key.pem -out short.pem
            """
        let made = try Tool.run(executable: "/usr/bin/env", ["bash", "-c", script, "bash", folder.path])
        try #require(made.exitCode == 0, "\(made.errors)")
        func files(_ name: String) -> [String] {
            ["--cert", folder.path(name + ".pem"), "--key", folder.path(name + "-key.pem")]
        }
        let old = files("old")
        let tool = try RunningTool(["--tls"] + old)
        #expect(tool.stop() == 0)
        #expect(
            tool.errorText.contains(
                "warning: the certificate in \(old[1]) is no longer valid: clients will refuse it\n"))
        let short = files("short")
        let refused = try Tool.run(executable: Tool.path, ["serve", "--port", "0", "--tls"] + short)
        #expect(refused.exitCode == 2)
        #expect(
            refused.errors.hasPrefix(
                "error: the certificate in \(short[1]) cannot be used for TLS: ee key too small\n"),
            "\(refused.errors)")
    }

    @Test("Without an authority, no certificate can be fetched")
    func noAuthority() throws {
        let tool = try RunningTool([])
        #expect(try curl("-o", "/dev/null", "-w", "%{http_code}", tool.url + "/_sim/ca.pem").output == "404")
        #expect(tool.stop() == 0)
    }

    @Test(
        "Options that exclude one another are one clear line and exit code 2",
        arguments: [
            (["--tls", "--tls-port", "0"], "'--tls' and '--tls-port' cannot be combined"),
            (["--tls", "--cert", "a"], "'--cert' and '--key' must be given together"),
            (["--tls", "--cert", "a", "--key", "b", "--ca-dir", "c"], "'--cert' cannot be combined with '--ca-dir'"),
            (["--proxy-allow", "a"], "'--proxy-allow' requires '--proxy'"),
            (["--proxy", "--proxy-allow", "a/b"], "--proxy-allow: found 'a/b'"),
            (["--ca-dir", "c"], "certificate options require '--tls'"),
            (["--tls", "--cert", "/no/such", "--key", "b"], "cannot read /no/such: No such file or directory"),
            (["--tls", "--ca-dir", "/proc/ca"], "cannot keep the certificate authority in /proc/ca: "),
            (["--tls", "--tls-name", "a b"], "'a b' is neither a host name nor an address"),
            (["--public-url", "http://h/a?b"], "--public-url: found 'http://h/a?b'; expected"),
            (["--public-url", "sim.corp"], "--public-url: found 'sim.corp'; expected"),
            (["--tls-port", "70000"], "--tls-port: found '70000'"),
        ])
    func refused(_ arguments: [String], _ message: String) throws {
        let outcome = try Tool.run(executable: Tool.path, ["serve", "--port", "0"] + arguments)
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.hasPrefix("error: \(message)"), "\(outcome.errors)")
        #expect(outcome.output == "")
    }
}
