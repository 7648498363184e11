import Dispatch
import Glibc
import InsightsHTTP
import InsightsServer
import Testing

/// Starting, stopping, and the limits of a whole server.
@Suite(.mayBlock)
struct LifecycleTests {
    @Test(
        "Half of the processors serve connections",
        arguments: [(-1, 1), (0, 1), (1, 1), (2, 1), (3, 1), (4, 2), (7, 3), (8, 4), (9, 4), (256, 4)])
    func eventLoops(processors: Int, count: Int) {
        #expect(HTTPServerConfiguration.eventLoopCount(processors: processors) == count)
    }

    @Test("A port in use is reported with host, port and reason")
    func addressInUse() throws {
        try withServer(ClosureHandler.echo) { port in
            let second = HTTPServer(
                handler: ClosureHandler.echo, configuration: HTTPServerConfiguration(host: "127.0.0.1", port: port))
            let error = ServerError.addressInUse(host: "127.0.0.1", port: port, reason: "Address already in use")
            #expect(throws: error) { try second.start() }
            #expect(error.description.contains("'127.0.0.1' port \(port): Address already in use"))
        }
    }

    @Test(
        "A host of another machine, or an invalid one, is reported",
        arguments: [("192.0.2.1", 0), ("no host", 0), ("127.0.0.1", 65_536), ("127.0.0.1", -1)])
    func invalidAddress(_ host: String, _ port: Int) {
        let server = HTTPServer(
            handler: ClosureHandler.echo, configuration: HTTPServerConfiguration(host: host, port: port))
        do throws(ServerError) {
            try server.start()
            Issue.record("listens")
        } catch {
            guard case .invalidAddress(host, port, let reason) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(!reason.isEmpty)
        }
    }

    @Test("localhost is 127.0.0.1")
    func localhost() throws {
        try withServer(ClosureHandler.echo, configure: { $0.host = "localhost" }) { port in
            let client = try RawClient(port: port)
            client.send(get("/"))
            #expect(try client.receiveResponse().status == 200)
        }
    }

    @Test("A server listens on IPv6 too", .enabled(if: hasIPv6), arguments: ["::1", "[::1]"])
    func ipv6(_ host: String) async throws {
        let handler = ClosureHandler { request in
            .response(HTTPResponse(text: "\(request.remoteAddress ?? "") \(request.fields["Host"] ?? "")"))
        }
        try await withServer(handler, configure: { $0.host = host }) { port in
            let response = try await SocketTransport(host: host, port: port, timeout: .seconds(300)).send(
                HTTPRequest(.get, "/"))
            #expect(response.text == "::1 [::1]:\(port)")
        }
    }

    private static var hasIPv6: Bool {
        let server = HTTPServer(handler: ClosureHandler.echo, configuration: HTTPServerConfiguration(host: "::1"))
        defer { server.shutdown() }
        return (try? server.start()) != nil
    }

    @Test("A server starts once; a second shutdown and one before the start are harmless")
    func lifecycle() throws {
        let host = RawClient.host(2)
        let server = HTTPServer(handler: ClosureHandler.echo, configuration: HTTPServerConfiguration(host: host))
        let port = try server.start()
        #expect(throws: ServerError.alreadyStarted) { try server.start() }
        server.shutdown()
        server.shutdown()
        #expect(RawClient.waitUntilRefused(port: port, host: host))
        #expect(throws: ServerError.alreadyStarted) { try server.start() }
        HTTPServer(handler: ClosureHandler.echo).shutdown()
    }

    @Test("A released server stops")
    func release() throws {
        let host = RawClient.host(3)
        let configuration = HTTPServerConfiguration(host: host)
        let port = try HTTPServer(handler: ClosureHandler.echo, configuration: configuration).start()
        #expect(RawClient.waitUntilRefused(port: port, host: host))
    }

    @Test("A shutdown finishes a request in progress, tells the client to close, and closes idle connections")
    func gracefulShutdown() throws {
        let started = Latch()
        let proceed = Latch()
        let ended = Latch()
        let handler = ClosureHandler { request in
            guard request.target == "/slow" else { return .response(HTTPResponse(text: "ok")) }
            return .offloaded {
                started.open()
                proceed.wait()
                return HTTPResponse(text: "done")
            }
        }
        // One loop, so that the idle connection's end says that the busy one has been told too.
        let host = RawClient.host(4)
        var configuration = HTTPServerConfiguration(host: host, eventLoopCount: 1)
        configuration.timeouts.drain = .seconds(300)
        let server = HTTPServer(handler: handler, configuration: configuration)
        let port = try server.start()
        let idle = try RawClient(port: port, host: host)
        idle.send(get("/"))
        #expect(try idle.receiveResponse().text == "ok")
        let busy = try RawClient(port: port, host: host)
        busy.send(get("/slow"))
        #expect(started.wait())
        DispatchQueue.global().async {
            server.shutdown()
            ended.open()
        }
        #expect(idle.receiveToEnd() == [])
        #expect(RawClient.waitUntilRefused(port: port, host: host))
        proceed.open()
        let response = try busy.receiveResponse()
        #expect(response.text == "done")
        #expect(response.fields["Connection"] == "close")
        busy.close()
        #expect(ended.wait())
    }

    @Test("Any amount of work that waits for other work does not block deferred work")
    func waiting() throws {
        let proceed = Latch()
        let handler = ClosureHandler { request in
            guard request.target == "/wait" else { return .offloaded { HTTPResponse(text: "done") } }
            return .blocking {
                proceed.wait()
                return HTTPResponse(text: "waited")
            }
        }
        var configuration = HTTPServerConfiguration(workerCount: 1)
        configuration.waiterCount = 2
        let server = HTTPServer(handler: handler, configuration: configuration)
        let port = try server.start()
        defer { server.shutdown() }
        // As many as there are threads for, and one more, which waits for one of these.
        let waiting = try (0..<3).map { _ in try RawClient(port: port) }
        for client in waiting { client.send(get("/wait")) }
        let other = try RawClient(port: port)
        for _ in 0..<3 {
            other.send(get("/"))
            #expect(try other.receiveResponse().text == "done")
        }
        for _ in waiting { proceed.open() }
        for client in waiting { #expect(try client.receiveResponse().text == "waited") }
    }

    @Test("A shutdown cuts requests that miss the deadline, and does not wait for them")
    func drainDeadline() throws {
        let started = Latch()
        let proceed = Latch()
        let handler = ClosureHandler { _ in
            .offloaded {
                started.open()
                proceed.wait()
                return HTTPResponse(text: "too late")
            }
        }
        var configuration = HTTPServerConfiguration()
        configuration.timeouts.drain = .milliseconds(30)
        let server = HTTPServer(handler: handler, configuration: configuration)
        let client = try RawClient(port: try server.start())
        client.send(get("/"))
        #expect(started.wait())
        server.shutdown()
        #expect(client.receiveToEnd() == nil)
        proceed.open()
    }

    @Test(
        "At the limit of connections, the one that has been idle longest closes for a newcomer", arguments: [1, 2, 4])
    func connectionLimit(loops: Int) throws {
        try withServer(
            ClosureHandler.echo,
            configure: {
                $0.eventLoopCount = loops
                $0.limits.connections = 3
            }
        ) { port in
            // The first one drips bytes of a head, which does not make it less idle.
            let first = try RawClient(port: port)
            first.send("GET / HT")
            let second = try RawClient(port: port)
            let third = try RawClient(port: port)
            for client in [second, third] {
                client.send(get("/"))
                #expect(try client.receiveResponse().status == 200)
            }
            first.send("TP/1.1")
            let fourth = try RawClient(port: port)
            fourth.send(get("/fourth"))
            #expect(try fourth.receiveResponse().text == "GET /fourth ")
            #expect(first.receive()?.isEmpty ?? true)
            // The third one is used again, so the second one goes next.
            third.send(get("/"))
            #expect(try third.receiveResponse().status == 200)
            let fifth = try RawClient(port: port)
            fifth.send(get("/fifth"))
            #expect(try fifth.receiveResponse().text == "GET /fifth ")
            #expect(second.receive()?.isEmpty ?? true)
            for client in [third, fourth, fifth] {
                client.send(get("/"))
                #expect(try client.receiveResponse().status == 200)
            }
        }
    }

    @Test("At the limit of connections, a newcomer waits while all have requests in progress")
    func connectionLimitInUse() throws {
        let started = Latch()
        let proceed = Latch()
        let handler = ClosureHandler { request in
            guard request.target == "/wait" else { return .response(HTTPResponse(200)) }
            return .blocking {
                started.open()
                proceed.wait()
                return HTTPResponse(201)
            }
        }
        try withServer(handler, configure: { $0.limits.connections = 2 }) { port in
            let clients = try (0..<2).map { _ in try RawClient(port: port) }
            for client in clients { client.send(get("/wait")) }
            for _ in clients { started.wait() }
            let newcomer = try RawClient(port: port)
            newcomer.send(get("/"))
            for _ in clients { proceed.open() }
            for client in clients { #expect(try client.receiveResponse().status == 201) }
            #expect(try newcomer.receiveResponse().status == 200)
        }
    }

    @Test("Past the budget of unfinished requests, the one that began first is refused, and small ones are not")
    func bodyBudget() throws {
        let free = 16 * 1024
        try withServer(
            ClosureHandler.echo,
            configure: {
                $0.eventLoopCount = 1
                $0.limits.unfinishedBytes = 200_000
            }
        ) { port in
            func unfinished(_ count: Int) throws -> RawClient {
                let client = try RawClient(port: port)
                client.send(post("/", "Content-Length: \(count + 1)"))
                client.send(String(repeating: "x", count: count))
                return client
            }
            // Both together are at the limit; another connection shows that the loop has read them.
            let first = try unfinished(100_000 + free)
            let second = try unfinished(100_000 + free)
            let small = try RawClient(port: port)
            for _ in 0..<20 {
                small.send(post("/small", "Content-Length: 10000", body: String(repeating: "y", count: 10000)))
                #expect(try small.receiveResponse().status == 200)
            }
            #expect(!first.isReadable && !second.isReadable)
            let third = try unfinished(free + 1)
            let refusal = try first.receiveResponse()
            #expect(refusal.status == 503)
            #expect(refusal.text.contains("unfinished requests"))
            for client in [second, third] {
                client.send("z")
                #expect(try client.receiveResponse().status == 200)
            }
        }
    }

    @Test("Deferred work over the limit of the queue gets a 503")
    func overload() throws {
        let handled = Latch()
        let started = Latch()
        let proceed = Latch()
        let handler = ClosureHandler { _ in
            handled.open()
            return .offloaded {
                started.open()
                proceed.wait()
                return HTTPResponse(text: "done")
            }
        }
        // One request runs, and the limit of connections waits: those of disconnected peers count too.
        try withServer(
            handler,
            configure: {
                $0.workerCount = 1
                $0.eventLoopCount = 1
                $0.limits.connections = 2
            }
        ) { port in
            let busy = try RawClient(port: port)
            busy.send(get("/"))
            #expect(handled.wait())
            #expect(started.wait())
            for _ in 0..<2 {
                let gone = try RawClient(port: port)
                gone.send(get("/"))
                #expect(handled.wait())
                gone.close(cutting: true)
            }
            let client = try RawClient(port: port)
            client.send(get("/"))
            let response = try client.receiveResponse()
            #expect(response.status == 503)
            #expect(response.fields["Retry-After"] == "1")
            for _ in 0..<3 { proceed.open() }
            #expect(try busy.receiveResponse().text == "done")
        }
    }

    @Test("Without a free descriptor the server continues with its connections, and accepts again when one is free")
    func descriptorLimit() async {
        await #expect(processExitsWith: .success) {
            let server = HTTPServer(
                handler: ClosureHandler.echo, configuration: HTTPServerConfiguration(eventLoopCount: 1))
            let port = try server.start()
            let first = try RawClient(port: port)
            first.send(get("/"))
            _ = try first.receiveResponse()
            // Fill every hole, so that the limit leaves none.
            var fillers: [CInt] = []
            while fillers.count < 20 || fillers.last.map({ $0 < 100 }) == true { fillers.append(dup(first.descriptor)) }
            let descriptor = RawClient.newSocket()
            var limit = rlimit(rlim_cur: rlim_t(descriptor) + 1, rlim_max: rlim_t(descriptor) + 1)
            guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { exit(2) }
            guard let connected = RawClient.connect(port: port, using: descriptor) else { exit(3) }
            let second = RawClient(descriptor: connected)
            second.send(get("/second"))
            for _ in 0..<10 {
                first.send(get("/"))
                guard (try? first.receiveResponse())?.status == 200 else { exit(4) }
            }
            // Several, since other threads of this process take descriptors too; copies alone, since the server has its own.
            for filler in fillers.suffix(10) { close(filler) }
            guard (try? second.receiveResponse())?.text == "GET /second " else { exit(6) }
        }
    }

    @Test("The server waits for SIGTERM and SIGINT", arguments: [SIGTERM, SIGINT])
    func signals(_ signal: CInt) async {
        await #expect(processExitsWith: .success) { [signal] in
            let signals = try TerminationSignals()
            kill(getpid(), SIGPIPE)
            kill(getpid(), signal)
            guard signals.waitForTermination() == Int(signal) else { exit(2) }
        }
    }

    @Test("A second SIGTERM ends the process")
    func secondSignal() async {
        await #expect(processExitsWith: .signal(SIGTERM)) {
            let signals = try TerminationSignals()
            kill(getpid(), SIGTERM)
            _ = signals.waitForTermination()
            kill(getpid(), SIGTERM)
            // Another thread may be the one to take it; SIGALRM would say that none did.
            alarm(10)
            while true { pause() }
        }
    }
}
