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
            name: "--client", value: "COMMAND", summary: "test a client program\(ReferencePage.clientProtocol.mention)"
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
        .serverTimeout,
        .init(
            name: "--frame", value: "on|off",
            summary: "after each write, check that all other records stayed (simulators only; default on)"),
        .init(
            name: "--jobs", value: "N", summary: "run N cases in parallel (simulators only; default: one per processor)"
        ),
    ]

    /// The default number of parallel cases: one per processor, at most 8.
    private static var processors: Int { min(8, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    private enum Frame: String, CaseIterable {
        case on
        case off
    }

    private enum Place {
        case inProcess
        case client(String)
        case server(ServerURL)
        case live(service: ServerURL, authority: ServerURL, AzureCredentials)
    }

    private let place: Place
    /// Whether the client's conduct is judged too.
    let judgesConduct: Bool
    private let mayWrite: Bool
    private let isStrict: Bool
    private let pace: Int?
    private let timeout: Duration?
    private let jobs: Int
    /// Whether the runner looks at everything else after each write.
    private let watchesFrame: Bool
    /// The key of a simulator's administration; nil for none.
    private let administrationKey: HTTPFieldValue?
    /// The options that choose the same target again.
    let commandLine: String

    init(_ arguments: ParsedArguments, program: PartnerProgram?) throws(UsageError) {
        pace = try arguments.integer("--pace", in: 0...60_000)
        timeout = try arguments.serverTimeout()
        jobs = try arguments.integer("--jobs", in: 1...64) ?? Self.processors
        mayWrite = arguments.has("--allow-writes")
        isStrict = arguments.has("--strict")
        administrationKey = try AdminKey.ofEnvironment()
        let isLive = arguments.has("--live")
        let frame = try arguments.choice("--frame", of: Frame.self)
        // The looks would count as the client's calls.
        watchesFrame = (frame ?? (arguments.has("--report-card") ? .off : .on)) == .on
        if watchesFrame, arguments.has("--report-card") {
            throw .configuration("'--frame on' and '--report-card' cannot be combined")
        }
        if frame == .on, isLive { throw .configuration("'--frame on' and '--live' cannot be combined") }
        let frameOption = watchesFrame || isLive ? "" : " --frame off"
        judgesConduct = arguments.has("--report-card")
        if judgesConduct, arguments["--client"] == nil { throw .configuration("'--report-card' requires '--client'") }
        if mayWrite, !isLive { throw .configuration("'--allow-writes' requires '--live'") }
        let targets = [arguments["--client"].map { _ in "--client" }, arguments["--target"].map { _ in "--target" }]
        let given = (targets + [isLive ? "--live" : nil]).compactMap { $0 }
        guard given.count < 2 else { throw .configuration("'\(given[0])' and '\(given[1])' cannot be combined") }
        if let client = arguments["--client"] {
            place = .client(client)
            commandLine = " --client \(ShellWord(client))" + (judgesConduct ? " --report-card" : frameOption)
            try Self.refusePolicyOptions(arguments)
            return
        }
        switch (arguments["--target"], isLive) {
        case (let url?, _):
            guard let server = ServerURL(url) else {
                throw .badValue(
                    option: "--target", value: url, accepted: "http://HOST:PORT or https://HOST, perhaps with a path")
            }
            guard !ServiceHosts.service.contains(server.origin.host) else {
                throw .configuration("--target: found the real service '\(server.origin.host)'; use '--live'")
            }
            place = .server(server)
            commandLine = " --target \(ShellWord(server.description))" + (isStrict ? " --strict" : "") + frameOption
        case (nil, true):
            place = .live(
                service: try Self.url(ClientVariable.baseURL, or: ServiceHosts.serviceOrigin),
                authority: try Self.url(ClientVariable.authorityHost, or: ServiceHosts.loginOrigin),
                try AzureCredentials(needsUser: program == .mpn))
            commandLine = " --live" + (mayWrite ? " --allow-writes" : "") + (isStrict ? " --strict" : "")
        case (nil, false):
            place = .inProcess
            commandLine = frameOption
            try Self.refusePolicyOptions(arguments)
        }
    }

    private static func refusePolicyOptions(_ arguments: ParsedArguments) throws(UsageError) {
        for name in ["--pace", "--strict", "--timeout"] where arguments[name] != nil || arguments.has(name) {
            throw .configuration("'\(name)' requires '--live' or '--target'")
        }
    }

    /// A target for the duration of a run.
    struct Connection {
        let target: any ContractTarget
        /// Ends the processes that were started for the target.
        var stop: () -> Void = {}
    }

    private static func url(_ variable: String, or usual: String) throws(UsageError) -> ServerURL {
        let text = ProcessEnvironment.value(variable) ?? usual
        // A host without a scheme is allowed, as in the Azure libraries.
        guard let url = ServerURL(text) ?? ServerURL("https://" + text) else {
            throw .configuration("\(variable): found '\(text)'; expected a URL such as \(usual)")
        }
        return url
    }

    private var connections: ServerConnections {
        ServerConnections(timeout: timeout ?? ServerTransport.defaultTimeout)
    }

    /// Connects to the target; returns nil, after an error is printed, if it cannot be reached.
    func connect(
        _ terminal: Terminal, book: ConductReport? = nil
    ) async throws(UsageError) -> Connection? {
        do throws(TargetFailure) {
            return try await connect(book)
        } catch {
            switch error {
            case .usage(let error): throw error
            case .unreachable(let reason):
                terminal.errorLine("error: \(reason)")
                return nil
            }
        }
    }

    /// Connects to the target and, with `--target`, finds out what it is; a client's conduct is added to `book`.
    private func connect(_ book: ConductReport?) async throws(TargetFailure) -> Connection {
        switch place {
        case .inProcess:
            var target = SimulatorTarget.inProcess(concurrency: jobs)
            target.watchesFrame = watchesFrame
            return Connection(target: target)
        case .client(let command):
            let session = try await ClientSession(command, book: book, watchesFrame: watchesFrame)
            return Connection(target: session.target, stop: session.stop)
        case .live(let service, let authority, let credentials):
            let connections = connections
            for url in [service, authority] { _ = try Self.transport(to: url, of: connections) }
            let target = ServerTarget(
                name: service.description, service: service.description, authority: authority.description,
                credentials: credentials.byProgram,
                policy: .init(mayWrite: mayWrite, isStrict: isStrict, pace: .milliseconds(pace ?? 500))
            ) { (origin) throws(SubjectError) in try connections.connect(origin) }
            return Connection(target: target)
        case .server(let url): return Connection(target: try await server(url))
        }
    }

    private static func transport(
        to url: ServerURL, of connections: ServerConnections
    ) throws(TargetFailure) -> ServerTransport {
        do throws(UsageError) {
            return try connections.transport(to: url)
        } catch {
            throw .usage(error)
        }
    }

    private func server(_ url: ServerURL) async throws(TargetFailure) -> any ContractTarget {
        let connections = connections
        let transport = try Self.transport(to: url, of: connections)
        let response: HTTPResponse
        do {
            response = try await transport.send(HTTPRequest(.get, SimulatorEndpoints.administrationPath("ready")))
        } catch {
            throw .unreachable("\(error)")
        }
        guard response.status == 200, Self.isSimulator(response) else {
            let credentials: AzureCredentials
            do throws(UsageError) {
                credentials = try AzureCredentials(needsUser: false)
            } catch {
                throw .usage(.configuration("\(url) is not a simulator: \(error)"))
            }
            let authority: ServerURL
            do throws(UsageError) {
                authority = try Self.url(ClientVariable.authorityHost, or: url.description)
            } catch {
                throw .usage(error)
            }
            return ServerTarget(
                name: url.description, service: url.description, authority: authority.description,
                credentials: credentials.byProgram,
                policy: .init(mayWrite: true, isStrict: isStrict, pace: .milliseconds(pace ?? 0))
            ) { (address) throws(SubjectError) in try connections.connect(address) }
        }
        return try simulator(url, connections)
    }

    /// Returns whether a response to `GET /_sim/ready` is a simulator's.
    private static func isSimulator(_ response: HTTPResponse) -> Bool {
        (try? response.bodyBytes()).flatMap { try? JSONParser.parse($0) }?["status"]?.string == "ready"
    }

    /// The longest time of a move of the clock, which sends callbacks first.
    private static let clockTimeout = Duration.seconds(100)

    private func simulator(
        _ url: ServerURL, _ connections: ServerConnections
    ) throws(TargetFailure) -> any ContractTarget {
        let patient = ServerConnections(timeout: timeout ?? Self.clockTimeout)
        let administration = AdministrationTransport(
            transport: try Self.transport(to: url, of: connections), patient: try Self.transport(to: url, of: patient),
            key: administrationKey)
        var listener: CallbackListener?
        if url.origin.isLoopback {
            do throws(ServerError) {
                listener = try CallbackListener()
            } catch {
                throw .unreachable("\(error)")
            }
        }
        let base = url.description
        var target = SimulatorTarget(
            name: base, concurrency: jobs,
            // A link may name another host, and the file is fetched from there.
            subject: { _ in
                HTTPContractClient(service: base) { (address) throws(SubjectError) in try connections.connect(address) }
            },
            environment: { [listener] () throws(TargetError) in
                .init(
                    baseURL: base, transport: administration, receiver: listener?.receiver,
                    callbackHost: listener.map { _ in CallbackListener.host })
            })
        target.watchesFrame = watchesFrame
        return target
    }
}
