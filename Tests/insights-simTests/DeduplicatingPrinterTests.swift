import InsightsServer
import Synchronization
import Testing

@testable import insights_sim

@Suite("What the server has to say")
struct NoticePrinterTests {
    @Test("Each thing is printed once, and so many different ones")
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
