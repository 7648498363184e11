import InsightsAPI
import Testing

@testable import InsightsSimulator

@Suite("Callbacks: addresses")
struct CallbackAddressTests {
    @Test(
        "POST puts the report into the path, GET into the query, without a double slash",
        arguments: [
            ("http://localhost", "/ID", "/?reportId=ID"),
            ("http://localhost/", "/ID", "/?reportId=ID"),
            ("http://localhost/ready", "/ready/ID", "/ready?reportId=ID"),
            ("https://localhost:44365/reportready/", "/reportready/ID", "/reportready/?reportId=ID"),
            ("http://localhost/a/b?key=1", "/a/b/ID?key=1", "/a/b?key=1&reportId=ID"),
            ("http://localhost/a/?key=1&", "/a/ID?key=1&", "/a/?key=1&reportId=ID"),
            ("http://localhost?key=1", "/ID?key=1", "/?key=1&reportId=ID"),
            ("http://localhost/a?", "/a/ID", "/a?reportId=ID"),
            ("http://localhost/a#part", "/a/ID", "/a?reportId=ID"),
            ("http://localhost/a b/ä", "/a%20b/%C3%A4/ID", "/a%20b/%C3%A4?reportId=ID"),
            ("http://localhost/%7Ea", "/%7Ea/ID", "/%7Ea?reportId=ID"),
        ])
    func targets(url: String, post: String, get: String) throws {
        let address = try #require(CallbackAddress(url))
        #expect(address.target(.post, reportID: "ID") == post)
        #expect(address.target(.get, reportID: "ID") == get)
    }

    @Test(
        "Appended, the report comes last, whatever the address has",
        arguments: [
            ("http://localhost", "/ID", "/?reportId=ID"), ("http://localhost/a/", "/a/ID", "/a/?reportId=ID"),
            ("http://localhost/a?key=1", "/a?key=1/ID", "/a?key=1?reportId=ID"),
            ("http://localhost/a?", "/a?/ID", "/a??reportId=ID"),
            ("http://localhost/a?id=/", "/a?id=/ID", "/a?id=/?reportId=ID"),
            ("http://localhost/a#part", "/a/ID", "/a?reportId=ID"),
        ])
    func appended(url: String, post: String, get: String) throws {
        let address = try #require(CallbackAddress(url))
        #expect(address.target(.post, reportID: "ID", addressing: .appended) == post)
        #expect(address.target(.get, reportID: "ID", addressing: .appended) == get)
    }

    @Test(
        "Scheme, host and port",
        arguments: [
            ("http://localhost/", false, "localhost", 80), ("HTTPS://Example.COM/x", true, "example.com", 443),
            ("http://127.0.0.1:8080", false, "127.0.0.1", 8080), ("http://[::1]:81/x", false, "::1", 81),
            ("http://[::1]", false, "::1", 80), ("http://localhost:/x", false, "localhost", 80),
        ])
    func places(url: String, isSecure: Bool, host: String, port: Int) throws {
        let address = try #require(CallbackAddress(url))
        #expect(address.isSecure == isSecure)
        #expect(address.host == host)
        #expect(address.port == port)
    }

    @Test(
        "Invalid addresses are refused",
        arguments: [
            "", "localhost", "ftp://localhost/", "http://", "http:///x", "http://user@localhost/",
            "http://localhost@example.com/", "http://localhost:0/", "http://localhost:65536/", "http://localhost:x/",
            "http://local host/", "http://[::1/", "http://a\\b@localhost/", "http://loc\u{0}alhost/",
            "http://ex%61mple/",
        ])
    func none(url: String) {
        #expect(CallbackAddress(url) == nil)
    }
}
