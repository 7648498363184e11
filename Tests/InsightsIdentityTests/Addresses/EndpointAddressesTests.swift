import InsightsAPI
import InsightsHTTP
import Testing

@testable import InsightsIdentity

@Suite("Addresses of the token endpoint")
struct EndpointAddressesTests {
    @Test(
        "Each name with a certificate is an address, with and without the port of TLS",
        arguments: [
            ("http://127.0.0.1:8080", nil, ["http://127.0.0.1:8080", "https://sim.corp"]),
            (
                "http://127.0.0.1:8080", "https://127.0.0.1:8443",
                ["http://127.0.0.1:8080", "https://127.0.0.1:8443", "https://sim.corp", "https://sim.corp:8443"]
            ),
            (
                "https://127.0.0.1:8443", nil,
                ["https://127.0.0.1:8443", "https://sim.corp", "https://sim.corp:8443"]
            ),
            ("https://127.0.0.1", nil, ["https://127.0.0.1", "https://sim.corp"]),
        ] as [(String, String?, [String])])
    func addresses(_ base: String, _ secure: String?, _ addresses: [String]) {
        let rule = EndpointAddresses(advertised: AdvertisedURL(base, tlsText: secure, hostNames: ["sim.corp"]))
        #expect(rule.origins.map(\.description) == addresses)
    }

    @Test(
        "A region's token endpoint is one, and no similar name is",
        arguments: [
            ("login.microsoftonline.com", true), ("login.microsoft.com", true), ("westus2.login.microsoft.com", true),
            (".login.microsoft.com", false), ("a.b.login.microsoft.com", false), ("westus2login.microsoft.com", false),
            ("login.microsoft.com.evil.test", false), ("westus2.login.windows.net", false), ("", false),
        ])
    func regions(_ host: String, _ isLogin: Bool) {
        #expect(ServiceHosts.isLogin(host) == isLogin)
    }
}
