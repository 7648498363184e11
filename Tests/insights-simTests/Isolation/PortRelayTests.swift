import Glibc
import TestSupport
import Testing

@testable import insights_sim

@Suite("exec: relayed connections", .mayBlock)
struct PortRelayTests {
    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = in_port_t(port).bigEndian
        return address
    }

    private static func connection(_ port: Int, isBlocking: Bool = true) -> Int32 {
        let kind = SOCK_STREAM.rawValue | (isBlocking ? 0 : SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_INET, Int32(kind), 0)
        var address = loopback(port)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return descriptor
    }

    /// Waits for a descriptor to be readable, or for some time.
    private static func isReadable(_ descriptor: Int32, milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, milliseconds) == 1
    }

    @Test("At the limit a connection waits until another ends; the end and its bytes pass in both directions")
    func limit() throws {
        let inner = try LoopbackSocket(listening: 16, blocks: false)
        let outer = try LoopbackSocket(listening: 16, blocks: false)
        let relay = try PortRelay(
            [.init(listener: inner.descriptor) { Self.connection(outer.port, isBlocking: false) }], limit: 1)
        let first = Self.connection(inner.port)
        #expect(Self.isReadable(outer.descriptor, milliseconds: 60_000))
        let firstServed = accept(outer.descriptor, nil, nil)
        let second = Self.connection(inner.port)
        #expect(!Self.isReadable(outer.descriptor, milliseconds: 50))
        var bytes: [UInt8] = [1, 2, 3]
        #expect(write(first, bytes, 3) == 3)
        shutdown(first, Int32(SHUT_WR))
        #expect(Self.isReadable(firstServed, milliseconds: 60_000))
        #expect(read(firstServed, &bytes, 3) == 3)
        #expect(Self.isReadable(firstServed, milliseconds: 60_000))
        #expect(read(firstServed, &bytes, 3) == 0)
        #expect(write(firstServed, [4], 1) == 1)
        close(firstServed)
        #expect(read(first, &bytes, 3) == 1)
        #expect(read(first, &bytes, 3) == 0)
        #expect(Self.isReadable(outer.descriptor, milliseconds: 60_000))
        let secondServed = accept(outer.descriptor, nil, nil)
        #expect(secondServed >= 0)
        relay.end()
        // Its end cuts what is left.
        #expect(read(second, &bytes, 3) == -1)
        for descriptor in [first, second, secondServed, outer.descriptor] { close(descriptor) }
    }

    @Test("A port behind which nothing listens cuts the connection")
    func refused() throws {
        let inner = try LoopbackSocket(listening: 16, blocks: false)
        let outer = try LoopbackSocket(listening: 16, blocks: false)
        close(outer.descriptor)
        let relay = try PortRelay([.init(listener: inner.descriptor) { Self.connection(outer.port, isBlocking: false) }]
        )
        let client = Self.connection(inner.port)
        var byte: UInt8 = 0
        #expect(read(client, &byte, 1) == -1)
        relay.end()
        close(client)
    }
}
