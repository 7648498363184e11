import Glibc
import InsightsHTTP
import InsightsServer
import TestSupport
import Testing

/// A server used as a forward proxy.
@Suite(.mayBlock)
struct TLSProxyTests {
    private static let names = ["login.example.com", "api.example.com"]
    private static let echoHost = ClosureHandler { request in
        .response(HTTPResponse(text: "\(request.method) \(request.target) \(request.fields["Host"] ?? "")"))
    }

    private func serve(
        _ fixture: TLSFixture, listenMode: TLSConfiguration.ListenMode = .tunnels, _ notices: Notices = Notices(),
        _ body: (_ port: Int) throws -> Void
    ) async throws {
        try await fixture.serve(
            Self.echoHost, names: Self.names, listenMode: listenMode,
            configure: {
                $0.proxy = ProxyConfiguration(servingNames: Self.names)
                $0.notice = notices.add
            }
        ) { _, port in try body(port) }
    }

    @Test("The handler answers https:// through the proxy, with the certificate of the name")
    func tunnel() async throws {
        let fixture = try TLSFixture()
        try await serve(fixture) { port in
            for host in Self.names {
                let reply = try ExternalProgram.curl(
                    "--proxy", "http://127.0.0.1:\(port)", "--cacert", fixture.certificatePath, "-d", "x",
                    "https://\(host)/a?b", "https://\(host)/c")
                #expect(reply.output == "POST /a?b \(host)POST /c \(host)", "\(reply.errors)")
            }
        }
    }

    @Test("The handler answers http:// through the proxy too, as an absolute form or in a tunnel")
    func plain() async throws {
        try await serve(try TLSFixture()) { port in
            let proxy = "http://127.0.0.1:\(port)"
            let target = "http://api.example.com/a"
            let absolute = try ExternalProgram.curl("--proxy", proxy, target)
            #expect(absolute.output == "GET \(target) api.example.com")
            let tunnel = try ExternalProgram.curl("--proxy", proxy, "--proxytunnel", target)
            #expect(tunnel.output == "GET /a api.example.com")
        }
    }

    @Test("Any other host gets a 403 with the reason, and the server reports it")
    func foreign() async throws {
        let notices = Notices()
        try await serve(try TLSFixture(), notices) { port in
            let proxy = "http://127.0.0.1:\(port)"
            let tunnel = try ExternalProgram.curl("--proxy", proxy, "https://example.org/")
            #expect(tunnel.exitCode == 56)
            #expect(tunnel.errors.contains("403"))
            let plain = try ExternalProgram.curl("--proxy", proxy, "-w", "%{http_code}", "http://example.org/")
            #expect(
                plain.output
                    == "403 Forbidden: 'example.org' is neither simulated nor allowed; this proxy serves "
                    + "login.example.com, api.example.com\n403")
            #expect(
                notices.all
                    == Array(
                        repeating: .refusedByProxy(host: "example.org", remoteAddress: "127.0.0.1"), count: 2))
        }
    }

    @Test("Without the proxy, such requests go to the handler")
    func noProxy() throws {
        try withServer(Self.echoHost) { port in
            let client = try RawClient(port: port)
            client.send("GET http://example.org/a HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try client.receiveResponse().text == "GET http://example.org/a h")
        }
    }

    @Test("Responses before the tunnel, and TLS sent ahead of the 200, are not lost")
    func pipelined() async throws {
        let fixture = try TLSFixture()
        let session = try #require(
            TLSSession(
                client: try ClientTLS(trusting: .pem(fixture.authority.certificatePEM)).context, host: "api.example.com"
            ))
        var buffer = [UInt8](repeating: 0, count: 4096)
        #expect(session.read(into: &buffer) == .needsInput)
        var hello: [UInt8] = []
        session.takeOutgoing(into: &hello)
        try await serve(fixture) { port in
            let client = try RawClient(port: port)
            client.send(
                Array(
                    (get("/first") + "CONNECT api.example.com:443 HTTP/1.1\r\nHost: api.example.com:443\r\n\r\n").utf8)
                    + hello)
            #expect(try client.receiveResponse().text == "GET /first h")
            #expect(client.receiveHead() == "HTTP/1.1 200 Connection Established\r\n\r\n")
            let failure = client.finishHandshake(session)
            #expect(failure == nil)
            #expect(session.isEstablished)
        }
    }

    @Test("Input that is not TLS ends a tunnel for TLS")
    func plainInTunnel() async throws {
        let notices = Notices()
        try await serve(try TLSFixture(), notices) { port in
            let client = try RawClient(port: port)
            client.send("CONNECT api.example.com:443 HTTP/1.1\r\nHost: api.example.com:443\r\n\r\n" + get("/"))
            _ = client.receiveToEnd()
            #expect(notices.wait(for: .notTLS(remoteAddress: "127.0.0.1")))
        }
    }

    @Test("Within a tunnel, the server is not a proxy")
    func nested() async throws {
        try await serve(try TLSFixture()) { port in
            let client = try RawClient(port: port)
            client.send("CONNECT api.example.com:80 HTTP/1.1\r\nHost: api.example.com:80\r\n\r\n")
            #expect(client.receiveHead() == "HTTP/1.1 200 Connection Established\r\n\r\n")
            client.send("CONNECT login.example.com:80 HTTP/1.1\r\nHost: login.example.com:80\r\n\r\n")
            #expect(try client.receiveResponse().text == "CONNECT login.example.com:80 login.example.com:80")
        }
    }

    @Test("Over TLS the proxy answers absolute forms and tunnels, TLS within TLS too, and forwards nothing")
    func proxyOverTLS() async throws {
        let fixture = try TLSFixture()
        try await serve(fixture, listenMode: .port) { port in
            let proxy = ["--proxy", "https://localhost:\(port)", "--proxy-cacert", fixture.certificatePath]
            let plain = try ExternalProgram.run("curl", ["-sS"] + proxy + ["http://api.example.com/a"])
            #expect(plain.output == "GET http://api.example.com/a api.example.com", "\(plain.errors)")
            let plainTunnel = try ExternalProgram.run(
                "curl", ["-sS", "--proxytunnel"] + proxy + ["http://api.example.com/a"])
            #expect(plainTunnel.output == "GET /a api.example.com", "\(plainTunnel.errors)")
            let trust = ["--cacert", fixture.certificatePath]
            let tunnel = try ExternalProgram.run(
                "curl", ["-sS"] + proxy + trust + ["https://api.example.com/a", "https://api.example.com/b"])
            #expect(tunnel.output == "GET /a api.example.comGET /b api.example.com", "\(tunnel.errors)")
            let wrongName = try ExternalProgram.run(
                "curl", ["-sS"] + proxy + trust + ["--connect-to", "::login.example.com:", "https://api.example.com/"])
            #expect(wrongName.output == "GET / api.example.com", "the name asked for within the tunnel counts")
        }
    }

    @Test("TLS within TLS carries much data in both directions, also to a slow client")
    func muchWithinTLS() async throws {
        let fixture = try TLSFixture()
        let echo = ClosureHandler { .response(HTTPResponse(200, body: .bytes($0.body))) }
        try await fixture.serve(
            echo, names: Self.names,
            configure: {
                $0.proxy = ProxyConfiguration(servingNames: Self.names)
            }
        ) { _, port in
            let body = String(repeating: "0123456789abcdef", count: 120_000)
            let reply = try ExternalProgram.run(
                "curl",
                [
                    "-sS", "--limit-rate", "3M", "--proxy", "https://localhost:\(port)", "--proxy-cacert",
                    fixture.certificatePath, "--cacert", fixture.certificatePath, "--data-binary", "@-",
                    "https://api.example.com/a",
                ], input: body)
            #expect(reply.output == body, "\(reply.errors)")
        }
    }

    @Test("Input that is not TLS ends a tunnel within TLS, with a notice")
    func plainWithinTLS() async throws {
        let fixture = try TLSFixture()
        let notices = Notices()
        try await serve(fixture, listenMode: .port, notices) { port in
            let request = "CONNECT api.example.com:443 HTTP/1.1\r\nHost: api.example.com:443\r\n\r\n" + get("/")
            let outcome = try ExternalProgram.run(
                "openssl", ["s_client", "-quiet", "-connect", "127.0.0.1:\(port)"], input: request)
            #expect(outcome.output.hasPrefix("HTTP/1.1 200 Connection Established\r\n\r\n"), "\(outcome)")
            #expect(
                notices.wait(for: .tlsFailed(remoteAddress: "127.0.0.1", reason: "http request")), "\(notices.all)")
        }
    }

    @Test("A name below a domain is answered, with a certificate for it")
    func subdomains() async throws {
        let fixture = try TLSFixture()
        let domains = ["login.example.com"]
        let tls = try TLSConfiguration(authority: fixture.authority, subdomainsOf: domains, listenMode: .tunnels)
        try await fixture.serve(
            Self.echoHost,
            configure: {
                $0.tls = tls
                $0.proxy = ProxyConfiguration(servingNames: [], subdomainsOf: domains)
            }
        ) { _, port in
            let options = ["-sS", "--proxy", "http://127.0.0.1:\(port)", "--cacert", fixture.certificatePath]
            let reply = try ExternalProgram.run("curl", options + ["https://westus2.login.example.com/a"])
            #expect(reply.output == "GET /a westus2.login.example.com", "\(reply.errors)")
            for other in ["a.b.login.example.com", "login.example.com"] {
                let refused = try ExternalProgram.run("curl", options + ["https://\(other)/"])
                #expect(refused.errors.contains("403"), "\(refused.errors)")
            }
        }
    }

    @Test("A plain request for a host allowed by name is forwarded in the right form, and its response arrives whole")
    func forwarded() throws {
        let outside = ClosureHandler { request in
            let names = ["Host", "Via", "Connection", "Proxy-Connection", "Proxy-Authorization", "X-Own", "X-Hop"]
            let fields = names.map { "\($0)=\(request.fields[$0] ?? "")" }.joined(separator: " ")
            let text = "\(request.method) \(request.target) \(fields) \(String(decoding: request.body, as: UTF8.self))"
            return .response(HTTPResponse(text: text))
        }
        try withServer(outside) { outsidePort in
            let allowed = ["localhost:\(outsidePort)", "localhost:1"]
            try withServer(
                Self.echoHost,
                configure: { $0.proxy = ProxyConfiguration(servingNames: [], passingThrough: allowed) }
            ) { port in
                let proxy = "http://127.0.0.1:\(port)"
                let reply = try ExternalProgram.curl(
                    "--proxy", proxy, "-H", "Connection: X-Hop", "-H", "X-Hop: 1", "-H", "X-Own: 2", "--proxy-user",
                    "a:b", "-d", "x=1", "http://localhost:\(outsidePort)/a?b#c", "http://localhost:\(outsidePort)")
                let fields =
                    "Host=localhost:\(outsidePort) Via=1.1 insights-simulator Connection=close Proxy-Connection= "
                    + "Proxy-Authorization= X-Own=2 X-Hop= x=1"
                #expect(reply.output == "POST /a?b \(fields)POST / \(fields)", "\(reply.errors)")
                let head = try ExternalProgram.curl("--proxy", proxy, "-I", "http://localhost:\(outsidePort)/")
                #expect(head.output.hasPrefix("HTTP/1.1 200 OK\r\n"), "\(head.errors)")
                let refused = try ExternalProgram.curl("--proxy", proxy, "http://localhost:2/")
                #expect(refused.output.hasPrefix("403 Forbidden: 'localhost' is neither simulated"))
                let unreachable = try ExternalProgram.curl("--proxy", proxy, "http://localhost:1/")
                #expect(unreachable.output == "502 Bad Gateway: 'localhost' cannot be reached\n")
            }
        }
    }

    @Test("Tunnels to hosts allowed by name are forwarded unseen, and end with the server")
    func passedThrough() async throws {
        let outside = try TLSFixture()
        try await outside.serve(ClosureHandler.echo) { _, outsidePort in
            let proxy = ProxyConfiguration(
                servingNames: [], passingThrough: ["localhost:\(outsidePort)", "localhost:1"])
            let server = HTTPServer(
                handler: ClosureHandler.echo, configuration: proxyOnly(proxy))
            let port = try server.start()
            let through = ["--proxy", "http://127.0.0.1:\(port)", "--cacert", outside.certificatePath, "-sS"]
            let body = String(repeating: "x", count: 300_000)
            let reply = try ExternalProgram.run(
                "curl", through + ["--data-binary", "@-", "https://localhost:\(outsidePort)/a"], input: body)
            #expect(reply.output == "POST /a \(body)", "\(reply.errors)")
            let refused = try ExternalProgram.run("curl", through + ["https://localhost:2/"])
            #expect(refused.errors.contains("403"), "\(refused.errors)")
            let unreachable = try ExternalProgram.run("curl", through + ["https://localhost:1/"])
            #expect(unreachable.errors.contains("502"), "\(unreachable.errors)")
            let idle = try RawClient(port: port)
            idle.send("CONNECT localhost:\(outsidePort) HTTP/1.1\r\nHost: localhost:\(outsidePort)\r\n\r\n")
            #expect(idle.receiveHead() == "HTTP/1.1 200 Connection Established\r\n\r\n")
            // Half an hour would pass if it waited for the tunnel.
            server.shutdown()
            #expect(idle.receiveToEnd()?.isEmpty != false)
        }
    }

    private func proxyOnly(_ proxy: ProxyConfiguration) -> HTTPServerConfiguration {
        var configuration = HTTPServerConfiguration(eventLoopCount: 1)
        configuration.timeouts.drain = .seconds(1800)
        configuration.proxy = proxy
        return configuration
    }

    // MARK: Decisions

    private func decide(
        _ method: HTTPMethod, _ target: String, host: String = "other", canRelay: Bool = true
    ) -> String {
        let request = HTTPRequest(method, target, fields: HTTPFields([(name: "Host", value: host)]))
        let proxy = ProxyConfiguration(servingNames: Self.names, passingThrough: ["Out.example", "out.example:8443"])
        switch proxy.decide(request, ownPorts: [8080], canRelay: canRelay) {
        case .handle(let request): return "handle \(request.fields.values(named: "Host"))"
        case .tunnel(let name, let speaksTLS): return "tunnel \(name) \(speaksTLS)"
        case .relay(let name, let port, _): return "relay \(name) \(port)"
        case .forward(let bytes, let name, let port, _):
            let line = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
            return "forward \(name) \(port) \(line)"
        case .refuse(let response, let host): return "\(response.status.code) \(host ?? "-")"
        }
    }

    @Test(
        "The authority alone decides about each form of request",
        arguments: [
            ("GET", "/a", #"handle ["other"]"#), ("OPTIONS", "*", #"handle ["other"]"#),
            ("GET", "http://api.example.com", #"handle ["api.example.com"]"#),
            ("GET", "https://API.example.com:443/a", #"handle ["API.example.com:443"]"#),
            ("GET", "http://localhost:8080/a", #"handle ["localhost:8080"]"#),
            ("GET", "http://127.0.0.1:8080?a", #"handle ["127.0.0.1:8080"]"#),
            ("GET", "http://localhost:9/a", "403 localhost"), ("GET", "http://localhost/a", "403 localhost"),
            ("GET", "http://api.example.com.evil.test/", "403 api.example.com.evil.test"),
            ("GET", "http://evil.test/api.example.com", "403 evil.test"),
            ("GET", "http://api.example.com@evil.test/", "400 -"), ("GET", "http:///a", "400 -"),
            ("CONNECT", "api.example.com:443", "tunnel api.example.com true"),
            ("CONNECT", "LOGIN.example.com.:80", "tunnel login.example.com false"),
            ("CONNECT", "api.example.com:22", "403 -"), ("CONNECT", "api.example.com", "400 -"),
            ("CONNECT", "evil.test:443", "403 evil.test"), ("CONNECT", "/a", "400 -"),
            ("CONNECT", "out.example:443", "relay out.example 443"), ("CONNECT", "out.example:80", "403 out.example"),
            ("CONNECT", "OUT.example:8443", "relay out.example 8443"),
            ("GET", "http://out.example/", "forward out.example 80 GET / HTTP/1.1"),
            ("GET", "http://out.example:443/", "403 out.example"), ("GET", "http://out.example:81/", "403 out.example"),
            ("POST", "HTTP://out.example:8443?a#b", "forward out.example 8443 POST /?a HTTP/1.1"),
            ("OPTIONS", "http://out.example", "forward out.example 80 OPTIONS * HTTP/1.1"),
            ("OPTIONS", "http://out.example/", "forward out.example 80 OPTIONS / HTTP/1.1"),
            ("GET", "https://out.example/", "400 -"), ("GET", "http://api.example.com:9999/", "403 -"),
            ("GET", "http://api.example.com:443/", #"handle ["api.example.com:443"]"#),
            ("GET", "ftp://api.example.com/", "400 -"), ("GET", "ftp://out.example/", "400 -"),
            ("CONNECT", "localhost:8080", "403 localhost"), ("CONNECT", "127.0.0.1:443", "403 127.0.0.1"),
        ])
    func decisions(_ method: String, _ target: String, _ decision: String) {
        #expect(decide(HTTPMethod(method), target) == decision)
    }

    @Test(
        "A host allowed by name never leads to the server's own ports, by whichever address of this machine",
        arguments: [
            "localhost:8080", "127.0.0.1:8080", "127.9.9.9:8080", "[::1]:8080", "[::ffff:127.0.0.1]:8080",
            "0.0.0.0:8080", "[::]:8080",
        ])
    func ownPorts(_ authority: String) {
        let other = authority.replacing(":8080", with: ":8081")
        let proxy = ProxyConfiguration(servingNames: [], passingThrough: [authority, other])
        func status(_ method: HTTPMethod, _ target: String) -> Int? {
            let request = HTTPRequest(method, target, fields: HTTPFields([(name: "Host", value: "h")]))
            guard case .refuse(let response, _) = proxy.decide(request, ownPorts: [8080, 8443], canRelay: true) else {
                return nil
            }
            return response.status.code
        }
        #expect(status(HTTPMethod("CONNECT"), authority) == 403)
        #expect(status(HTTPMethod("CONNECT"), other) == nil)
        #expect(status(.get, "http://\(other)/") == nil)
    }

    @Test("A name that resolves to this machine does not lead to the server's own port either")
    func ownName() throws {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return }
        let name = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        let lookup = try ExternalProgram.run("getent", ["ahosts", name])
        guard lookup.exitCode == 0, Authority(name) != nil else {
            print("skipped: this machine's name '\(name)' has no address")
            return
        }
        let socket = try LoopbackSocket(listening: 16, blocks: false)
        let proxy = ProxyConfiguration(servingNames: [], passingThrough: ["\(name):\(socket.port)"])
        try withServer(
            Self.echoHost,
            configure: {
                $0.proxy = proxy
                $0.listeningSockets = [.init(descriptor: socket.descriptor, speaksTLS: false)]
            }
        ) { port in
            let options = ["--proxy", "http://127.0.0.1:\(port)", "-sS", "-m", "10"]
            let plain = try ExternalProgram.run("curl", options + ["http://\(name):\(port)/_sim/clock"])
            #expect(plain.output == "502 Bad Gateway: '\(name)' cannot be reached\n", "\(plain.errors)")
            let tunnel = try ExternalProgram.run("curl", options + ["-p", "http://\(name):\(port)/_sim/clock"])
            #expect(tunnel.errors.contains("502"), "\(tunnel.errors)")
        }
    }

    @Test(
        "If nothing can be forwarded, the server's hosts are still answered",
        arguments: [
            ("CONNECT", "out.example:443", "400 -"), ("GET", "http://out.example/", "400 -"),
            ("CONNECT", "evil.test:443", "403 evil.test"),
            ("CONNECT", "api.example.com:443", "tunnel api.example.com true"),
            ("CONNECT", "api.example.com:80", "tunnel api.example.com false"),
        ])
    func decisionsWithoutRelay(_ method: String, _ target: String, _ decision: String) {
        #expect(decide(HTTPMethod(method), target, canRelay: false) == decision)
    }
}
