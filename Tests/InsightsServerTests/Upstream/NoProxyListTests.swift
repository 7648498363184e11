import Testing

@testable import InsightsServer

@Suite("Exceptions from proxies")
struct NoProxyListTests {
    @Test(
        "Names match themselves and what is below them, addresses themselves and their networks",
        arguments: [
            ("example.com", "example.com", 443, true), ("example.com", "www.example.com", 443, true),
            (".example.com", "example.com", 443, true), (".example.com", "a.b.example.com", 443, true),
            ("*.example.com", "www.example.com", 443, true), ("example.com.", "example.com", 443, true),
            ("EXAMPLE.com", "example.com", 443, true),
            ("example.com", "badexample.com", 443, false), ("www.example.com", "example.com", 443, false),
            ("example.com:443", "example.com", 443, true), ("example.com:443", "www.example.com", 443, true),
            ("example.com:443", "example.com", 80, false), ("com", "example.com", 80, true),
            ("a, b.example  c,,d", "b.example", 80, true), ("a, b.example  c,,d", "c", 80, true),
            ("a, b.example  c,,d", "e", 80, false),
            ("*", "anything", 1, true), ("a,*", "anything", 1, true), ("*", "10.0.0.1", 1, true),
            ("", "anything", 1, false), ("**", "anything", 1, false), (".", "anything", 1, false),
            ("10.0.0.1", "10.0.0.1", 80, true), ("10.0.0.1", "10.0.0.11", 80, false),
            ("10.0.0.1:80", "10.0.0.1", 80, true), ("10.0.0.1:80", "10.0.0.1", 81, false),
            ("0.0.1", "10.0.0.1", 80, false), ("1", "10.0.0.1", 80, false),
            ("10.0.0.0/8", "10.255.0.1", 80, true), ("10.0.0.0/8", "11.0.0.1", 80, false),
            ("192.168.1.128/25", "192.168.1.127", 80, false), ("192.168.1.128/25", "192.168.1.255", 80, true),
            ("10.0.0.7/32", "10.0.0.7", 80, true), ("10.0.0.7/32", "10.0.0.6", 80, false),
            ("0.0.0.0/0", "8.8.8.8", 80, true), ("0.0.0.0/0", "example.com", 80, false),
            ("10.0.0.0/33", "10.0.0.1", 80, false), ("10.0.0.0/-1", "10.0.0.1", 80, false),
            ("10.0.0.0/", "10.0.0.0", 80, false), ("example.com/8", "example.com", 80, false),
            ("fd00::1", "fd00::1", 80, true), ("[fd00::1]", "fd00:0::1", 80, true),
            ("[fd00::1]:80", "fd00::1", 80, true), ("[fd00::1]:80", "fd00::1", 81, false),
            ("fd00::/8", "fdff::1", 80, true), ("fd00::/8", "fe80::1", 80, false), ("fd00::/8", "10.0.0.1", 80, false),
            ("[fd00::]/8", "fdff::1", 80, true), ("fd00::/129", "fd00::1", 80, false),
        ])
    func entries(_ list: String, _ host: String, _ port: Int, _ isExcepted: Bool) {
        #expect(NoProxyList(list).contains(host: host, port: port) == isExcepted)
    }
}
