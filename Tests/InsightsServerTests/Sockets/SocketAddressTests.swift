import InsightsHTTP
import InsightsTime
import TestSupport
import Testing

@testable import InsightsServer

@Suite("Addresses of a host")
struct SocketAddressTests {
    private func address(_ host: String, _ port: Int) throws -> SocketAddress {
        try #require(try SocketAddress.resolve(host: host, port: port).get().first)
    }

    @Test("The first address that accepts is used, after those that refuse")
    func fallback() throws {
        let held = try HeldPort()
        let server = try RawServer()
        let addresses = [try address("127.0.0.1", held.number), try address("127.0.0.1", server.port)]
        let deadline = MonotonicTime.now + .seconds(60)
        _ = try ClientConnection.connect(addresses, "twin.example", server.port, deadline)
        try server.accept().close()
    }

    @Test("If no address accepts, the reason of the last one is reported")
    func none() throws {
        let held = try HeldPort()
        let addresses = [try address("127.0.0.1", held.number), try address("127.0.0.1", held.number)]
        let error = TransportError.cannotConnect(host: "twin.example", port: 1, reason: "Connection refused")
        #expect(throws: error) {
            _ = try ClientConnection.connect(addresses, "twin.example", 1, .now + .seconds(60))
        }
    }

    @Test(
        "A numeric address resolves to itself, and localhost to 127.0.0.1",
        arguments: ["127.0.0.1", "[::1]", "localhost"])
    func numbers(host: String) throws {
        #expect(try SocketAddress.resolve(host: host, port: 80).get().count == 1)
    }
}
