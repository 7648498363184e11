import Glibc
import Testing

@testable import InsightsServer

/// Descriptors that were handed to relays.
struct RelayPoolTests {
    @Test("A client whose relay does not run is closed")
    func neverRun() throws {
        let pool = try TunnelPool()
        pool.close(until: .now)
        var ends: [CInt] = [-1, -1]
        #expect(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0)
        defer { close(ends[0]) }
        #expect(pool.reserve())
        pool.start(
            client: FileDescriptor(ends[1]), to: Tunnel.Destination(name: "localhost", port: 1), .tunnel(ahead: []),
            unsent: [])
        var byte: UInt8 = 0
        #expect(read(ends[0], &byte, 1) == 0)
    }
}
