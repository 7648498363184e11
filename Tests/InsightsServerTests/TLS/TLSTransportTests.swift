import InsightsHTTP
import InsightsServer
import Testing

/// `SocketTransport` over TLS.
@Suite(.mayBlock)
struct TLSTransportTests {
    @Test("Requests get their responses over kept connections")
    func requests() async throws {
        let fixture = try TLSFixture()
        try await fixture.serve { _, port in
            for trust in [ClientTLS.Trust.file(fixture.certificatePath), .pem(fixture.authority.certificatePEM)] {
                let transport = SocketTransport(
                    host: "localhost", port: port, timeout: .seconds(300), tls: try ClientTLS(trusting: trust))
                for index in 0..<3 {
                    #expect(try await transport.send(HTTPRequest(.get, "/\(index)")).text == "GET /\(index) ")
                }
            }
        }
    }

    @Test("A server that is not trusted, or has another name, gets no request")
    func refused() async throws {
        let fixture = try TLSFixture()
        try await fixture.serve(names: ["api.example.com"]) { _, port in
            let pem = fixture.authority.certificatePEM
            let refusals: [(tls: ClientTLS, reason: String)] = [
                (try ClientTLS(trusting: .system), "unable to get local issuer certificate"),
                (
                    try ClientTLS(trusting: .pem(try CertificateAuthority().certificatePEM)),
                    "unable to get local issuer"
                ),
                (try ClientTLS(trusting: .pem(pem), serverName: "other.example.com"), "hostname mismatch"),
            ]
            for refusal in refusals {
                do throws(TransportError) {
                    _ = try await SocketTransport(
                        host: "127.0.0.1", port: port, timeout: .seconds(300), tls: refusal.tls
                    )
                    .send(HTTPRequest(.get, "/"))
                    Issue.record("answered")
                } catch {
                    #expect("\(error)".contains("TLS: certificate not accepted: \(refusal.reason)"), "\(error)")
                }
            }
            let named = try ClientTLS(trusting: .pem(pem), serverName: "api.example.com")
            let transport = SocketTransport(host: "127.0.0.1", port: port, timeout: .seconds(300), tls: named)
            #expect(try await transport.send(HTTPRequest(.get, "/")).text == "GET / ")
        }
    }

    @Test("A server that does not speak TLS, or sends nothing, is reported in time")
    func noTLS() async throws {
        let tls = try ClientTLS(trusting: .pem(try CertificateAuthority().certificatePEM))
        try await withServer(ClosureHandler.echo) { port in
            do throws(TransportError) {
                _ = try await SocketTransport(port: port, timeout: .seconds(300), tls: tls).send(HTTPRequest(.get, "/"))
                Issue.record("answered")
            } catch {
                #expect(error == .cannotConnect(host: "127.0.0.1", port: port, reason: "TLS: closed by the server"))
            }
        }
    }

    @Test("Unusable authorities are refused")
    func badTrust() throws {
        #expect(throws: TLSError.noCertificate(path: "the text given")) { try ClientTLS(trusting: .pem("text")) }
        #expect(throws: TLSError.unreadableFile(path: "/no/such", reason: "No such file or directory")) {
            try ClientTLS(trusting: .file("/no/such"))
        }
    }
}
