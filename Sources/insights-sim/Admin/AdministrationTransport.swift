import InsightsAPI
import InsightsHTTP

/// A transport to a simulator's administration: it adds the key, and waits longer for a clock that moves.
struct AdministrationTransport: HTTPTransport {
    /// The usual transport.
    let transport: any HTTPTransport
    /// The transport for moves of the clock, which send callbacks first.
    let patient: any HTTPTransport
    let key: HTTPFieldValue?

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var request = request
        if let key, request.target.hasPrefix(SimulatorEndpoints.administrationPath("")) {
            request.fields.append(SimulatorEndpoints.keyField, key)
        }
        let movesClock = request.method == .post && request.target.hasPrefix(Self.clock)
        return try await (movesClock ? patient : transport).send(request)
    }

    private static let clock = SimulatorEndpoints.administrationPath("clock")
}
