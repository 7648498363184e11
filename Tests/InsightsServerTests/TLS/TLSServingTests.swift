import InsightsHTTP
import InsightsServer
import Testing

/// TLS as clients meet it that know nothing of this package.
@Suite(.mayBlock)
struct TLSServingTests {
    @Test(
        "The server speaks both versions, by name and by address", arguments: ["1.2", "1.3"],
        ["localhost", "127.0.0.1"])
    func versions(_ version: String, _ host: String) async throws {
        let fixture = try TLSFixture()
        try await fixture.serve { _, port in
            let reply = try ExternalProgram.curl(
                "--cacert", fixture.certificatePath, "--tlsv\(version)", "--tls-max", version, "-d", "body",
                "-w", " %{ssl_verify_result} %{http_version}", "https://\(host):\(port)/a?b",
                "https://\(host):\(port)/c")
            #expect(reply.output == "POST /a?b body 0 1.1POST /c body 0 1.1", "\(reply.errors)")
        }
    }

    @Test("Older versions are refused", arguments: ["-tls1", "-tls1_1"])
    func oldVersions(_ version: String) async throws {
        let notices = Notices()
        try await TLSFixture().serve(configure: { $0.notice = notices.add }) { _, port in
            let outcome = try ExternalProgram.openssl(
                "s_client", "-connect", "127.0.0.1:\(port)", version, "-cipher", "DEFAULT@SECLEVEL=0")
            #expect(outcome.exitCode != 0)
            #expect(
                notices.wait(for: .tlsFailed(remoteAddress: "127.0.0.1", reason: "unsupported protocol")),
                "\(notices.all)")
        }
    }

    @Test("A client that does not trust the authority gets no response, and the server reports the reason")
    func untrusted() async throws {
        let notices = Notices()
        try await TLSFixture().serve(configure: { $0.notice = notices.add }) { _, port in
            let reply = try ExternalProgram.curl("https://localhost:\(port)/")
            #expect(reply.exitCode == 60)
            #expect(reply.output == "")
            #expect(
                notices.wait(for: .tlsFailed(remoteAddress: "127.0.0.1", reason: "tlsv1 alert unknown ca")),
                "\(notices.all)")
        }
    }

    @Test("Each name has a separate certificate; an unknown one gets that of localhost")
    func names() async throws {
        let fixture = try TLSFixture()
        try await fixture.serve(names: ["api.example.com", "login.example.com"]) { _, port in
            let fetch = { (host: String) in
                try ExternalProgram.curl(
                    "--cacert", fixture.certificatePath, "--connect-to", "::127.0.0.1:\(port)",
                    "https://\(host)/\(host)")
            }
            for host in ["api.example.com", "LOGIN.example.com", "localhost"] {
                #expect(try fetch(host).output == "GET /\(host) ")
            }
            #expect(try fetch("other.example.com").exitCode == 60)
            let shown = try ExternalProgram.openssl(
                "s_client", "-connect", "127.0.0.1:\(port)", "-servername", "api.example.com", "-CAfile",
                fixture.certificatePath, "-verify_return_error", "-alpn", "h2,http/1.1")
            #expect(shown.exitCode == 0, "\(shown.errors)")
            #expect(shown.output.contains("ALPN protocol: http/1.1"))
            let leaf = try ExternalProgram.openssl(
                "x509", "-noout", "-ext", "subjectAltName,basicConstraints,extendedKeyUsage", input: shown.output)
            #expect(
                leaf.output.contains(
                    "DNS:api.example.com, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1"))
            #expect(leaf.output.contains("CA:FALSE"))
            #expect(leaf.output.contains("TLS Web Server Authentication"))
        }
    }

    @Test("A client that offers only other protocols than HTTP/1.1 is refused")
    func otherProtocol() async throws {
        try await TLSFixture().serve { _, port in
            let outcome = try ExternalProgram.openssl("s_client", "-connect", "127.0.0.1:\(port)", "-alpn", "h2")
            #expect(outcome.exitCode != 0)
            #expect(outcome.errors.contains("no application protocol"))
        }
    }

    @Test("A client cannot renegotiate")
    func renegotiation() async throws {
        try await TLSFixture().serve { _, port in
            let outcome = try ExternalProgram.openssl(
                "s_client", "-connect", "127.0.0.1:\(port)", "-tls1_2", "-legacy_renegotiation", input: "R\n")
            #expect(outcome.errors.contains("no renegotiation"), "\(outcome.errors)")
        }
    }

    @Test("TLS beside plain HTTP: one handler on two ports")
    func beside() async throws {
        let fixture = try TLSFixture()
        try await fixture.serve(listenMode: .besidePlain(port: 0)) { server, port in
            let tlsPort = try #require(server.tlsPort)
            #expect(tlsPort != port)
            #expect(try ExternalProgram.curl("http://127.0.0.1:\(port)/plain").output == "GET /plain ")
            let reply = try ExternalProgram.curl(
                "--cacert", fixture.certificatePath, "https://127.0.0.1:\(tlsPort)/tls")
            #expect(reply.output == "GET /tls ")
        }
    }

    @Test("A TLS port in use is reported as such")
    func portInUse() async throws {
        let fixture = try TLSFixture()
        try await fixture.serve { server, port in
            #expect(server.tlsPort == port)
            var configuration = HTTPServerConfiguration()
            configuration.tls = try TLSConfiguration(authority: fixture.authority, listenMode: .besidePlain(port: port))
            let second = HTTPServer(handler: ClosureHandler.echo, configuration: configuration)
            #expect(
                throws: ServerError.addressInUse(
                    host: "127.0.0.1", port: port, reason: "Address already in use")
            ) { try second.start() }
            #expect(second.tlsPort == nil)
        }
    }

    @Test("Large content arrives whole in both directions", arguments: [1, 16_384, 16_385, 200_000, 2_000_000])
    func largeContent(_ size: Int) async throws {
        let fixture = try TLSFixture()
        let handler = ClosureHandler { request in .offloaded { HTTPResponse(200, body: .bytes(request.body)) } }
        try await fixture.serve(handler) { _, port in
            let transport = SocketTransport(
                host: "localhost", port: port, timeout: .seconds(300),
                tls: try ClientTLS(trusting: .pem(fixture.authority.certificatePEM)))
            let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
            for _ in 0..<2 {
                let reply = try await transport.send(HTTPRequest(.post, "/", body: body))
                #expect(reply.status == 200)
                #expect(try reply.bodyBytes() == body)
            }
        }
    }

    @Test("Content in pieces arrives whole and ends in order, also if only the end of the connection ends it")
    func streaming() async throws {
        let fixture = try TLSFixture()
        let handler = ClosureHandler { _ in
            .response(HTTPResponse(200, body: .stream(PatternSource(pieces: 40, of: 50_000), length: nil)))
        }
        try await fixture.serve(handler) { _, port in
            for version in ["--http1.1", "--http1.0"] {
                let reply = try ExternalProgram.curl(
                    "--cacert", fixture.certificatePath, version, "-o", "/dev/null", "-w", "%{size_download}",
                    "https://localhost:\(port)/")
                #expect(reply.output == "2000000", "\(reply.errors)")
                #expect(reply.exitCode == 0)
            }
        }
    }

    @Test("A hundred concurrent connections are all served")
    func concurrency() async throws {
        let fixture = try TLSFixture()
        try await fixture.serve { _, port in
            let tls = try ClientTLS(trusting: .pem(fixture.authority.certificatePEM))
            let transport = SocketTransport(
                host: "localhost", port: port, timeout: .seconds(300), concurrency: 100, tls: tls)
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<300 {
                    group.addTask {
                        // POST always gets a new connection.
                        try await transport.send(HTTPRequest(.post, "/\(index)")).text == "POST /\(index) "
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
        }
    }
}
