import Foundation
import GeneratedClient
import InsightsSimulator
import Testing

@Suite("A generated client")
struct GeneratedClientTests {
    @Test("Its transport may be the simulator")
    func datasets() async throws {
        let simulator = try Simulator()
        let serverURL = try #require(URL(string: "http://localhost"))
        let client = GeneratedClient(
            serverURL: serverURL, transport: SimulatorClientTransport(simulator: simulator),
            token: try await token(simulator))
        let (status, body) = try await client.getScheduledDatasets()
        #expect(status == 200)
        #expect(String(decoding: body, as: UTF8.self).contains("ISVOrder"))
    }

    /// Requests a token as a generated client of the token endpoint would.
    private func token(_ simulator: Simulator) async throws -> String {
        let transport = SimulatorClientTransport(simulator: simulator)
        let information = simulator.information
        let form = [
            "grant_type=client_credentials", "resource=https://graph.windows.net", "client_id=\(information.clientID)",
            "client_secret=\(information.clientSecret)",
        ].joined(separator: "&")
        let request = RequestHead(
            method: "POST", path: "/\(information.tenantID)/oauth2/token",
            headerFields: [("Content-Type", "application/x-www-form-urlencoded")])
        let (_, body) = try await transport.send(
            request, body: Array(form.utf8), baseURL: try #require(URL(string: information.url)), operationID: "token")
        return try #require(JSONParser.parse(body ?? [])["access_token"]?.string)
    }
}
