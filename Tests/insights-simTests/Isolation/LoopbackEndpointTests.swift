import Testing

@testable import insights_sim

@Suite("exec: services of this machine's loopback")
struct LoopbackEndpointTests {
    private static let head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"

    @Test(
        "A listening socket is reachable on loopback, or it is not",
        arguments: [
            ("0100007F:1538 00000000:0000 0A", ["127.0.0.1:5432"]),
            ("00000000:0050 00000000:0000 0A", ["127.0.0.1:80"]),
            ("3500007F:0035 00000000:0000 0A", ["127.0.0.53:53"]),
            ("0A00A8C0:0050 00000000:0000 0A", []),
            ("0100007F:1538 0100007F:9999 01", []),
            ("00000000000000000000000001000000:FFFF 00000000000000000000000000000000:0000 0A", ["[::1]:65535"]),
            (
                "00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A",
                ["[::1]:80", "127.0.0.1:80"]
            ),
            ("0000000000000000FFFF00000100007F:0050 00000000000000000000000000000000:0000 0A", ["127.0.0.1:80"]),
            ("0000000000000000FFFF00000A00A8C0:0050 00000000000000000000000000000000:0000 0A", []),
            ("0100007F 00000000:0000 0A", []), ("0100007F:XX 0 0A", []), ("01007F:0050 0 0A", []), ("", []),
        ] as [(String, [String])])
    func listening(_ line: String, _ endpoints: [String]) {
        #expect(
            LoopbackEndpoint.listening(in: Self.head + "   0: \(line) 00000000:00000000\n").map(\.description)
                == endpoints)
    }

    @Test("A service that listens twice counts once")
    func twice() {
        let line = "   0: 0100007F:1538 00000000:0000 0A 0\n"
        #expect(LoopbackEndpoint.listening(in: Self.head + line + line).count == 1)
    }

    @Test("At most as many services as the limit", arguments: [(2, 2), (3, 3), (4, 3)])
    func limit(_ limit: Int, _ count: Int) {
        let tables = (1...3).map { Self.head + "   0: 0100007F:000\($0) 00000000:0000 0A 0\n" }
        #expect(LoopbackEndpoint.listening(in: tables + tables, limit: limit).count == count)
    }

    @Test(
        "Ports are all, none, or numbers",
        arguments: [
            ("all", .all), ("none", .only([])), ("5432", .only([5432])), ("1,65535", .only([1, 65535])), ("0", nil),
            ("65536", nil), ("", nil), ("1,", nil), ("a", nil), ("-1", nil),
        ] as [(String, LocalPorts?)])
    func ports(_ text: String, _ ports: LocalPorts?) {
        #expect(LocalPorts(text) == ports)
    }
}
