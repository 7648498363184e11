import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

extension TokenHarness {
    /// Calls an administration route.
    func admin(
        _ path: String, _ method: HTTPMethod = .get, _ body: String = "", _ fields: [(String, String)] = [],
        from remoteAddress: String? = nil
    ) throws -> TokenReply {
        try send(method, "/_sim/\(path)", fields, body: body, from: remoteAddress)
    }

    /// Returns the time of the clock, as the administration reports it.
    func adminClock() throws -> String? {
        try admin("clock").json?["now"]?.string
    }
}
