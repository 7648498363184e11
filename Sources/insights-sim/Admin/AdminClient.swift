import Glibc
import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsServer
import InsightsSimulator

/// A client of the administration of a running simulator.
struct AdminClient: Sendable {
    /// The default URL of a simulator.
    static let defaultURL = "http://127.0.0.1:8080"

    private let url: ServerURL
    private let transport: any HTTPTransport
    private let checksFirst: Bool

    /// The reason why a call failed: there is no response, or it is an error response.
    enum Failure: Error, CustomStringConvertible {
        case unreachable(String)
        case noSimulator(ServerURL)
        case refused(status: Int, String)

        var description: String {
            switch self {
            case .unreachable(let reason): reason
            case .noSimulator(let url): "\(url) is not an insights simulator"
            case .refused(let status, let message): "the simulator responded \(status): \(message)"
            }
        }

        /// The exit code for the failure.
        var exitCode: ExitCode {
            switch self {
            case .unreachable, .noSimulator: .unreachable
            case .refused: .failed
            }
        }
    }

    /// Reads `--url`, `--admin-key`, `--ca` and `--timeout`.
    ///
    /// `clockTimeout` is the default limit of a move of the clock. A server that is silent is then found out before.
    init(_ arguments: ParsedArguments, clockTimeout: Duration? = nil) throws(UsageError) {
        let text = arguments["--url"] ?? ProcessEnvironment.value(ClientVariable.baseURL) ?? Self.defaultURL
        guard let url = ServerURL(text) else {
            throw .badValue(option: "--url", value: text, accepted: ServerURL.accepted)
        }
        let origin = url.origin
        let tls = try Self.tls(origin, arguments["--ca"])
        let proxy = try UpstreamProxies.ofEnvironment(for: origin)
        func transport(_ timeout: Duration) -> ServerTransport {
            let socket = SocketTransport(host: origin.host, port: origin.port, timeout: timeout, tls: tls, proxy: proxy)
            return ServerTransport(peer: .init(socket), url: url, timeout: timeout)
        }
        let timeout = try arguments.serverTimeout()
        self.url = url
        self.transport = AdministrationTransport(
            transport: transport(timeout ?? ServerTransport.defaultTimeout),
            patient: transport(timeout ?? clockTimeout ?? ServerTransport.defaultTimeout),
            key: try AdminKey.read(arguments))
        checksFirst = clockTimeout != nil && timeout == nil
    }

    /// Returns the trusted authorities for an https URL: those of the file, or those of the system; nil for http.
    private static func tls(_ origin: Origin, _ file: String?) throws(UsageError) -> ClientTLS? {
        guard origin.isSecure else {
            if file != nil { throw .configuration("'--ca' requires an https URL; found \(origin)") }
            return nil
        }
        do throws(TLSError) {
            return try ClientTLS(trusting: file.map { .file($0) } ?? .system)
        } catch {
            throw .configuration("\(error)")
        }
    }

    /// Calls a route below `/_sim/` and returns the JSON of its response.
    func call(_ method: HTTPMethod, _ path: String, body: [UInt8] = []) async throws(Failure) -> JSONValue {
        if checksFirst, method != .get { _ = try await send(HTTPRequest(.get, Self.ready)) }
        var request = HTTPRequest(method, SimulatorEndpoints.administrationPath(path), body: body)
        if !body.isEmpty { request.fields.append("Content-Type", "application/json") }
        let response = try await send(request)
        let value = (try? response.bodyBytes()).flatMap { try? JSONParser.parse($0) }
        guard let value else { throw .noSimulator(url) }
        guard response.status == 200 else {
            throw .refused(status: response.status.code, value["error"]?.string ?? "no reason given")
        }
        return value
    }

    private static let ready = SimulatorEndpoints.administrationPath("ready")

    private func send(_ request: HTTPRequest) async throws(Failure) -> HTTPResponse {
        do {
            return try await transport.send(request)
        } catch {
            throw .unreachable("\(error)")
        }
    }
}

/// The key of the administration.
enum AdminKey {
    /// The environment variable that may contain the key.
    static let variable = "INSIGHTS_SIM_ADMIN_KEY"

    /// Returns a key that cannot be guessed.
    static func random() -> String {
        [Simulator.randomSeed(), Simulator.randomSeed()].map { String($0, radix: 16) }.joined(separator: "-")
    }

    /// Returns the key of `--admin-key`, or that of the environment; nil for none.
    static func read(_ arguments: ParsedArguments) throws(UsageError) -> HTTPFieldValue? {
        let file = arguments["--admin-key-file"]
        guard let text = arguments["--admin-key"] else {
            if let file { return try ofFile(file) }
            return try ofEnvironment()
        }
        guard file == nil else { throw .configuration("'--admin-key' and '--admin-key-file' cannot be combined") }
        return try checked(text, place: "--admin-key")
    }

    /// Returns the key in a file, without the end of its line.
    private static func ofFile(_ path: String) throws(UsageError) -> HTTPFieldValue {
        var bytes = try FileIO.read(path)[...]
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else {
            throw .configuration("--admin-key-file: found nothing in \(path); expected a secret key on one line")
        }
        return try checked(String(decoding: bytes, as: UTF8.self), place: "--admin-key-file: \(path)")
    }

    /// Returns the key of the environment; nil for none.
    static func ofEnvironment() throws(UsageError) -> HTTPFieldValue? {
        guard let text = ProcessEnvironment.value(variable) else { return nil }
        return try checked(text, place: variable)
    }

    /// Returns a key that can be sent; the error does not show it.
    private static func checked(_ text: String, place: String) throws(UsageError) -> HTTPFieldValue {
        guard let value = HTTPFieldValue(text) else {
            throw .configuration("\(place): found a control character; expected \(HTTPFieldValue.accepted)")
        }
        return value
    }
}

extension CommandSpecification.Option {
    static let url = Self(
        name: "--url", value: "URL",
        summary: "URL of the simulator (default $\(ClientVariable.baseURL) or \(AdminClient.defaultURL))"
    )
    static let ca = Self(
        name: "--ca", value: "FILE",
        summary: "for https: trust the authorities in this PEM file (default: the system's, or $SSL_CERT_FILE)")
    static let adminKey = Self(
        name: "--admin-key", value: "KEY", summary: "administration key (default $\(AdminKey.variable))")
    static let adminKeyFile = Self(
        name: "--admin-key-file", value: "FILE",
        summary: "file with the administration key, which no list of processes shows")
}
