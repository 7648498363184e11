import InsightsAPI
import InsightsHTTP
import InsightsSimulator
import Synchronization
import Testing

/// The OpenAPI documents of the simulators that tests run, each made once.
///
/// The harnesses compare every exchange of every test with them: whatever a test makes the simulator say, the document
/// must have said before.
enum APIDescription {
    private static let made = Mutex<[(settings: Settings, document: OpenAPIDocument)]>([])

    static func document(_ settings: Settings) throws -> OpenAPIDocument {
        if let known = made.withLock({ $0.first { $0.settings == settings } }) { return known.document }
        let document = try OpenAPIDocument(OpenAPIGenerator(settings: settings).json)
        made.withLock { $0.append((settings, document)) }
        return document
    }

    /// Expects that a request and its answer are as the document says.
    ///
    /// Responses that a fault changed are excluded: faults are outside of the description.
    static func expect(
        _ request: HTTPRequest, _ response: HTTPResponse, of simulator: Simulator, body: [UInt8]? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        guard simulator.defaultSandbox.faults.rules.isEmpty, !request.target.hasPrefix("/_sim") else { return }
        let document = try document(simulator.settings)
        let violations = document.validate(
            request.method, request.target, requestBody: request.body, status: response.status.code,
            contentType: response.fields["Content-Type"], body: try body ?? response.bodyBytes())
        #expect(
            violations.isEmpty, "\(request.method) \(request.target) answered with \(response.status)",
            sourceLocation: sourceLocation)
        for violation in violations { Issue.record("\(violation)", sourceLocation: sourceLocation) }
    }
}
