import Glibc
import InsightsHTTP
import InsightsServer
import TestSupport
import Testing

/// Input that is not TLS, that is plain in the wrong place, or that is slow.
@Suite(.mayBlock)
struct TLSMisuseTests {
    private static let anybody = "127.0.0.1"

    @Test("Plain HTTP on a TLS port gets a 400 that says so", arguments: ["GET", "POST", "CONNECT"])
    func plainOnTLSPort(_ method: String) async throws {
        let notices = Notices()
        try await TLSFixture().serve(configure: { $0.notice = notices.add }) { _, port in
            let client = try RawClient(port: port)
            client.send("\(method) / HTTP/1.1\r\nHost: h\r\n\r\n")
            let reply = try client.receiveResponse()
            #expect(reply.status == 400)
            #expect(reply.text.contains("use https://"))
            #expect(reply.fields["Connection"] == "close")
            client.endOutput()
            #expect(client.receiveToEnd() == [])
            #expect(notices.wait(for: .plainOnTLSPort(remoteAddress: Self.anybody)))
            #expect(notices.all.count == 1)
        }
    }

    @Test("TLS on a plain HTTP port ends the connection, with a notice")
    func tlsOnPlainPort() throws {
        let notices = Notices()
        try withServer(ClosureHandler.echo, configure: { $0.notice = notices.add }) { port in
            let refused = try ExternalProgram.curl("https://127.0.0.1:\(port)/")
            #expect(refused.exitCode == 35)
            #expect(notices.wait(for: .tlsOnPlainPort(remoteAddress: Self.anybody)))
            #expect(notices.all.count == 1)
            #expect(try ExternalProgram.curl("http://127.0.0.1:\(port)/").output == "GET / ")
        }
    }

    @Test(
        "Input that is neither TLS nor HTTP ends the connection",
        arguments: [[0x00], [0x80, 0x2E, 1, 3, 1], [0xFF, 0xFE]])
    func garbage(_ bytes: [UInt8]) async throws {
        let notices = Notices()
        try await TLSFixture().serve(configure: { $0.notice = notices.add }) { _, port in
            let client = try RawClient(port: port)
            client.send(bytes)
            #expect(client.receiveToEnd() == [])
            #expect(notices.wait(for: .notTLS(remoteAddress: Self.anybody)))
        }
    }

    @Test("A malformed handshake is cut, and the server continues to serve")
    func brokenHandshake() async throws {
        let fixture = try TLSFixture()
        let notices = Notices()
        try await fixture.serve(configure: { $0.notice = notices.add }) { _, port in
            var generator = SeededGenerator(seed: 7)
            for length in [1, 4, 40, 400, 16_000] {
                let client = try RawClient(port: port)
                client.send([22, 3, 1, UInt8(length >> 8), UInt8(length & 255)])
                client.send((0..<length).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
                client.endOutput()
                _ = client.receiveToEnd()
            }
            let reply = try ExternalProgram.curl("--cacert", fixture.certificatePath, "https://localhost:\(port)/on")
            #expect(reply.output == "GET /on ")
        }
    }

    @Test("A client that sends nothing, or begins and stops, holds up no other client")
    func silenceHoldsUpNobody() async throws {
        let fixture = try TLSFixture()
        try await fixture.serve(configure: {
            $0.timeouts.headComplete = .seconds(300)
            $0.eventLoopCount = 1
        }) { _, port in
            let silent = try RawClient(port: port)
            let begun = try RawClient(port: port)
            begun.send([22, 3, 1, 1, 0, 1])
            let reply = try ExternalProgram.curl("--cacert", fixture.certificatePath, "https://localhost:\(port)/")
            #expect(reply.output == "GET / ", "\(reply.errors)")
            #expect(!silent.isReadable)
            #expect(!begun.isReadable)
        }
    }

    @Test("A client that sends nothing, or begins and stops, is cut at the timeout")
    func silence() async throws {
        let notices = Notices()
        try await TLSFixture().serve(configure: {
            $0.timeouts.headComplete = .milliseconds(30)
            $0.notice = notices.add
        }) { _, port in
            let silent = try RawClient(port: port)
            let begun = try RawClient(port: port)
            begun.send([22, 3, 1, 1, 0, 1])
            #expect(silent.receiveToEnd() == [])
            #expect(begun.receiveToEnd() == [])
            #expect(notices.wait(for: .handshakeTimeout(remoteAddress: Self.anybody)))
        }
    }

    @Test("A head that stops within TLS gets its 408 within TLS")
    func slowHead() async throws {
        let notices = Notices()
        try await TLSFixture().serve(configure: {
            $0.timeouts.headComplete = .milliseconds(300)
            $0.notice = notices.add
        }) { _, port in
            // The same time bounds the handshake: where that is not complete in time, it is tried again.
            var outcome: ExternalProgram.Outcome
            var cutCount = 0
            repeat {
                cutCount = notices.all.count
                outcome = try ExternalProgram.openssl(
                    "s_client", "-quiet", "-connect", "127.0.0.1:\(port)", input: "GET / HTTP/1.1\r\n")
            } while outcome.output.isEmpty && notices.all.count > cutCount
            #expect(outcome.output.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"), "\(outcome)")
        }
    }

    /// Answers with more than sockets hold.
    private static let large = ClosureHandler { _ in
        .response(HTTPResponse(200, body: .bytes([UInt8](repeating: 65, count: 50_000_000))))
    }

    @Test("A peer that takes nothing is cut at the timeout")
    func stalledReader() async throws {
        let fixture = try TLSFixture()
        let trust = try ClientTLS(trusting: .pem(fixture.authority.certificatePEM))
        let session = try #require(TLSSession(client: trust.context, host: "localhost"))
        try await fixture.serve(Self.large, configure: { $0.timeouts.writeStall = .milliseconds(50) }) { _, port in
            let client = try RawClient(port: port)
            #expect(client.finishHandshake(session) == nil)
            client.send(get("/"), through: session)
            #expect(client.waitUntilCut())
        }
    }

    @Test("A peer that takes slowly is not cut, whatever the total time")
    func slowReader() async throws {
        // Each takes six times as long as a peer may take nothing. A machine that keeps the peer from running for so
        // long is given more time.
        var outcome: ExternalProgram.Outcome?
        for stall in [250, 1000, 4000, 16_000] where outcome?.exitCode != 0 {
            let fixture = try TLSFixture()
            let handler = ClosureHandler { _ in
                .response(HTTPResponse(200, body: .bytes([UInt8](repeating: 65, count: 6_000_000))))
            }
            try await fixture.serve(handler, configure: { $0.timeouts.writeStall = .milliseconds(stall) }) { _, port in
                outcome = try ExternalProgram.curl(
                    "--cacert", fixture.certificatePath, "--limit-rate", "\(1_000_000_000 / stall)", "-o", "/dev/null",
                    "-w", "%{size_download}", "https://localhost:\(port)/")
            }
        }
        #expect(outcome?.output == "6000000", "\(outcome?.errors ?? "")")
    }

    @Test("A shutdown ends handshakes in progress and idle connections", .timeLimit(.minutes(2)))
    func shutdown() async throws {
        let fixture = try TLSFixture()
        var configuration = HTTPServerConfiguration()
        configuration.timeouts.headComplete = .seconds(1800)
        configuration.timeouts.drain = .seconds(1800)
        configuration.tls = try TLSConfiguration(authority: fixture.authority)
        let server = HTTPServer(handler: ClosureHandler.echo, configuration: configuration)
        let port = try server.start()
        let client = try RawClient(port: port)
        client.send([22, 3, 1])
        // Half an hour would pass if it waited for the handshake.
        let start = ContinuousClock.now
        server.shutdown()
        #expect(start.duration(to: .now) < .seconds(60))
        // A server that had read all bytes ends the connection without a reset. A closed socket resets at the next byte.
        client.send([3])
        #expect(client.waitUntilCut())
        fixture.folder.remove()
    }
}
