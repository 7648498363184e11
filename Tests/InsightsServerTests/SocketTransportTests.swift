import Dispatch
import Glibc
import InsightsHTTP
import InsightsServer
import Testing

struct SocketTransportTests {
    @Test("Requests of every kind get their answers", arguments: [HTTPMethod.get, .post, .put, .delete, .options])
    func methods(_ method: HTTPMethod) async throws {
        try await withServer(ClosureHandler.echo) { port in
            let transport = SocketTransport(port: port)
            for index in 0..<3 {
                let response = try await transport.send(HTTPRequest(method, "/\(index)", body: Array("body".utf8)))
                #expect(response.status == 200)
                #expect(response.text == "\(method) /\(index) body")
            }
        }
    }

    @Test("HEAD gets an answer without content, and the connection serves on")
    func head() async throws {
        try await withServer(ClosureHandler.echo) { port in
            let transport = SocketTransport(port: port)
            let response = try await transport.send(HTTPRequest(.head, "/"))
            #expect(response.fields["Content-Length"] == "7")
            #expect(response.text == "")
            let answer = try await transport.send(HTTPRequest(.get, "/"))
            #expect(answer.text == "GET / ")
        }
    }

    @Test("The server is named in Host, unless the request names another")
    func host() async throws {
        let handler = ClosureHandler {
            .response(HTTPResponse(text: $0.fields.values(named: "Host").joined(separator: "+")))
        }
        try await withServer(handler) { port in
            let transport = SocketTransport(host: "localhost", port: port)
            let answer = try await transport.send(HTTPRequest(.get, "/"))
            #expect(answer.text == "localhost:\(port)")
            let named = HTTPRequest(.get, "/", fields: HTTPFields([(name: "host", value: "other")]))
            let second = try await transport.send(named)
            #expect(second.text == "other")
        }
    }

    @Test("Many requests at a time get each its own answer")
    func concurrent() async throws {
        let handler = ClosureHandler { request in
            .deferred {
                HTTPResponse(200, body: .pieces(PatternSource(pieces: request.body.count, of: 1), length: nil))
            }
        }
        try await withServer(handler) { port in
            let transport = SocketTransport(port: port)
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

    @Test("Megabytes pass both ways")
    func largeContent() async throws {
        let handler = ClosureHandler { .response(HTTPResponse(200, body: .bytes($0.body))) }
        try await withServer(handler) { port in
            let body = (0..<4_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 2) }
            let response = try await SocketTransport(port: port).send(HTTPRequest(.post, "/", body: body))
            #expect(try response.bodyBytes() == body)
        }
    }

    @Test("A refusal that comes before all is sent is an answer")
    func earlyRefusal() async throws {
        try await withServer(ClosureHandler.echo) { port in
            let request = HTTPRequest(.post, "/", body: [UInt8](repeating: 0, count: 9_000_000))
            let answer = try await SocketTransport(port: port).send(request)
            #expect(answer.status == 413)
        }
    }

    @Test("A kept connection that the server has closed is replaced", arguments: [HTTPMethod.get, .post])
    func stale(_ method: HTTPMethod) async throws {
        let first = HTTPServer(handler: ClosureHandler.echo)
        let port = try first.start()
        let transport = SocketTransport(port: port)
        let answer = try await transport.send(HTTPRequest(.get, "/"))
        #expect(answer.status == 200)
        first.shutdown()
        #expect(RawClient.waitUntilRefused(port: port))
        try await withServer(ClosureHandler.echo, configure: { $0.port = port }) { _ in
            let second = try await transport.send(HTTPRequest(method, "/"))
            #expect(second.status == 200)
        }
    }

    @Test("A request that must not be sent twice never gets a kept connection, others do")
    func keptConnections() async throws {
        // The server takes one connection, and the transport keeps it: only a request that uses it is answered.
        try await withServer(ClosureHandler.echo, configure: { $0.limits.connections = 1 }) { port in
            let transport = SocketTransport(port: port, timeout: .seconds(2))
            for method in [HTTPMethod.get, .put, .delete, .head, .options] {
                let response = try await transport.send(HTTPRequest(method, "/"))
                #expect(response.status == 200)
            }
            await #expect(throws: TransportError.timedOut(host: "127.0.0.1", port: port)) {
                try await transport.send(HTTPRequest(.post, "/"))
            }
        }
    }

    @Test("That nobody listens is reported with host and port")
    func refused() async throws {
        let server = HTTPServer(handler: ClosureHandler.echo)
        let port = try server.start()
        server.shutdown()
        #expect(RawClient.waitUntilRefused(port: port))
        let error = TransportError.cannotConnect(host: "127.0.0.1", port: port, reason: "Connection refused")
        await #expect(throws: error) { try await SocketTransport(port: port).send(HTTPRequest(.get, "/")) }
        #expect(error.description == "cannot connect to host '127.0.0.1' port \(port): Connection refused")
    }

    @Test("An answer that does not come in time is reported")
    func timeout() async throws {
        let proceed = Latch()
        let handler = ClosureHandler { _ in
            .deferred {
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

    @Test("A request that would be read as another is not sent")
    func invalidRequest() async throws {
        await #expect(throws: TransportError.invalidRequest(.invalidTarget)) {
            try await SocketTransport(port: 1).send(HTTPRequest(.get, "/ HTTP/1.1\r\nX: y"))
        }
    }

    @Test("An answer larger than allowed is reported")
    func tooLarge() async throws {
        try await withServer(ClosureHandler.echo) { port in
            let transport = SocketTransport(port: port, maximumBodyBytes: 6)
            let answer = try await transport.send(HTTPRequest(.get, "/"))
            #expect(answer.text == "GET / ")
            await #expect(throws: TransportError.malformedAnswer(.bodyTooLarge)) {
                try await transport.send(HTTPRequest(.get, "/x"))
            }
        }
    }

    @Test("An answer that is cut is reported, and never taken for a whole one")
    func cut() async throws {
        let handler = ClosureHandler { _ in
            .response(HTTPResponse(200, body: .pieces(PatternSource(pieces: 3, of: 10, fails: true), length: nil)))
        }
        try await withServer(handler) { port in
            do throws(TransportError) {
                _ = try await SocketTransport(port: port).send(HTTPRequest(.get, "/"))
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
