import InsightsFixtures
import InsightsJSON
import InsightsSimulator

/// The header `Authorization`: only a token that was issued is taken.
enum JWTCheck {
    private struct Issuer {
        let simulator: Simulator
        let tokens: [[UInt8]]
    }

    private static let issuer = Result { () throws -> Issuer in
        let clock = SimulatorClock.manual(SimulatorClock.firstInstant.adding(seconds: 18_633 * 86_400))
        let simulator = Simulator(clock: clock, seed: 7, fixtures: try FixtureStore.standard())
        return Issuer(simulator: simulator, tokens: try ["oauth2/token", "oauth2/v2.0/token"].map(simulator.token))
    }

    /// Checks a header, in which `{0}` and `{1}` stand for issued tokens, so that no seed is one.
    static func check(_ bytes: [UInt8]) throws {
        let issuer = try issuer.get()
        var header = bytes
        for (place, token) in zip(["{0}", "{1}"], issuer.tokens) {
            if let range = header.firstRange(of: Array(place.utf8)) { header.replaceSubrange(range, with: token) }
        }
        guard issuer.simulator.verifies(authorization: header) else { return }
        let token = Array(header.split(separator: UInt8(ascii: " ")).last ?? [])
        try require(issuer.tokens.contains(token), "taken: \(String(decoding: header, as: UTF8.self))")
    }
}

extension Simulator {
    /// Issues a token for the default tenant's application.
    fileprivate func token(_ path: String) throws -> [UInt8] {
        let scope =
            path.contains("v2.0") ? "scope=https://graph.windows.net/.default" : "resource=https://graph.windows.net"
        let form = [
            "grant_type=client_credentials", scope, "client_id=\(information.clientID)",
            "client_secret=\(PercentEncoding.encode(information.clientSecret))",
        ]
        let request = HTTPRequest(
            .post, "/\(information.tenantID)/\(path)",
            fields: HTTPFields([(name: "Content-Type", value: "application/x-www-form-urlencoded")]),
            body: Array(form.joined(separator: "&").utf8))
        guard case .bytes(let body) = respond(to: request).body,
            let token = try JSONParser.parse(body)["access_token"]?.string
        else { throw Violation(description: "no token") }
        return Array(token.utf8)
    }
}
