import InsightsHTTP
import InsightsServer
import Testing

/// Both ends of a TLS connection without a socket.
struct TLSSessionTests {
    private func ends(host: String = "localhost") throws -> (server: TLSSession, client: TLSSession) {
        let authority = try CertificateAuthority()
        let server = try TLSConfiguration(authority: authority, names: ["api.example.com"])
        let client = try ClientTLS(trusting: .pem(authority.certificatePEM))
        return (
            try #require(TLSSession(server: server.context, name: nil)),
            try #require(TLSSession(client: client.context, host: host))
        )
    }

    /// Carries the output of one end to the other, `step` bytes at a time, and returns the outcome of the last step.
    private func carry(from sender: TLSSession, to receiver: TLSSession, step: Int) -> [TLSSession.Outcome] {
        var wire: [UInt8] = []
        sender.takeOutgoing(into: &wire)
        var buffer = [UInt8](repeating: 0, count: 1000)
        var outcomes: [TLSSession.Outcome] = []
        var rest = wire[...]
        while !rest.isEmpty {
            receiver.receive(Array(rest.prefix(step)).span)
            rest = rest.dropFirst(step)
            while true {
                let outcome = receiver.read(into: &buffer)
                if outcome == .needsInput { break }
                outcomes.append(outcome)
                guard case .bytes = outcome else { break }
            }
        }
        return outcomes
    }

    private func shakeHands(_ server: TLSSession, _ client: TLSSession, step: Int) -> [TLSSession.Outcome] {
        var buffer = [UInt8](repeating: 0, count: 1000)
        #expect(client.read(into: &buffer) == .needsInput)
        var outcomes: [TLSSession.Outcome] = []
        for _ in 0..<10 where client.hasOutgoing || server.hasOutgoing {
            outcomes += carry(from: client, to: server, step: step)
            outcomes += carry(from: server, to: client, step: step)
        }
        return outcomes
    }

    @Test("A handshake in pieces of any size succeeds, and bytes arrive", arguments: [1, 2, 7, 100, 16_384])
    func pieces(_ step: Int) throws {
        let (server, client) = try ends()
        #expect(!server.isEstablished && !client.isEstablished)
        #expect(shakeHands(server, client, step: step).isEmpty)
        #expect(server.isEstablished && client.isEstablished)
        #expect(server.version == "TLSv1.3")
        let text = [UInt8]("some text".utf8)
        #expect(text.withUnsafeBytes { client.write($0) })
        #expect(carry(from: client, to: server, step: step) == [.bytes(text.count)])
        server.end()
        server.end()
        #expect(carry(from: server, to: client, step: step) == [.ended])
    }

    @Test("A certificate for another host is not accepted", arguments: ["other.example.com", "192.0.2.1"])
    func otherHost(_ host: String) throws {
        let (server, client) = try ends(host: host)
        let outcomes = shakeHands(server, client, step: 16_384)
        guard case .failed(let reason) = outcomes.first else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(reason.hasPrefix("certificate not accepted: "))
        #expect(reason.contains("mismatch"))
        #expect(!client.isEstablished)
    }

    @Test("Known hosts and addresses are accepted", arguments: ["api.example.com", "127.0.0.1", "::1"])
    func knownHost(_ host: String) throws {
        let (server, client) = try ends(host: host)
        #expect(shakeHands(server, client, step: 16_384).isEmpty)
        #expect(client.isEstablished)
    }

    @Test("A changed byte ends the connection")
    func changedByte() throws {
        let (server, client) = try ends()
        _ = shakeHands(server, client, step: 16_384)
        #expect([UInt8]("text".utf8).withUnsafeBytes { client.write($0) })
        var wire: [UInt8] = []
        client.takeOutgoing(into: &wire)
        wire[wire.count - 1] ^= 1
        server.receive(wire.span)
        var buffer = [UInt8](repeating: 0, count: 100)
        #expect(server.read(into: &buffer) == .failed("decryption failed or bad record mac"))
    }

    @Test(
        "Host names are compared in one form",
        arguments: [
            ("LOCALHOST", "localhost"), ("a.example.", "a.example"), ("[::1]", "::1"), ("[a]", nil), ("", nil),
            ("a b", nil), ("a\u{E9}", nil), ("127.0.0.1", "127.0.0.1"), (".", nil),
        ])
    func hostNames(_ text: String, _ name: String?) {
        #expect(HostName.normalized(text) == name)
    }
}
