import Dispatch
import Glibc
import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsServer
import InsightsTime
import TestSupport
import Testing

@testable import InsightsSimulator

/// Many clients that want the same file at the same time, over sockets.
@Suite("Downloads: a crowd")
struct DownloadCrowdTests {
    /// A connection that has sent one request.
    private final class Client: Sendable {
        private let descriptor: CInt

        init(port: Int, _ request: String) throws {
            // The socket is bound to a port before it connects.
            descriptor = try LoopbackSocket().descriptor
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = inet_addr("127.0.0.1")
            address.sin_port = in_port_t(port).bigEndian
            let isConnected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            #expect(isConnected)
            #expect(send(descriptor, request, request.utf8.count, Int32(MSG_NOSIGNAL)) == request.utf8.count)
        }

        deinit { close(descriptor) }

        /// Leaves without a word.
        func leave() {
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
            shutdown(descriptor, Int32(SHUT_RDWR))
        }

        /// Reads to the end.
        func response() -> (head: String, body: [UInt8]) {
            var (bytes, piece) = ([UInt8](), [UInt8](repeating: 0, count: 64 * 1024))
            while case let count = recv(descriptor, &piece, piece.count, 0), count > 0 { bytes += piece[..<count] }
            let end = Array("\r\n\r\n".utf8)
            for start in bytes.indices where bytes[start...].starts(with: end) {
                return (String(decoding: bytes[..<start], as: UTF8.self), Array(bytes[(start + end.count)...]))
            }
            return ("", bytes)
        }
    }

    @Test("A file is made once for fifty clients, who take no workers; one that leaves stops no other")
    func crowd() throws {
        let gate = DispatchSemaphore(value: 0)
        // Making the file waits at the gate.
        let files = FileStore(limits: FileStore.Limits(fileBytes: 100)) {
            gate.wait()
            return SpillSpace.openTemporaryFile()
        }
        let simulator = Simulator(
            settings: Settings(), clock: .manual(ServiceHarness.start), seed: 7, fixtures: try .standard(),
            baseURL: "http://localhost", callbackSender: nil, administrationKey: nil, realClock: .machine,
            pacing: EventPacing(), files: files)
        let service = ServiceHarness(simulator, .cmp)
        let id = try service.makeReport()
        service.wait(hours: 24)
        let target = try service.link(id).dropFirst("http://localhost".count)
        let server = HTTPServer(
            handler: simulator, configuration: HTTPServerConfiguration(eventLoopCount: 1, workerCount: 2))
        let port = try server.start()
        defer { server.shutdown() }
        let request = "GET \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        let clients = try (0..<50).map { _ in try Client(port: port, request) }
        clients[0].leave()
        // The other worker is free for a test query.
        let query = PercentEncoding.encode("SELECT OrderId FROM ISVOrder ORDER BY OrderId DESC LIMIT 7")
        let other = try SocketTransport(port: port, timeout: .seconds(300)).sendAndWait(
            HTTPRequest(
                .get, "/insights/v1/cmp/ScheduledQueries/testQueryResult?exportQuery=\(query)",
                fields: HTTPFields([(name: "Authorization", value: "Bearer \(try service.bearer())")])))
        #expect(other.status == 200)
        gate.signal()
        let responses = clients.dropFirst().map { $0.response() }
        #expect(files.madeCount == 1)
        let expected = try service.fetch(try service.link(id)).bodyBytes()
        for response in responses {
            #expect(response.head.hasPrefix("HTTP/1.1 200 "))
            #expect(response.head.contains("Content-Length: \(expected.count)\r\n"))
            #expect(response.body == expected)
        }
        #expect(files.madeCount == 1)
        #expect(files.disk.fileCount == 1)
    }
}
