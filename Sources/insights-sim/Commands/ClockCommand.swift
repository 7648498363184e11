import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsServer

/// Shows and moves the clock of a simulator that runs elsewhere.
struct ClockCommand: Command {
    static let specification = CommandSpecification(
        name: "clock", summary: "show or move the clock of a running simulator",
        positional: "[get | advance PT4H | set ISO8601 | speed N | mode manual|system]",
        options: [
            .url,
            .init(name: "--tenant", value: "ID", summary: "whose clock (default: the first tenant's)"),
            .init(name: "--output", value: "text|json", summary: "how to print the clock (default text)"),
        ],
        examples: [
            "insights-sim clock", "insights-sim clock advance P1M",
            "insights-sim clock set 2021-01-06T19:00:00Z --output json", "insights-sim clock speed 3600",
        ],
        exitCodes: [(.unreachable, "no simulator answers there")])

    enum Output: String, CaseIterable {
        case text
        case json
    }

    /// Callbacks may take their time while the clock is moved.
    private static let timeout = Duration.seconds(600)

    private let change: JSONValue?
    private let host: String
    private let port: Int
    private let tenant: String?
    private let output: Output
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        change = try Self.change(arguments.positionals)
        let url = arguments["--url"] ?? AdministrationClient.environment(ClientVariable.baseURL)
        (host, port) = try Self.place(url ?? AdministrationClient.defaultURL)
        tenant = arguments["--tenant"]
        output = try arguments.choice("--output", of: Output.self) ?? .text
        self.terminal = terminal
    }

    /// What is asked for; nil to look only.
    private static func change(_ words: [String]) throws(UsageError) -> JSONValue? {
        guard let verb = words.first, verb != "get" else {
            if words.count > 1 { throw .unexpectedArgument(words[1]) }
            return nil
        }
        guard ["advance", "set", "speed", "mode"].contains(verb) else { throw .unexpectedArgument(verb) }
        guard words.count > 1 else { throw .missingArgument("what to \(verb) the clock to or by") }
        if words.count > 2 { throw .unexpectedArgument(words[2]) }
        // The simulator checks the value and says what it would have taken.
        let value = verb == "speed" ? Int(words[1]).map { JSONValue.integer($0) } : nil
        return .object([verb: value ?? .string(words[1])])
    }

    private static func place(_ url: String) throws(UsageError) -> (host: String, port: Int) {
        let scheme = "http://"
        var rest = Substring(url)
        while rest.hasSuffix("/") { rest = rest.dropLast() }
        if rest.lowercased().hasPrefix(scheme) { rest = rest.dropFirst(scheme.count) }
        var host = rest
        var port: Int? = 80
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("]") {
            host = rest[..<colon]
            port = Int(rest[rest.index(after: colon)...]).flatMap { (1...65535).contains($0) ? $0 : nil }
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard let port, !host.isEmpty, !host.contains("/") else {
            throw .badValue(option: "--url", value: url, accepted: "an address such as http://127.0.0.1:8080")
        }
        return (String(host), port)
    }

    func run() async throws(UsageError) -> ExitCode {
        var request = HTTPRequest(
            change == nil ? .get : .post,
            SimulatorNames.administrationPath("clock") + (tenant.map { "?tenant=\(PercentEncoding.encode($0))" } ?? "")
        )
        if let change {
            request.fields.append("Content-Type", "application/json")
            request.body = JSONWriter.encode(change)
        }
        let response: HTTPResponse
        do throws(TransportError) {
            response = try await SocketTransport(host: host, port: port, timeout: Self.timeout).send(request)
        } catch {
            terminal.error("error: \(error)")
            return .unreachable
        }
        return try show(response)
    }

    private func show(_ response: HTTPResponse) throws(UsageError) -> ExitCode {
        guard let bytes = try? response.bodyBytes(), let clock = try? JSONParser.parse(bytes) else {
            terminal.error("error: what answers at \(host):\(port) is no simulator")
            return .unreachable
        }
        guard response.status.code == 200 else {
            throw .configuration(clock["error"]?.string ?? "the simulator answers \(response.status.code)")
        }
        guard output == .text else {
            terminal.outputBytes(bytes + Array("\n".utf8))
            return .success
        }
        let speed = clock["speed"]?.integer.map { " \($0)" } ?? ""
        terminal.output("\(clock["now"]?.string ?? "?") \(clock["mode"]?.string ?? "?")\(speed)")
        return .success
    }
}
