import Glibc
import InsightsAPI
import InsightsContracts
import InsightsHTTP
import InsightsJSON
import InsightsServer
import InsightsTesting

/// What contracts are run against, and with which manners.
struct TargetOptions {
    static let options: [CommandSpecification.Option] = [
        .init(
            name: "--client", value: "COMMAND", summary: "run them through a client (docs/reference/client-protocol.md)"
        ),
        .init(name: "--report-card", value: nil, summary: "with --client, also judge its conduct"),
        .init(
            name: "--target", value: "URL",
            summary: "a server: a simulator, or any other with the credentials of AZURE_*"),
        .init(name: "--live", value: nil, summary: "the real service, with the credentials of AZURE_*; reads only"),
        .init(
            name: "--allow-writes", value: nil, summary: "with --live, also contracts that create, change and delete"),
        .init(
            name: "--strict", value: nil,
            summary: "at a server that is no simulator, what is only assumed fails too where it is not so"),
        .init(
            name: "--pace", value: "MS",
            summary: "the least time between two requests to a server that is no simulator (default 500 with --live)"),
        .init(
            name: "--jobs", value: "N", summary: "so many cases at a time, at a simulator (default: one per processor)"),
    ]

    /// How many cases are run at a time unless that is said.
    private static var processors: Int { min(8, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    private enum Place {
        case inProcess
        case client(String)
        case server(ServerOrigin)
        case live(service: ServerOrigin, authority: ServerOrigin, AzureCredentials)
    }

    private let place: Place
    /// Whether the client's conduct is judged too.
    let judgesConduct: Bool
    private let mayWrite: Bool
    private let isStrict: Bool
    private let pace: Int?
    private let jobs: Int
    /// The options that choose the same target again.
    let words: String

    init(_ arguments: ParsedArguments, program: PartnerProgram?) throws(UsageError) {
        pace = try arguments.integer("--pace", in: 0...60_000)
        jobs = try arguments.integer("--jobs", in: 1...64) ?? Self.processors
        mayWrite = arguments.has("--allow-writes")
        isStrict = arguments.has("--strict")
        let isLive = arguments.has("--live")
        judgesConduct = arguments.has("--report-card")
        if judgesConduct, arguments["--client"] == nil { throw .configuration("'--report-card' requires '--client'") }
        if mayWrite, !isLive { throw .configuration("'--allow-writes' requires '--live'") }
        let targets = [arguments["--client"].map { _ in "--client" }, arguments["--target"].map { _ in "--target" }]
        let given = (targets + [isLive ? "--live" : nil]).compactMap { $0 }
        guard given.count < 2 else {
            throw .configuration("'\(given[0])' and '\(given[1])' exclude each other; give one of them")
        }
        if let client = arguments["--client"] {
            place = .client(client)
            words = " --client \(ShellWord(client))" + (judgesConduct ? " --report-card" : "")
            try Self.refuseManners(arguments)
            return
        }
        switch (arguments["--target"], isLive) {
        case (let url?, _):
            guard let origin = ServerOrigin(url) else {
                throw .badValue(option: "--target", value: url, accepted: "http://HOST:PORT or https://HOST")
            }
            guard !ServiceHosts.service.contains(origin.host) else {
                throw .configuration("--target: found the real service '\(origin.host)'; use '--live'")
            }
            place = .server(origin)
            words = " --target \(origin.url)" + (isStrict ? " --strict" : "")
        case (nil, true):
            place = .live(
                service: try Self.origin(ClientVariable.baseURL, or: ServiceHosts.serviceOrigin),
                authority: try Self.origin(ClientVariable.authorityHost, or: ServiceHosts.loginOrigin),
                try AzureCredentials(needsUser: program == .mpn))
            words = " --live" + (mayWrite ? " --allow-writes" : "") + (isStrict ? " --strict" : "")
        case (nil, false):
            place = .inProcess
            words = ""
            try Self.refuseManners(arguments)
        }
    }

    private static func refuseManners(_ arguments: ParsedArguments) throws(UsageError) {
        for name in ["--pace", "--strict"] where arguments[name] != nil || arguments.has(name) {
            throw .configuration("'\(name)' requires '--live' or '--target'")
        }
    }

    /// A target for as long as contracts run.
    struct Connection {
        let target: any ContractTarget
        /// Ends what was started for it.
        var stop: () -> Void = {}
    }

    private static func origin(_ variable: String, or usual: String) throws(UsageError) -> ServerOrigin {
        let text = AdminClient.environment(variable) ?? usual
        // The host alone is how the Azure libraries take it, too.
        guard let origin = ServerOrigin(text) ?? ServerOrigin("https://" + text) else {
            throw .configuration("\(variable): found '\(text)'; expected an address such as \(usual)")
        }
        return origin
    }

    /// Finds out what is there, if that is not known; a client's conduct goes into the book.
    func connect(_ book: ConductReport?) async throws(TargetFailure) -> Connection {
        switch place {
        case .inProcess: return Connection(target: SimulatorTarget.inProcess(concurrency: jobs))
        case .client(let command):
            let session = try await ClientSession(command, book: book)
            return Connection(target: session.target, stop: session.stop)
        case .live(let service, let authority, let credentials):
            let connections = ServerConnections()
            let target = ServerTarget(
                name: service.url, service: service.url, authority: authority.url,
                credentials: credentials.byProgram,
                manners: .init(mayWrite: mayWrite, isStrict: isStrict, pace: .milliseconds(pace ?? 500))
            ) { (origin) throws(SubjectError) in try connections.connect(origin) }
            return Connection(target: target)
        case .server(let origin): return Connection(target: try await server(origin))
        }
    }

    private func server(_ origin: ServerOrigin) async throws(TargetFailure) -> any ContractTarget {
        let connections = ServerConnections()
        let answer: HTTPResponse
        let transport: SocketTransport
        do {
            transport = try connections.transport(to: origin)
            answer = try await transport.send(HTTPRequest(.get, SimulatorEndpoints.administrationPath("ready")))
        } catch {
            throw .unreachable("\(error)")
        }
        guard answer.status == 200, Self.isSimulator(answer) else {
            let credentials: AzureCredentials
            do throws(UsageError) {
                credentials = try AzureCredentials(needsUser: false)
            } catch {
                throw .usage(.configuration("\(origin.url) is no simulator: \(error)"))
            }
            return ServerTarget(
                name: origin.url, service: origin.url, credentials: credentials.byProgram,
                manners: .init(mayWrite: true, isStrict: isStrict, pace: .milliseconds(pace ?? 0))
            ) { (address) throws(SubjectError) in try connections.connect(address) }
        }
        return try simulator(origin, transport)
    }

    /// Whether an answer to `GET /_sim/ready` is a simulator's.
    private static func isSimulator(_ answer: HTTPResponse) -> Bool {
        (try? answer.bodyBytes()).flatMap { try? JSONParser.parse($0) }?["status"]?.string == "ready"
    }

    private func simulator(
        _ origin: ServerOrigin, _ transport: SocketTransport
    ) throws(TargetFailure) -> any ContractTarget {
        var listener: CallbackListener?
        if origin.isLoopback {
            do throws(ServerError) {
                listener = try CallbackListener()
            } catch {
                throw .unreachable("\(error)")
            }
        }
        let key = AdminClient.environment(AdminKey.variable)
        let keyed = KeyedTransport(transport: transport, key: key)
        return SimulatorTarget(name: origin.url, concurrency: jobs) { [listener] () throws(TargetError) in
            .init(baseURL: origin.url, transport: keyed, receiver: listener?.receiver)
        }
    }
}
