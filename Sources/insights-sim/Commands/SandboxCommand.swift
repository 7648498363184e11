import Glibc
import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsTime

/// The command that creates, lists, resets and deletes tenants of a running simulator.
struct SandboxCommand: Command {
    static let specification = CommandSpecification(
        name: "sandbox", summary: "create, list, reset or delete sandbox tenants",
        positional: "new|list|reset|delete [TENANT-ID]",
        options: [
            .url, .adminKey, .adminKeyFile, .ca, .serverTimeout,
            .init(name: "--name", value: "NAME", summary: "new: name of the sandbox"),
            .init(name: "--seed", value: "N", summary: "new: seed of its identifiers"),
            .init(name: "--clock", value: "ISO8601", summary: "new: manual clock at yyyy-MM-ddTHH:mm:ssZ"),
            .init(
                name: "--edition", value: Edition.choices,
                summary: "new: documentation edition (default: the simulator's)"),
            .init(name: "--set", value: "NAME=VALUE", summary: "new: change one setting of the sandbox; repeatable"),
            .init(
                name: "--file", value: "FILE",
                summary: "new: description of the sandbox as JSON\(ReferencePage.administration.mention)"),
            .init(name: "--output", value: "text|json|env", summary: "output format (default text)"),
        ],
        examples: [
            "eval \"$(insights-sim sandbox new --output env)\"",
            "insights-sim sandbox new --clock 2021-01-06T05:00:00Z --output json",
            "insights-sim sandbox new --edition 2023 --set test-rows=10",
            "insights-sim sandbox delete 5b1d2f60-93c4-4e0b-8a57-0c6e41d7a201",
        ],
        exitCodes: [(.failed, "the simulator rejected the request"), (.unreachable, "the simulator cannot be reached")])

    enum Action: String, CaseIterable {
        case new
        case list
        case reset
        case delete
    }

    enum Output: String, CaseIterable {
        case text
        case json
        case env
    }

    private let action: Action
    private let tenantID: String?
    private let description: [UInt8]
    private let output: Output
    private let client: AdminClient
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        let actions = Action.allCases.map(\.rawValue).joined(separator: ", ")
        guard let word = arguments.positionals.first else { throw .missingArgument("action: \(actions)") }
        guard let action = Action(rawValue: word) else {
            throw .unknownCommand("sandbox \(word)", known: Action.allCases.map { "sandbox \($0.rawValue)" })
        }
        let takesTenant = action == .reset || action == .delete
        let rest = arguments.positionals.dropFirst()
        if let extra = rest.dropFirst(takesTenant ? 1 : 0).first { throw .unexpectedArgument(extra) }
        if takesTenant, rest.isEmpty { throw .missingArgument("the sandbox's TENANT-ID") }
        self.action = action
        tenantID = rest.first
        output = try arguments.choice("--output", of: Output.self) ?? .text
        if output == .env, action != .new {
            throw .badValue(option: "--output", value: "env", accepted: "text or json; env requires 'sandbox new'")
        }
        description = try Self.description(arguments, action)
        client = try AdminClient(arguments)
        self.terminal = terminal
    }

    /// Returns the request body that describes a new sandbox; empty if no option describes it.
    private static func description(_ arguments: ParsedArguments, _ action: Action) throws(UsageError) -> [UInt8] {
        let options = ["--name", "--seed", "--clock", "--edition", "--set", "--file"].filter { arguments[$0] != nil }
        if action != .new, let option = options.first {
            throw .configuration("'\(option)' requires 'sandbox new'")
        }
        var object = JSONObject()
        if let path = arguments["--file"] {
            object = try Self.object(in: path)
        }
        if let name = arguments["--name"] { object["name"] = .string(name) }
        let simulator = try SimulatorOptions(arguments)
        if let seed = simulator.seed { object["seed"] = .number(String(seed)) }
        if let clock = simulator.clock { object["clock"] = .string(clock.description) }
        if let edition = arguments["--edition"] { object["edition"] = .string(edition) }
        var settings = object["settings"]?.object ?? JSONObject()
        for (name, value) in try SimulatorOptions.assignments(arguments) { settings[name] = .string(value) }
        if !settings.members.isEmpty { object["settings"] = .object(settings) }
        return object.members.isEmpty ? [] : JSONWriter.encode(.object(object))
    }

    private static func object(in path: String) throws(UsageError) -> JSONObject {
        let bytes = try FileIO.read(path)
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(bytes)
        } catch {
            throw .configuration("\(path): \(error)")
        }
        guard let object = value.object else {
            throw .configuration("\(path): found \(value.kind); expected a JSON object")
        }
        return object
    }

    func run() async throws(UsageError) -> ExitCode {
        do throws(AdminClient.Failure) {
            show(try await sendRequest())
            return .success
        } catch {
            terminal.errorLine("error: \(error)")
            return error.exitCode
        }
    }

    private func sendRequest() async throws(AdminClient.Failure) -> JSONValue {
        let id = PercentEncoding.encode(tenantID ?? "")
        return switch action {
        case .new: try await client.call(.post, "sandboxes", body: description)
        case .list: try await client.call(.get, "sandboxes")
        case .reset: try await client.call(.post, "reset?tenant=\(id)")
        case .delete: try await client.call(.delete, "sandboxes/\(id)")
        }
    }

    private func show(_ value: JSONValue) {
        if output == .json { return terminal.output(value) }
        switch action {
        case .new: output == .env ? showEnvironment(value) : showText(value)
        case .list:
            let rows = (value["sandboxes"]?.array ?? []).map { sandbox in
                ["tenantId", "name", "now", "requests"].map { sandbox[$0].map(Self.text) ?? "" }
            }
            terminal.output(TextTable([["tenant", "name", "clock", "requests"]] + rows).description)
        case .reset, .delete: showText(value)
        }
    }

    private func showText(_ value: JSONValue) {
        let rows = (value.object?.members ?? []).map { [$0.key, Self.text($0.value)] }
        terminal.output(TextTable(rows).description)
    }

    /// Prints lines for a shell's `eval`, with every value quoted.
    private func showEnvironment(_ value: JSONValue) {
        let names = [
            (ClientVariable.tenantID, "tenantId"), (ClientVariable.clientID, "clientId"),
            (ClientVariable.clientSecret, "clientSecret"), (ClientVariable.username, "username"),
            (ClientVariable.password, "password"), (ClientVariable.authorityHost, "url"),
            (ClientVariable.baseURL, "url"),
        ]
        let lines = names.map { name, key in
            let quoted = PrintableText.line(value[key]?.string ?? "").split(
                separator: "'", omittingEmptySubsequences: false)
            return "export \(name)='\(quoted.joined(separator: #"'\''"#))'"
        }
        terminal.output(lines.joined(separator: "\n"))
    }

    private static func text(_ value: JSONValue) -> String {
        value.string ?? String(decoding: JSONWriter.encode(value), as: UTF8.self)
    }
}
