import Dispatch
import Foundation
import Glibc
import InsightsHTTP
import InsightsServer
import Synchronization
import TestSupport
import Testing

@Suite(.mayBlock)
struct SocketTransportTests {
    @Test("Requests of every kind get their responses", arguments: [HTTPMethod.get, .post, .put, .delete, .options])
    func methods(_ method: HTTPMethod) async throws {
        try await withServer(ClosureHandler.echo) { port in
            let transport = SocketTransport(port: port, timeout: .seconds(300))
            for index in 0..<3 {
                let response = try await transport.send(HTTPRequest(method, "/\(index)", body: Array("body".utf8)))
                #expect(response.status == 200)
                #expect(response.text == "\(method) /\(index) body")
            }
        }
    }

    @Test("HEAD gets a response without content, and the connection continues to serve")
    func head() async throws {
        try await withServer(ClosureHandler.echo) { port in
            let transport = SocketTransport(port: port, timeout: .seconds(300))
            let response = try await transport.send(HTTPRequest(.head, "/"))
            #expect(response.fields["Content-Length"] == "7")
            #expect(response.text == "")
            let reply = try await transport.send(HTTPRequest(.get, "/"))
            #expect(reply.text == "GET / ")
        }
    }

    @Test("Host names the server, unless the request names another")
    func host() async throws {
        let handler = ClosureHandler {
            .response(HTTPResponse(text: $0.fields.values(named: "Host").joined(separator: "+")))
        }
        try await withServer(handler) { port in
            let transport = SocketTransport(host: "localhost", port: port, timeout: .seconds(300))
            let reply = try await transport.send(HTTPRequest(.get, "/"))
            #expect(reply.text == "localhost:\(port)")
            let named = HTTPRequest(.get, "/", fields: HTTPFields([(name: "host", value: "other")]))
            let second = try await transport.send(named)
            #expect(second.text == "other")
        }
    }

    @Test("Concurrent requests each get their response")
    func concurrent() async throws {
        let handler = ClosureHandler { request in
            .offloaded {
                HTTPResponse(200, body: .stream(PatternSource(pieces: request.body.count, of: 1), length: nil))
            }
        }
        try await withServer(handler) { port in
            let transport = SocketTransport(port: port, timeout: .seconds(300))
            try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                for count in 0..<60 {
                    group.addTask {
                        let request = HTTPRequest(.post, "/", body: [UInt8](repeating: 0, count: count))
                        return (count, try await transport.send(request).bodyBytes().count)
                    }
                }
                for try await (sent, received) in group { #expect(sent == received) }
            }
        }
    }

    @Test("Megabytes arrive whole in both directions")
    func largeContent() async throws {
        let handler = ClosureHandler { .response(HTTPResponse(200, body: .bytes($0.body))) }
        try await withServer(handler) { port in
            let body = (0..<4_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 2) }
            let response = try await SocketTransport(port: port, timeout: .seconds(300)).send(
                HTTPRequest(.post, "/", body: body))
            #expect(try response.bodyBytes() == body)
        }
    }

    @Test("A refusal before the whole request is sent is a response")
    func earlyRefusal() async throws {
        try await withServer(ClosureHandler.echo) { port in
            let request = HTTPRequest(.post, "/", body: [UInt8](repeating: 0, count: 9_000_000))
            let reply = try await SocketTransport(port: port, timeout: .seconds(300)).send(request)
            #expect(reply.status == 413)
        }
    }

    @Test("A kept connection that the server has closed is replaced", arguments: [HTTPMethod.get, .post])
    func stale(_ method: HTTPMethod) async throws {
        let server = try RawServer()
        let transport = SocketTransport(port: server.port, timeout: .seconds(300))
        async let first = transport.send(HTTPRequest(.get, "/"))
        let kept = try server.accept()
        #expect(try kept.respondOnce() == "GET")
        #expect(try await first.status == 200)
        kept.close()
        async let second = transport.send(HTTPRequest(method, "/"))
        #expect(try server.accept().respondOnce() == method.token)
        #expect(try await second.status == 200)
    }

    @Test("A request that must not be sent twice never uses a kept connection; others do")
    func keptConnections() async throws {
        let server = try RawServer()
        let transport = SocketTransport(port: server.port, timeout: .seconds(300))
        var kept: RawClient?
        for method in [HTTPMethod.get, .put, .delete, .head, .options] {
            async let response = transport.send(HTTPRequest(method, "/"))
            let connection = try kept ?? server.accept()
            #expect(try connection.respondOnce() == method.token)
            #expect(try await response.status == 200)
            kept = connection
        }
        async let response = transport.send(HTTPRequest(.post, "/"))
        #expect(try server.accept().respondOnce() == "POST")
        #expect(try await response.status == 200)
        #expect(kept?.isReadable == false)
    }

    @Test(
        "The deadline holds whatever arrives", .timeLimit(.minutes(2)),
        arguments: [
            (head: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", piece: "1\r\nx\r\n"),
            ("HTTP/1.1 200 OK\r\n\r\n", "x"), ("HTTP/1.1 200 OK\r\nA: ", "x"), ("HTTP/1.1 2", ""),
        ])
    func deadline(head: String, piece: String) async throws {
        let server = try RawServer()
        let isOver = Atomic(false)
        let port = server.port
        let transport = SocketTransport(port: port, timeout: .milliseconds(60), maximumBodyBytes: 1 << 30)
        let response = Task { try await transport.send(HTTPRequest(.get, "/")) }
        let connection = try server.accept()
        let descriptor = connection.descriptor
        connection.send(head)
        Thread.detachNewThread {
            while !isOver.load(ordering: .relaxed) {
                _ = Glibc.send(descriptor, piece, piece.utf8.count, Int32(MSG_NOSIGNAL))
                usleep(100)
            }
        }
        await #expect(throws: TransportError.timedOut(host: "127.0.0.1", port: port)) { try await response.value }
        isOver.store(true, ordering: .relaxed)
        withExtendedLifetime(connection) {}
    }

    @Test("Interim responses for ever, and content past the limit, end the request with the limit as the reason")
    func endless() async throws {
        let interim = "HTTP/1.1 100 Continue\r\n\r\n"
        for (text, error) in [
            (String(repeating: interim, count: 100), TransportError.malformedResponse(.tooManyInterimResponses)),
            ("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 1001), .malformedResponse(.bodyTooLarge)),
            ("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n", .malformedResponse(.bodyTooLarge)),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n", .malformedResponse(.bodyTooLarge)),
        ] {
            let server = try RawServer()
            let transport = SocketTransport(port: server.port, timeout: .seconds(300), maximumBodyBytes: 1000)
            let response = Task { try await transport.send(HTTPRequest(.get, "/")) }
            let connection = try server.accept()
            connection.send(text)
            await #expect(throws: error) { try await response.value }
        }
        let late = TransportError.timedOut(host: "h", port: 1)
        #expect(late.description(seconds: 10, bytes: 5).hasSuffix(" in time; the limit is 10 s"))
        #expect(
            TransportError.malformedResponse(.bodyTooLarge).description(seconds: 10, bytes: 5)
                == "the response's content is larger than this client's limit; the limit is 5 bytes")
    }

    @Test("A port without a listener is reported with host and port")
    func refused() async throws {
        let held = try HeldPort()
        let port = held.number
        let error = TransportError.cannotConnect(host: "127.0.0.1", port: port, reason: "Connection refused")
        await #expect(throws: error) {
            try await SocketTransport(port: port, timeout: .seconds(300)).send(HTTPRequest(.get, "/"))
        }
        #expect(error.description == "cannot connect to host '127.0.0.1' port \(held.number): Connection refused")
    }

    @Test("A response that misses the timeout is reported")
    func timeout() async throws {
        let proceed = Latch()
        let handler = ClosureHandler { _ in
            .offloaded {
                proceed.wait()
                return HTTPResponse(200)
            }
        }
        try await withServer(handler) { port in
            let transport = SocketTransport(port: port, timeout: .milliseconds(30))
            await #expect(throws: TransportError.timedOut(host: "127.0.0.1", port: port)) {
                try await transport.send(HTTPRequest(.get, "/"))
            }
            proceed.open()
        }
    }

    @Test("At most the configured number of connections is kept", arguments: [16, 17])
    func keptConnectionLimit(_ count: Int) async throws {
        let arrived = Latch()
        let proceed = Latch()
        let handler = ClosureHandler { request in
            guard request.target == "/together" else { return .response(HTTPResponse(text: "ok")) }
            return .offloaded {
                arrived.open()
                proceed.wait()
                return HTTPResponse(200)
            }
        }
        let opened = Atomic(0)
        let openSocket: @Sendable (Int32) -> Int32 = { family in
            opened.add(1, ordering: .relaxed)
            return socket(
                family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        }
        try await withServer(
            handler,
            configure: {
                $0.workerCount = 17
                $0.timeouts.keepAliveIdle = .seconds(300)
            }
        ) { port in
            let transport = SocketTransport(
                port: port, timeout: .seconds(300), concurrency: 17, openSocket: openSocket)
            // The second time, connections that were kept are used again, and only the others are opened.
            for expected in [count, count + (count - 16)] {
                try await withThrowingTaskGroup(of: HTTPStatus.self) { group in
                    for _ in 0..<count {
                        group.addTask { try await transport.send(HTTPRequest(.get, "/together")).status }
                    }
                    for _ in 0..<count { #expect(arrived.wait()) }
                    for _ in 0..<count { proceed.open() }
                    for try await status in group { #expect(status == 200) }
                }
                #expect(opened.load(ordering: .relaxed) == expected)
            }
        }
    }

    @Test("Requests up to the limit wait for a thread; one more fails immediately")
    func waitingLimit() async throws {
        let started = Latch()
        let proceed = Latch()
        let handler = ClosureHandler { request in
            guard request.target == "/first" else { return .response(HTTPResponse(200)) }
            return .offloaded {
                started.open()
                proceed.wait()
                return HTTPResponse(200)
            }
        }
        try await withServer(handler) { port in
            let transport = SocketTransport(port: port, timeout: .seconds(300), concurrency: 1)
            async let first = transport.send(HTTPRequest(.get, "/first")).status
            #expect(started.wait())
            await withTaskExecutorPreference(globalConcurrentExecutor) {
                await withTaskGroup(of: Result<HTTPStatus, TransportError>.self) { group in
                    for _ in 0..<4097 {
                        group.addTask {
                            do throws(TransportError) {
                                return .success(try await transport.send(HTTPRequest(.get, "/")).status)
                            } catch {
                                return .failure(error)
                            }
                        }
                    }
                    // All others wait as long as the first one does.
                    #expect(await group.next() == .failure(.overloaded))
                    proceed.open()
                    for await result in group { #expect(result == .success(200)) }
                }
            }
            let status = try await first
            #expect(status == 200)
        }
    }

    @Test("A request that would be read as a different one is not sent")
    func invalidRequest() async throws {
        await #expect(throws: TransportError.invalidRequest(.invalidTarget)) {
            try await SocketTransport(port: 1).send(HTTPRequest(.get, "/ HTTP/1.1\r\nX: y"))
        }
    }

    @Test("A response over the limit is reported")
    func tooLarge() async throws {
        try await withServer(ClosureHandler.echo) { port in
            let transport = SocketTransport(port: port, timeout: .seconds(300), maximumBodyBytes: 6)
            let reply = try await transport.send(HTTPRequest(.get, "/"))
            #expect(reply.text == "GET / ")
            await #expect(throws: TransportError.malformedResponse(.bodyTooLarge)) {
                try await transport.send(HTTPRequest(.get, "/x"))
            }
        }
    }

    @Test("A cut response is reported, and never taken for a whole one")
    func cut() async throws {
        let handler = ClosureHandler { _ in
            .response(HTTPResponse(200, body: .stream(PatternSource(pieces: 3, of: 10, fails: true), length: nil)))
        }
        try await withServer(handler) { port in
            do throws(TransportError) {
                _ = try await SocketTransport(port: port, timeout: .seconds(300)).send(HTTPRequest(.get, "/"))
                Issue.record("an answer")
            } catch {
                guard case .connectionLost("127.0.0.1", port, _) = error else {
                    Issue.record("\(error)")
                    return
                }
            }
        }
    }
}
