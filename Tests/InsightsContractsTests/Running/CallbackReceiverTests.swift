import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsContracts

@Suite("The receiver of callbacks")
struct CallbackReceiverTests {
    @Test("Content up to 64 MiB is kept in all; a further byte is accepted and forgotten until some is taken")
    func bytes() {
        let receiver = CallbackReceiver(baseURL: "http://localhost")
        let content = [UInt8](repeating: 0x78, count: CallbackReceiver.mostBytes - 1)
        func call(_ target: String, _ body: [UInt8]) -> HTTPStatus {
            receiver.respond(to: HTTPRequest(.post, target, body: body)).status
        }
        #expect(CallbackReceiver.mostBytes == 67_108_864)
        #expect(call("/a/1", content) == 200)
        #expect(call("/a/2", [1]) == 200)
        #expect(call("/b/1", [1]) == 200)
        #expect(receiver.take(under: "/b").isEmpty)
        #expect(receiver.take(under: "/a").count == 2)
        #expect(call("/b/2", [1]) == 200)
        #expect(receiver.take(under: "/b").compactMap { $0["target"]?.string } == ["/2"])
    }
}
