import InsightsFixtures
import InsightsJSON
import InsightsSimulator

/// Token requests: the address within the tenant, a line end, and the form.
enum TokenRequestCheck {
    /// One simulator for all inputs: a request leaves nothing behind that matters to the next one.
    private static let simulator = Result { () throws -> Simulator in
        var settings = Settings()
        try settings.set("journal-capacity", to: "0")
        let clock = SimulatorClock.manual(SimulatorClock.firstInstant.adding(seconds: 18_633 * 86_400))
        return Simulator(settings: settings, clock: clock, seed: 7, fixtures: try FixtureStore.standard())
    }

    static func check(_ bytes: [UInt8]) throws {
        let simulator = try simulator.get()
        let line = bytes.prefix { $0 != 0x0A }
        let form = Array(bytes.dropFirst(line.count + 1))
        let isPrintable = line.allSatisfy { (0x21...0x7E).contains($0) }
        let path = isPrintable ? String(decoding: line, as: UTF8.self) : "oauth2/token"
        let information = simulator.information
        let request = HTTPRequest(
            .post, "/\(information.tenantID)/\(path)",
            fields: HTTPFields([(name: "Content-Type", value: "application/x-www-form-urlencoded")]), body: form)
        let response = simulator.respond(to: request)
        let code = response.status.code
        try require((200..<600).contains(code), "status \(code)")
        guard path == "oauth2/token", case .bytes(let body) = response.body else { return }
        try require([200, 400, 401, 413].contains(code), "status \(code) of the token endpoint")
        let value = try JSONParser.parse(body)
        // A token is only given for the secret, in whatever way the form writes it.
        let isKnown = Parameters(parsing: String(decoding: form, as: UTF8.self)).all.contains {
            $0.value == information.clientSecret
        }
        try require(value["access_token"] == nil || isKnown, "a token without the secret")
        try require(
            (value["access_token"] == nil) == (value["error_codes"]?.array?.isEmpty == false), "neither or both")
    }
}
