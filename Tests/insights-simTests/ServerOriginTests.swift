import Testing

@testable import insights_sim

@Suite("Addresses of servers")
struct ServerOriginTests {
    @Test(
        "An address is read whole, and written in the form for connections",
        arguments: [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("http://h", "http://h"), ("http://h:80/", "http://h"),
            ("HTTPS://Sim.Corp:443", "https://sim.corp"), ("https://sim.corp:8443/", "https://sim.corp:8443"),
            ("http://[::1]:8080", "http://[::1]:8080"), ("https://[::1]", "https://[::1]"),
            ("http://h:443", "http://h:443"),
        ])
    func read(_ address: String, _ url: String) {
        #expect(ServerOrigin(address)?.url == url)
        #expect(ServerOrigin(address, allowsPath: false)?.url == url)
    }

    @Test("A path is ignored, or refused", arguments: ["http://h/a", "http://h/?b", "http://h#c"])
    func path(_ address: String) {
        #expect(ServerOrigin(address)?.url == "http://h")
        #expect(ServerOrigin(address, allowsPath: false) == nil)
    }

    @Test(
        "Other texts are not addresses",
        arguments: [
            "", "h", "h:80", "ftp://h", "http://", "http:///a", "http://h:", "http://h:0", "http://h:65536",
            "http://a b", "http://user@h", "http://[::1", "http://::1:80",
        ])
    func refused(_ address: String) {
        #expect(ServerOrigin(address) == nil)
    }
}
