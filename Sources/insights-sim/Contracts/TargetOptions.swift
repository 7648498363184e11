import Glibc
import InsightsAPI
import InsightsContracts
import InsightsHTTP
import InsightsJSON
import InsightsServer
import InsightsTesting

/// The target of contracts, and the policy for it.
struct TargetOptions {
    static let options: [CommandSpecification.Option] = [
        .init(
            name: "--client", value: "COMMAND", summary: "test a client program (docs/reference/client-protocol.md)"
        ),
        .init(name: "--report-card", value: nil, summary: "with --client: also judge the client's conduct"),
        .init(
            name: "--target", value: "URL",
            summary: "run against a server: a simulator, or any other with AZURE_* credentials"),
        .init(name: "--live", value: nil, summary: "run against the real service with AZURE_* credentials, read-only"),
        .init(
            name: "--allow-writes", value: nil, summary: "with --live: also run contracts that create, change or delete"
        ),
        .init(
            name: "--strict", value: nil,
            summary: "also fail on assumed behaviour (servers other than a simulator)"),
        .init(
            name: "--pace", value: "MS",
            summary: "minimum time between requests (servers other than a simulator; default 500 with --live)"),
        .init(
            name: "--jobs", value: "N", summary: "run N cases in parallel (simulators only; default: one per processor)"
        ),
    ]

    /// The default number of parallel cases: one per processor, at most 8.
    private static var processors: Int { min(8, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    private enum Place {
        case inProcess
        case client(String)
        case server(Origin)
        case live(service: Origin, authority: Origin, AzureCredentials)
    }

    private let place: Place
    /// Whether the client's conduct is judged too.
    let judgesConduct: Bool
    private let mayWrite: Bool
    private let isStrict: Bool
    private let pace: Int?
    private let jobs: Int
    /// The key of a simulator's administration; nil for none.
    private let administrationKey: HTTPFieldValue?
    /// The options that choose the same target again.
    let commandLine: String

    init(_ arguments: ParsedArguments, program: PartnerProgram?) throws(UsageError) {
        pace = try arguments.integer("--pace", in: 0...60_000)
        jobs = try arguments.integer("--jobs", in: 1...64) ?? Self.processors
        mayWrite = arguments.has("--allow-writes")
        isStrict = arguments.has("--strict")
        administrationKey = try AdminKey.ofEnvironment()
        let isLive = arguments.has("--live")
        judgesConduct = arguments.has("--report-card")
        if judgesConduct, arguments["--client"] == nil { throw .configuration("'--report-card' requires '--client'") }
        if mayWrite, !isLive { throw .configuration("'--allow-writes' requires '--live'") }
        let targets = [arguments["--client"].map { _ in "--client" }, arguments["--target"].map { _ in "--target" }]
        let given = (targets + [isLive ? "--live" : nil]).compactMap { $0 }
        guard given.count < 2 else { throw .configuration("'\(given[0])' and '\(given[1])' cannot be combined") }
        if let client = arguments["--client"] {
            place = .client(client)
            commandLine = " --client \(ShellWord(client))" + (judgesConduct ? " --report-card" : "")
            try Self.refusePolicyOptions(arguments)
            return
        }
        switch (arguments["--target"], isLive) {
        case (let url?, _):
            guard let origin = Origin(url: url) else {
                throw .badValue(option: "--target", value: url, accepted: "http://HOST:PORT or https://HOST")
            }
            guard !ServiceHosts.service.contains(origin.host) else {
                throw .configuration("--target: found the real service '\(origin.host)'; use '--live'")
            }
            place = .server(origin)
            commandLine = " --target \(origin)" + (isStrict ? " --strict" : "")
        case (nil, true):
            place = .live(
                service: try Self.origin(ClientVariable.baseURL, or: ServiceHosts.serviceOrigin),
                authority: try Self.origin(ClientVariable.authorityHost, or: ServiceHosts.loginOrigin),
                try AzureCredentials(needsUser: program == .mpn))
            commandLine = " --live" + (mayWrite ? " --allow-writes" : "") + (isStrict ? " --strict" : "")
        case (nil, false):
            place = .inProcess
            commandLine = ""
            try Self.refusePolicyOptions(arguments)
        }
    }

    private static func refusePolicyOptions(_ arguments: ParsedArguments) throws(UsageError) {
        for name in ["--pace", "--strict"] where arguments[name] != nil || arguments.has(name) {
            throw .configuration("'\(name)' requires '--live' or '--target'")
        }
    }

    /// A target for the duration of a run.
    struct Connection {
        let target: any ContractTarget
        /// Ends the processes that were started for the target.
        var stop: () -> Void = {}
    }

    private static func origin(_ variable: String, or usual: String) throws(UsageError) -> Origin {
        let text = ProcessEnvironment.value(variable) ?? usual
        // A host without a scheme is allowed, as in the Azure libraries.
        guard let origin = Origin(url: text) ?? Origin(url: "https://" + text) else {
            throw .configuration("\(variable): found '\(text)'; expected a URL such as \(usual)")
        }
        return origin
    }

    /// Connects to the target and, with `--target`, finds out what it is; a client's conduct is added to `book`.
    func connect(_ book: ConductReport?) async throws(TargetFailure) -> Connection {
        switch place {
        case .inProcess: return Connection(target: SimulatorTarget.inProcess(concurrency: jobs))
        case .client(let command):
            let session = try await ClientSession(command, book: book)
            return Connection(target: session.target, stop: session.stop)
        case .live(let service, let authority, let credentials):
            let connections = ServerConnections()
            for origin in [service, authority] { _ = try Self.transport(to: origin, of: connections) }
            let target = ServerTarget(
                name: service.description, service: service.description, authority: authority.description,
                credentials: credentials.byProgram,
                policy: .init(mayWrite: mayWrite, isStrict: isStrict, pace: .milliseconds(pace ?? 500))
            ) { (origin) throws(SubjectError) in try connections.connect(origin) }
            return Connection(target: target)
        case .server(let origin): return Connection(target: try await server(origin))
        }
    }

    private static func transport(
        to origin: Origin, of connections: ServerConnections
    ) throws(TargetFailure) -> SocketTransport {
        do throws(UsageError) {
            return try connections.transport(to: origin)
        } catch {
            throw .usage(error)
        }
    }

    private func server(_ origin: Origin) async throws(TargetFailure) -> any ContractTarget {
        let connections = ServerConnections()
        let transport = try Self.transport(to: origin, of: connections)
        let response: HTTPResponse
        do {
            response = try await transport.send(HTTPRequest(.get, SimulatorEndpoints.administrationPath("ready")))
        } catch {
            throw .unreachable(ServerConnections.words(error))
        }
        guard response.status == 200, Self.isSimulator(response) else {
            let credentials: AzureCredentials
            do throws(UsageError) {
                credentials = try AzureCredentials(needsUser: false)
            } catch {
                throw .usage(.configuration("\(origin) is not a simulator: \(error)"))
            }
            return ServerTarget(
                name: origin.description, service: origin.description, credentials: credentials.byProgram,
                policy: .init(mayWrite: true, isStrict: isStrict, pace: .milliseconds(pace ?? 0))
            ) { (address) throws(SubjectError) in try connections.connect(address) }
        }
        return try simulator(origin, transport)
    }

    /// Returns whether a response to `GET /_sim/ready` is a simulator's.
    private static func isSimulator(_ response: HTTPResponse) -> Bool {
        (try? response.bodyBytes()).flatMap { try? JSONParser.parse($0) }?["status"]?.string == "ready"
    }

    private func simulator(
        _ origin: Origin, _ transport: SocketTransport
    ) throws(TargetFailure) -> any ContractTarget {
        var listener: CallbackListener?
        if origin.isLoopback {
            do throws(ServerError) {
                listener = try CallbackListener()
            } catch {
                throw .unreachable("\(error)")
            }
        }
        let keyed = KeyedTransport(transport: transport, key: administrationKey)
        return SimulatorTarget(name: origin.description, concurrency: jobs) { [listener] () throws(TargetError) in
            .init(baseURL: origin.description, transport: keyed, receiver: listener?.receiver)
        }
    }
}
