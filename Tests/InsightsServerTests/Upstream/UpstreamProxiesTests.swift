import InsightsHTTP
import Testing

@testable import InsightsServer

@Suite("Proxies of the environment")
struct UpstreamProxiesTests {
    /// Returns the proxy for a URL as `host:port authorization`, `direct`, or the error.
    private func proxy(_ variables: [String: String], _ url: String) throws -> String {
        let origin = try #require(Origin(url: url))
        do throws(UpstreamProxyError) {
            guard let proxy = try UpstreamProxies(environment: { variables[$0] }).proxy(for: origin) else {
                return "direct"
            }
            return "\(proxy.host):\(proxy.port)" + (proxy.authorization.map { " \($0)" } ?? "")
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "The variable of the scheme decides, in lower case first, then the one for all",
        arguments: [
            ([:], "https://a.example", "direct"),
            (["HTTPS_PROXY": "http://p:1"], "https://a.example", "p:1"),
            (["HTTPS_PROXY": "http://p:1"], "http://a.example", "direct"),
            (["HTTP_PROXY": "http://p:1"], "http://a.example", "p:1"),
            (["HTTP_PROXY": "http://p:1"], "https://a.example", "direct"),
            (["https_proxy": "http://p:1", "HTTPS_PROXY": "http://q:1"], "https://a.example", "p:1"),
            (["https_proxy": "", "HTTPS_PROXY": "http://q:1"], "https://a.example", "q:1"),
            (["http_proxy": "http://p:1", "HTTP_PROXY": "http://q:1"], "http://a.example", "p:1"),
            (["ALL_PROXY": "http://p:1"], "http://a.example", "p:1"),
            (["all_proxy": "http://p:1", "HTTPS_PROXY": "http://q:1"], "https://a.example", "q:1"),
            (["HTTP_PROXY": "http://p:1", "REQUEST_METHOD": "GET"], "http://a.example", "direct"),
            (["http_proxy": "http://p:1", "REQUEST_METHOD": "GET"], "http://a.example", "p:1"),
            (["HTTPS_PROXY": "http://p:1", "NO_PROXY": "a.example"], "https://a.example", "direct"),
            (["HTTPS_PROXY": "http://p:1", "NO_PROXY": "a.example:8443"], "https://a.example", "p:1"),
            (["HTTPS_PROXY": "http://p:1", "NO_PROXY": "a.example:8443"], "https://a.example:8443", "direct"),
            (["HTTPS_PROXY": "http://p:1", "no_proxy": "b", "NO_PROXY": "a.example"], "https://a.example", "p:1"),
            (["ALL_PROXY": "http://p:1"], "http://localhost:8080", "direct"),
            (["ALL_PROXY": "http://p:1"], "http://127.0.0.1:8080", "direct"),
            (["ALL_PROXY": "http://p:1"], "http://[::1]:8080", "direct"),
            (["ALL_PROXY": "http://p:1"], "http://10.0.0.1:8080", "p:1"),
        ] as [([String: String], String, String)])
    func choice(_ variables: [String: String], _ url: String, _ expected: String) throws {
        #expect(try proxy(variables, url) == expected)
    }

    private static let hint = "; except a host from it with NO_PROXY"

    @Test(
        "Each form of a proxy's address, and what is none; no error shows credentials",
        arguments: [
            ("http://proxy.example", "proxy.example:80"), ("proxy.example:3128", "proxy.example:3128"),
            ("http://proxy.example:3128/", "proxy.example:3128"), ("HTTP://Proxy.Example", "proxy.example:80"),
            ("http://[fd00::1]:3128", "fd00::1:3128"),
            ("http://user:secret@p:1", "p:1 Basic dXNlcjpzZWNyZXQ="),
            ("user:secret@p:1", "p:1 Basic dXNlcjpzZWNyZXQ="), ("http://user@p:1", "p:1 Basic dXNlcjo="),
            ("http://us%40er:se%3Acret@p:1", "p:1 Basic dXNAZXI6c2U6Y3JldA=="),
            ("http://user:se@cret@p:1", "p:1 Basic dXNlcjpzZUBjcmV0"),
            ("http://user:a:b@p:1", "p:1 Basic dXNlcjphOmI="),
            (
                "socks5://user:secret@p:1",
                "HTTPS_PROXY: found the scheme socks5; expected http://[USER:PASSWORD@]HOST[:PORT]" + hint
            ),
            (
                "https://p",
                "HTTPS_PROXY: found the scheme https; expected http://[USER:PASSWORD@]HOST[:PORT]" + hint
            ),
            (
                "http://user:secret@",
                "HTTPS_PROXY: found no host, or something after it; expected http://[USER:PASSWORD@]HOST[:PORT]" + hint
            ),
            (
                "http://p:0",
                "HTTPS_PROXY: found no host, or something after it; expected http://[USER:PASSWORD@]HOST[:PORT]" + hint
            ),
            (
                "http://p/path",
                "HTTPS_PROXY: found no host, or something after it; expected http://[USER:PASSWORD@]HOST[:PORT]" + hint
            ),
            ("://p", "HTTPS_PROXY: found another form; expected http://[USER:PASSWORD@]HOST[:PORT]" + hint),
        ])
    func forms(_ value: String, _ expected: String) throws {
        let found = try proxy(["HTTPS_PROXY": value], "https://a.example")
        #expect(found == expected)
        #expect(!found.contains("secret"))
    }

    @Test("A variable that cannot be used is no error for a host that needs no proxy")
    func unused() throws {
        let variables = ["ALL_PROXY": "socks5://p", "NO_PROXY": "a.example"]
        #expect(try proxy(variables, "https://a.example") == "direct")
        #expect(try proxy(variables, "http://127.0.0.1:8080") == "direct")
        #expect(try proxy(variables, "http://b.example").hasPrefix("ALL_PROXY: found the scheme socks5"))
    }
}
