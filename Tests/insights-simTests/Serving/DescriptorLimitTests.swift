import Testing

@testable import insights_sim

@Suite("The limit of descriptors, and of connections under it")
struct DescriptorLimitTests {
    @Test(
        "A server has as many connections as are wanted and as descriptors allow",
        arguments: [
            (wanted: 16384, descriptors: 20000, connections: 16384), (16384, 16640, 16384), (16384, 16639, 16383),
            (16384, 1024, 768), (10, 1024, 10), (16384, 512, 256), (16384, 100, 50), (16384, 1, 1),
        ])
    func connections(wanted: Int, descriptors: Int, connections: Int) {
        #expect(DescriptorLimit.connections(wanted: wanted, descriptors: descriptors) == connections)
    }

    @Test("Raising the limit again changes nothing")
    func raise() {
        let limit = DescriptorLimit.raise()
        #expect(limit >= 1024 || limit > 0)
        #expect(DescriptorLimit.raise() == limit)
    }
}
