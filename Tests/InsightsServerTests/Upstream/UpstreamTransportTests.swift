import InsightsHTTP
import TestSupport
import Testing

@testable import InsightsServer

@Suite("Requests through an upstream proxy", .mayBlock)
struct UpstreamTransportTests {
    private static let host = "service.example"
    /// `user:secret` as Basic credentials.
    private static let authorization = "Basic dXNlcjpzZWNyZXQ="

    private func upstream(_ proxy: ConnectProxy, user: String = "") throws -> UpstreamProxy {
        try UpstreamProxy(proxy.url(user: user), variable: "HTTPS_PROXY")
    }

    private func transport(_ proxy: UpstreamProxy, port: Int, tls: ClientTLS? = nil) -> SocketTransport {
        SocketTransport(host: Self.host, port: port, timeout: .seconds(300), tls: tls, proxy: proxy)
    }

    private func failure(_ transport: SocketTransport) async -> TransportError? {
        do throws(TransportError) {
            _ = try await transport.send(HTTPRequest(.get, "/"))
            return nil
        } catch {
            return error
        }
    }

    @Test("TLS goes through a tunnel, with credentials, and the server's certificate counts")
    func tunnel() async throws {
        let fixture = try TLSFixture()
        try await fixture.serve(names: [Self.host]) { _, port in
            let proxy = try ConnectProxy(["\(Self.host):8443": port], authorization: Self.authorization)
            defer { proxy.stop() }
            let tls = try ClientTLS(trusting: .pem(fixture.authority.certificatePEM))
            let transport = transport(try upstream(proxy, user: "user:secret@"), port: 8443, tls: tls)
            for path in ["/a", "/b"] {
                #expect(try await transport.send(HTTPRequest(.get, path)).text == "GET \(path) ")
            }
            // One tunnel for both, without credentials inside.
            #expect(
                proxy.calls == [
                    .init(line: "CONNECT \(Self.host):8443", authorization: Self.authorization)
                ])
            let stranger = try ClientTLS(trusting: .pem(try CertificateAuthority().certificatePEM))
            let refused = await failure(
                self.transport(try upstream(proxy, user: "user:secret@"), port: 8443, tls: stranger))
            #expect("\(refused.map { "\($0)" } ?? "")".contains("certificate not accepted"))
        }
    }

    @Test("A plain request is forwarded by the proxy, and the server sees no credentials")
    func forwarded() async throws {
        let fields = ClosureHandler { request in
            .response(
                HTTPResponse(
                    text: "\(request.target) \(request.fields["Host"] ?? "") "
                        + (request.fields["Proxy-Authorization"] ?? "-")))
        }
        try await withServer(fields) { port in
            let proxy = try ConnectProxy(["\(Self.host):8080": port])
            defer { proxy.stop() }
            let transport = transport(try upstream(proxy, user: "user:secret@"), port: 8080)
            #expect(try await transport.send(HTTPRequest(.get, "/a?b")).text == "/a?b \(Self.host):8080 -")
            #expect(
                proxy.calls == [
                    .init(line: "GET http://\(Self.host):8080/a?b", authorization: Self.authorization)
                ])
        }
    }

    @Test("A proxy that refuses is named with its status and what to do", arguments: [true, false])
    func refused(isSecure: Bool) async throws {
        let proxy = try ConnectProxy([:], authorization: Self.authorization)
        defer { proxy.stop() }
        let tls = isSecure ? try ClientTLS(trusting: .pem(try CertificateAuthority().certificatePEM)) : nil
        let error = await failure(transport(try upstream(proxy, user: "user:wrong@"), port: 443, tls: tls))
        #expect(
            error.map { "\($0)" }
                == "the proxy '127.0.0.1:\(proxy.port)' refused host '\(Self.host)' port 443: "
                + "407 Proxy Authentication Required; put user and password into the proxy's variable")
        guard isSecure else { return }
        let unreachable = await failure(transport(try upstream(proxy, user: "user:secret@"), port: 443, tls: tls))
        #expect(
            unreachable
                == .refusedByProxy(
                    proxy: "127.0.0.1:\(proxy.port)", host: Self.host, port: 443, status: 502))
    }

    @Test("A proxy that is not there, answers something else, or nothing, is named")
    func broken() async throws {
        let tls = try ClientTLS(trusting: .pem(try CertificateAuthority().certificatePEM))
        let held = try HeldPort()
        let absent = try UpstreamProxy("http://127.0.0.1:\(held.number)", variable: "HTTPS_PROXY")
        let noOne = await failure(transport(absent, port: 443, tls: tls))
        #expect(
            noOne
                == .cannotConnect(
                    host: "127.0.0.1", port: held.number, reason: "Connection refused"))
        for (reply, expected) in [
            ("", "connection to host '127.0.0.1' port"), ("SSH-2.0-x\r\n\r\n", "malformed response"),
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Forbidden\r\n\r\n", ": 403 Forbidden"),
        ] {
            let server = try RawServer()
            let proxy = try UpstreamProxy("http://127.0.0.1:\(server.port)", variable: "HTTPS_PROXY")
            async let error = failure(transport(proxy, port: 443, tls: tls))
            do {
                let connection = try server.accept()
                #expect(connection.receiveHead().hasPrefix("CONNECT \(Self.host):443 HTTP/1.1\r\n"))
                connection.send(reply)
            }
            let found = await error
            #expect("\(found.map { "\($0)" } ?? "")".contains(expected), "\(reply)")
        }
    }

    // MARK: --proxy-allow

    @Test("Hosts that a proxy allows are reached through the upstream proxy, by tunnel and by request")
    func allowed() async throws {
        let fixture = try TLSFixture()
        try await fixture.serve(names: [Self.host]) { _, securePort in
            try withServer(ClosureHandler.echo) { plainPort in
                let upstream = try ConnectProxy(
                    ["\(Self.host):8443": securePort, "\(Self.host):8080": plainPort],
                    authorization: Self.authorization)
                defer { upstream.stop() }
                let variables = ["ALL_PROXY": upstream.url(user: "user:secret@"), "NO_PROXY": "direct.invalid"]
                let proxy = ProxyConfiguration(
                    servingNames: [],
                    passingThrough: [
                        "\(Self.host):8443", "\(Self.host):8080", "elsewhere.example", "direct.invalid",
                    ], upstream: UpstreamProxies { variables[$0] })
                try withServer(ClosureHandler.echo, configure: { $0.proxy = proxy }) { port in
                    let through = ["--proxy", "http://127.0.0.1:\(port)", "--cacert", fixture.certificatePath, "-sS"]
                    func curl(_ arguments: String...) throws -> ExternalProgram.Outcome {
                        try ExternalProgram.run("curl", ["--max-time", "300", "--noproxy", ""] + through + arguments)
                    }
                    #expect(try curl("https://\(Self.host):8443/a").output == "GET /a ")
                    #expect(try curl("-d", "x", "http://\(Self.host):8080/b?c").output == "POST /b?c x")
                    #expect(
                        upstream.calls == [
                            .init(line: "CONNECT \(Self.host):8443", authorization: Self.authorization),
                            .init(line: "POST http://\(Self.host):8080/b?c", authorization: Self.authorization),
                        ])
                    let refused = try curl("-v", "https://elsewhere.example/")
                    #expect(refused.errors.contains("502"), "\(refused.errors)")
                    let direct = try curl("http://direct.invalid/")
                    #expect(direct.output == "502 Bad Gateway: 'direct.invalid' cannot be reached\n")
                    #expect(upstream.calls.count == 3)
                }
            }
        }
    }
}
