import Glibc
import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsServer

/// Talks to the administration of a running simulator.
struct AdministrationClient: Sendable {
    /// Where a simulator serves by default.
    static let defaultURL = "http://127.0.0.1:8080"

    private let transport: SocketTransport
    private let host: String
    private let key: String?

    /// Why an answer did not come, or was a refusal.
    enum Failure: Error, CustomStringConvertible {
        case unreachable(TransportError)
        case refused(status: Int, String)

        var description: String {
            switch self {
            case .unreachable(let error): "\(error)"
            case .refused(let status, let message): "the simulator answered \(status): \(message)"
            }
        }

        /// The exit code that says which of the two it was.
        var exitCode: ExitCode {
            switch self {
            case .unreachable: .unreachable
            case .refused: .failed
            }
        }
    }

    /// Reads `--url` and `--admin-key`.
    init(_ arguments: ParsedArguments) throws(UsageError) {
        let url = arguments["--url"] ?? Self.environment(ClientVariable.baseURL) ?? Self.defaultURL
        guard let (host, port) = Self.authority(url) else {
            throw .badValue(option: "--url", value: url, accepted: "http://HOST:PORT")
        }
        self.host = host
        transport = SocketTransport(host: host, port: port)
        key = arguments["--admin-key"] ?? Self.environment(AdministrationKey.variable)
    }

    /// The value of an environment variable that is there and not empty.
    static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func authority(_ url: String) -> (String, Int)? {
        let scheme = "http://"
        guard url.lowercased().hasPrefix(scheme) else { return nil }
        let text = url.dropFirst(scheme.count).prefix { $0 != "/" }
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            let rest = text[text.index(after: end)...]
            let port = rest.isEmpty ? 80 : rest.hasPrefix(":") ? Int(rest.dropFirst()) : nil
            return port.map { (String(text[..<end].dropFirst()), $0) }
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first, !host.isEmpty, parts.count <= 2 else { return nil }
        guard let port = parts.count == 2 ? Int(parts[1]) : 80, (1...65535).contains(port) else { return nil }
        return (String(host), port)
    }

    /// Calls a route below `/_sim/` and returns its JSON.
    func call(_ method: HTTPMethod, _ path: String, body: [UInt8] = []) async throws(Failure) -> JSONValue {
        var request = HTTPRequest(method, SimulatorNames.administrationPath(path), body: body)
        if let key { request.fields.append(SimulatorNames.keyField, key) }
        if !body.isEmpty { request.fields.append("Content-Type", "application/json") }
        let response: HTTPResponse
        do throws(TransportError) {
            response = try await transport.send(request)
        } catch {
            throw .unreachable(error)
        }
        let value = (try? response.bodyBytes()).flatMap { try? JSONParser.parse($0) }
        guard response.status == 200, let value else {
            throw .refused(status: response.status.code, value?["error"]?.string ?? "no simulator's answer")
        }
        return value
    }
}

/// The key of the administration.
enum AdministrationKey {
    /// The environment variable that may hold it.
    static let variable = "INSIGHTS_SIM_ADMIN_KEY"
}

extension CommandSpecification.Option {
    static let url = Self(
        name: "--url", value: "URL",
        summary: "where the simulator serves (default $\(ClientVariable.baseURL) or \(AdministrationClient.defaultURL))"
    )
    static let adminKey = Self(
        name: "--admin-key", value: "KEY", summary: "the administration's key (default $\(AdministrationKey.variable))")
}
