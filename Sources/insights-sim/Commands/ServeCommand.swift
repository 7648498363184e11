import Glibc
import InsightsAPI
import InsightsContracts
import InsightsFixtures
import InsightsHTTP
import InsightsServer
import InsightsSimulator
import InsightsStore
import InsightsTime

/// The command that serves a simulator until it receives a signal.
struct ServeCommand: Command {
    static let specification = CommandSpecification(
        name: "serve", summary: "serve the simulator over HTTP until SIGTERM or Ctrl-C",
        options: [
            .init(name: "--host", value: "HOST", summary: "address to listen on (default 127.0.0.1)"),
            .init(name: "--port", value: "PORT", summary: "port to listen on, 0 for any free one (default 8080)"),
            .init(
                name: "--allow-host", value: "NAME",
                summary: "additional host name by which clients call, such as a container's; repeatable",
                isRepeatable: true),
            .init(
                name: "--ready-file", value: "PATH",
                summary: "write URL and credentials to this file when ready; removed at exit"),
            .init(
                name: "--with-parent", value: nil, summary: "end when the process that started this one has ended"),
            .faults,
            .init(
                name: "--admin-key", value: "KEY",
                summary: "require this key for administration, also from other machines (default $\(AdminKey.variable))"
            ),
            .adminKeyFile,
            .init(
                name: "--log", value: "text|json",
                summary: "print a line for each request to standard error, with the reason of a refusal"),
            .init(
                name: "--event-loops", value: "N",
                summary: "threads that serve connections (default: half of the processors, at most 4)"),
            .edition, .serveClock, .speed, .seed, .fixtures, .set,
            .init(name: "--help-settings", value: nil, summary: "list every setting with its default and source"),
        ] + StateOptions.options + ConsoleOptions.options + UnixSocketOptions.options + ReverseProxyOptions.options
            + ServeTLS.options,
        examples: [
            "insights-sim serve",
            "insights-sim serve --port 0 --ready-file ready.json",
            "insights-sim serve --log text",
            "insights-sim serve --tls-port 8443 --ca-dir ~/.insights-sim",
            "insights-sim serve --clock 2021-01-06T05:00:00Z --seed 7 --set test-rows=10",
            "insights-sim serve --clock 2021-01-06T05:00:00Z --speed 3600",
            "insights-sim serve --state team.db",
            "insights-sim serve --trusted-proxy 127.0.0.1 --public-url https://sim.corp.example/insights",
        ],
        exitCodes: [(.unreachable, "cannot listen on the address, or cannot use the state file")])

    private static let eventLoops = 1...64

    private let host: String
    private let port: Int
    private let proxies: ReverseProxyOptions
    private let unixSocket: UnixSocketOptions?
    private let allowedHosts: [String]
    private let readyFile: String?
    private let endsWithParent: Bool
    private let faults: FaultFile?
    private let administrationKey: String?
    private let console: ConsoleOptions
    private let log: RequestLog?
    private let eventLoops: Int?
    private let options: SimulatorOptions
    private let clock: ClockOptions
    private let state: StateOptions?
    private let tls: ServeTLS?
    private let showsSettings: Bool
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        host = arguments["--host"] ?? "127.0.0.1"
        port = try arguments.integer("--port", in: 0...65535) ?? 8080
        proxies = try ReverseProxyOptions(arguments)
        unixSocket = try UnixSocketOptions(arguments)
        allowedHosts = try arguments.all("--allow-host").map { (name) throws(UsageError) in
            guard let host = HostName.normalized(name) else {
                throw .badValue(option: "--allow-host", value: name, accepted: "a host name without a port")
            }
            return host
        }
        readyFile = arguments["--ready-file"]
        endsWithParent = arguments.has("--with-parent")
        faults = FaultFile(arguments)
        guard arguments["--admin-key"] != "" else {
            throw .badValue(option: "--admin-key", value: "", accepted: "a secret key that is not empty")
        }
        administrationKey = try AdminKey.read(arguments)?.text
        console = try ConsoleOptions(
            arguments, hasKey: administrationKey != nil, version: VersionCommand.version)
        log = try arguments.choice("--log", of: RequestLog.Form.self).map { form in
            RequestLog(form: form) { terminal.errorLine($0) }
        }
        eventLoops = try arguments.integer("--event-loops", in: Self.eventLoops)
        options = try SimulatorOptions(arguments, readsClock: false)
        clock = try ClockOptions(arguments)
        state = try StateOptions(arguments, options, clock)
        tls = try ServeTLS(arguments)
        showsSettings = arguments.has("--help-settings")
        self.terminal = terminal
    }

    func run() async throws(UsageError) -> ExitCode {
        if showsSettings {
            terminal.output(SettingsTable.text(options.settings))
            return .success
        }
        var readyFile = try readyFile.map { (path) throws(UsageError) in try ReadyFile(path) }
        let parent = try endsWithParent ? watchParent() : nil
        let fixtures = try options.openFixtures()
        let simulator: Simulator
        let begins: Bool
        do throws(StateError) {
            (simulator, begins) = try makeSimulator(fixtures)
        } catch {
            terminal.errorLine("error: \(error)")
            return error.exitCode
        }
        defer { close(simulator) }
        simulator.allowedHosts = allowedHosts
        simulator.reportProblems { [terminal] in terminal.errorLine("warning: \($0)") }
        // What a state file has of faults, with their progress, counts more than how they began.
        if begins { try faults?.apply(to: simulator) }
        let printer = DeduplicatingPrinter { terminal.errorLine($0) }
        let connections = DescriptorLimit.connections(
            wanted: options.settings.connectionLimit, descriptors: DescriptorLimit.raise())
        let socket: UnixSocket?
        do throws(ServerError) {
            socket = try unixSocket?.open()
        } catch {
            terminal.errorLine("error: \(error)")
            return .unreachable
        }
        defer { socket?.remove() }
        let server = try RunningServer(
            simulator, host: host, port: port, proxies: proxies, tls: tls, unixSocket: socket,
            connectionLimit: connections, announcesIdle: true, eventLoops: eventLoops, log: log, console: console,
            notice: printer.print)
        let signals: TerminationSignals
        do throws(ServerError) {
            signals = try TerminationSignals()
            try parent?.raise(SIGTERM)
            try server.start()
        } catch {
            terminal.errorLine("error: \(PortHolder.explained(error))")
            return .unreachable
        }
        defer { server.stop() }
        if readyFile != nil {
            // Otherwise a client that waited for the file would wait for the signing key with its first token.
            simulator.prepare()
            try readyFile?.write(
                simulator.information, port: server.port, tlsURL: server.tlsURL,
                socket: socket?.path, authority: server.authority?.certificatePath
            ) { [terminal] error in terminal.errorLine("error: \(error)") }
        }
        defer { readyFile?.remove() }
        announce(simulator, server, socket)
        // No one can read the address; the tool prints the reason.
        guard terminal.outputFailure == nil else { return .usage }
        if let tls {
            terminal.error(tls.instructions(url: server.localURL, tlsURL: server.tlsURL, authority: server.authority))
        }
        if let warning = server.warning { terminal.error(warning) }
        if let warning = seedWarning { terminal.error(warning) }
        _ = await signals.arrival()
        return .success
    }

    /// Returns the simulator, and whether its state begins now.
    private func makeSimulator(_ fixtures: FixtureStore) throws(StateError) -> (Simulator, begins: Bool) {
        guard let state else {
            return (
                Simulator(
                    settings: options.settings, clock: clock.clock, seed: options.seed ?? Simulator.randomSeed(),
                    fixtures: fixtures, callbackSender: SocketCallbackSender(), keyFetcher: SocketKeyFetcher(),
                    administrationKey: administrationKey), true
            )
        }
        let opened = try state.open()
        return (
            try Simulator(
                settings: opened.settings, clock: opened.clock.clock, seed: opened.seed, fixtures: fixtures,
                callbackSender: SocketCallbackSender(), keyFetcher: SocketKeyFetcher(),
                administrationKey: administrationKey, store: opened.store), opened.isNew
        )
    }

    private func close(_ simulator: Simulator) {
        do throws(StateError) {
            try simulator.closeState()
        } catch {
            terminal.errorLine("error: \(error)")
        }
    }

    private func watchParent() throws(UsageError) -> ParentWatch {
        do throws(ProcessError) {
            return try ParentWatch()
        } catch {
            throw .configuration("--with-parent: the process that started this one cannot be watched: \(error)")
        }
    }

    /// The warning about a known seed at an address that others can reach; nil if there is no reason for one.
    private var seedWarning: String? {
        let name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let hosts = [name] + (proxies.publicURL.map { [$0.origin.host] } ?? []) + allowedHosts
        guard options.seed != nil, let open = hosts.first(where: { !Loopback.contains(host: $0.lowercased()) }) else {
            return nil
        }
        return "warning: '--seed' makes tokens, keys, links and secrets of sandboxes predictable, and others can reach "
            + "'\(open)'; leave it out there"
    }

    private func announce(_ simulator: Simulator, _ server: RunningServer, _ socket: UnixSocket?) {
        terminal.output("insights-sim serves \(server.place)")
        let call = socket.map { "curl -s --unix-socket \(ShellWord($0.path)) " } ?? "curl -s "
        terminal.error(
            """
            A simulator: its tokens and data are invented. Edition \(simulator.settings.edition.rawValue), \(clock.summary), \
            seed \(simulator.seed).
            Credentials: \(call)\(server.localURL)/_sim/credentials
            """)
        if socket == nil, let path = console.path { terminal.error("Console: \(server.localURL)\(path)") }
        // A key or a private authority would be needed besides, and no line should show one.
        if administrationKey == nil, server.localURL.hasPrefix("http:") {
            terminal.error(FirstCall(simulator, url: server.localURL).text)
        }
        if let url = proxies.publicURL { terminal.error("Links and metadata begin with \(url)") }
    }
}
