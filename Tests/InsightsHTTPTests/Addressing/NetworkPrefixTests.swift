import Testing

@testable import InsightsHTTP

@Suite("Networks of addresses")
struct NetworkPrefixTests {
    @Test(
        "A network holds the addresses with its bits, and no other",
        arguments: [
            ("127.0.0.1", ["127.0.0.1", "::ffff:127.0.0.1"], ["127.0.0.2", "::1", "", "127.0.0.1x", "unix:"]),
            ("10.0.0.0/8", ["10.0.0.0", "10.255.255.255"], ["9.255.255.255", "11.0.0.0"]),
            ("172.17.0.1/16", ["172.17.0.0", "172.17.255.255"], ["172.16.255.255", "172.18.0.0"]),
            ("10.0.0.128/25", ["10.0.0.128", "10.0.0.255"], ["10.0.0.127"]),
            ("0.0.0.0/0", ["0.0.0.0", "255.255.255.255"], ["::2"]), ("10.1.2.3/32", ["10.1.2.3"], ["10.1.2.2"]),
            ("::1", ["::1"], ["::2", "127.0.0.1"]), ("fd00::/8", ["fd00::1", "fdff::"], ["fc00::1", "fe00::"]),
            ("fe80::/10", ["fe80::1%eth0", "febf::"], ["fec0::"]), ("::/0", ["::1", "fd00::1"], ["10.0.0.1"]),
            ("::ffff:10.0.0.0/104", ["10.1.2.3"], ["11.0.0.0"]), ("2001:db8::/128", ["2001:db8::"], ["2001:db8::1"]),
        ])
    func contains(_ text: String, _ inside: [String], _ outside: [String]) throws {
        let network = try #require(NetworkPrefix(text))
        for address in inside { #expect(network.contains(address), "\(address)") }
        for address in outside { #expect(!network.contains(address), "\(address)") }
    }

    @Test(
        "Any other text is refused",
        arguments: [
            "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0/8", "localhost",
            "::/129", "fe80::1%eth0", "[::1]", "10.0.0.0/0008", "10.0.0.0/8 ", "::ffff:10.0.0.0/95", "*",
        ])
    func refuses(_ text: String) {
        #expect(NetworkPrefix(text) == nil)
    }
}
