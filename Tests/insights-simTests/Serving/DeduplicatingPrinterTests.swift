import InsightsServer
import Synchronization
import Testing

@testable import insights_sim

@Suite("Messages of the server")
struct NoticePrinterTests {
    @Test("Each message is printed once, and at most the limit of different ones")
    func limit() {
        let printed = Mutex<[String]>([])
        let printer = DeduplicatingPrinter { line in printed.withLock { $0.append(line) } }
        let notices = (1...101).map { ServerEvent.notTLS(remoteAddress: "192.0.2.\($0)") }
        for notice in notices.prefix(99) + notices.prefix(1) { printer.print(notice) }
        #expect(printed.withLock { $0 } == notices.prefix(99).map(\.description))
        for notice in notices { printer.print(notice) }
        #expect(printed.withLock { $0 } == notices.prefix(100).map(\.description))
    }
}
