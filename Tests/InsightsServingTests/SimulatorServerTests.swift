import Foundation
import InsightsServing
import Testing

@Suite("A simulator behind a port")
struct SimulatorServerTests {
    /// Fetches the token endpoint that the metadata at an address names.
    private func tokenEndpoint(_ port: Int, host: String = "127.0.0.1") async throws -> String? {
        let transport = SocketTransport(host: host, port: port)
        let response = try await transport.send(HTTPRequest(.get, "/common/.well-known/openid-configuration"))
        guard case .bytes(let body) = response.body else { return nil }
        return try JSONParser.parse(body)["token_endpoint"]?.string
    }

    @Test("A closure gets the address, links begin with it, and the server ends with the closure")
    func closure() async throws {
        let simulator = try Simulator()
        let port = try await simulator.withServer { url in
            #expect(simulator.information.url == url)
            let port = try #require(URL(string: url)?.port)
            #expect(try await tokenEndpoint(port) == "\(url)/common/oauth2/token")
            #expect(try await tokenEndpoint(port, host: "localhost") == "http://localhost:\(port)/common/oauth2/token")
            return port
        }
        await #expect(throws: TransportError.self) { _ = try await tokenEndpoint(port) }
        // The same simulator can be served again.
        #expect(try await simulator.withServer { $0 }.hasPrefix("http://127.0.0.1:"))
    }

    @Test("An error of the closure ends the server, too")
    func failure() async throws {
        struct Failure: Error { let url: String }
        let error = await #expect(throws: Failure.self) {
            try await Simulator().withServer { url in throw Failure(url: url) }
        }
        let url = try #require(error).url
        let port = try #require(URL(string: url)?.port)
        await #expect(throws: TransportError.self) { _ = try await tokenEndpoint(port) }
    }

    @Test("An address that is set is kept; a port in use is an error")
    func configured() async throws {
        let simulator = try Simulator()
        simulator.baseURL = "https://sim.corp.example"
        let server = try SimulatorServer(simulator) { $0.workerCount = 1 }
        defer { server.shutdown() }
        #expect(server.url == "http://127.0.0.1:\(server.port)")
        #expect(try await tokenEndpoint(server.port) == "https://sim.corp.example/common/oauth2/token")
        #expect(throws: ServerError.self) { _ = try SimulatorServer(try Simulator(), port: server.port) }
    }

    @Test("The clock is moved by a Duration of whole seconds")
    func duration() throws {
        let simulator = try Simulator(clock: .manual(try #require(Timestamp("2021-01-06T05:38:34Z"))))
        #expect(simulator.advance(by: .seconds(3600)))
        #expect(simulator.now == Timestamp("2021-01-06T06:38:34Z"))
        #expect(simulator.advance(by: .milliseconds(1999)))
        #expect(simulator.now == Timestamp("2021-01-06T06:38:35Z"))
        #expect(!simulator.advance(by: .seconds(-1)))
        for years in [200, 20_000_000_000] { #expect(!simulator.advance(by: .seconds(years * 365 * 86400))) }
        #expect(simulator.now == Timestamp("2021-01-06T06:38:35Z"))
        let sandbox = try simulator.makeSandbox()
        #expect(sandbox.advance(by: .seconds(1)))
        #expect(sandbox.now == Timestamp("2021-01-06T05:38:35Z"))
    }
}
