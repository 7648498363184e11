import Foundation
import GeneratedClient
import InsightsSimulator

/// Sends the requests of a generated client to a simulator in the same process, without a socket.
struct SimulatorClientTransport: ClientTransport {
    let simulator: Simulator

    func send(
        _ request: RequestHead, body: [UInt8]?, baseURL: URL, operationID: String
    ) async throws -> (ResponseHead, [UInt8]?) {
        var fields = HTTPFields(request.headerFields)
        if let host = baseURL.host() { fields.append("Host", baseURL.port.map { "\(host):\($0)" } ?? host) }
        let path = baseURL.path() == "/" ? "" : baseURL.path()
        // Work such as a report's file is done on the calling thread.
        let response = simulator.respond(
            to: HTTPRequest(HTTPMethod(request.method), path + request.path, fields: fields, body: body ?? []))
        return (ResponseHead(status: response.status.code, headerFields: response.fields.all), try response.bodyBytes())
    }
}
