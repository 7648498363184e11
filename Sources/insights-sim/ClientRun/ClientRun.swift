import Glibc
import InsightsClientAudit
import InsightsFixtures
import InsightsHTTP
import InsightsServer
import InsightsSimulator

/// A runner of a client's command against a private simulator, which has TLS and acts as a proxy for the real hosts.
///
/// Each call creates a new simulator, so runs are independent. Only one run at a time is possible in a process.
/// Processes that a command leaves running are found as children of this process, and ended.
struct ClientRun {
    /// The settings of the simulator.
    var settings: Settings
    var clock: SimulatorClock
    var seed: UInt64
    var fixtures: FixtureStore
    /// The hosts, with or without ports, that the client may reach through the proxy.
    ///
    /// With any host, the client also trusts the certificates that this machine trusts.
    var allowedHosts: [String] = []
    /// Whether the client reaches the simulator by its real names, through a proxy.
    var usesProxy = true
    /// The descriptor for the command's output and errors; nil to share this process's streams.
    var output: Int32?
    /// The wanted isolation of the command.
    var isolation = IsolationRequest()
    /// Receives what the user should know about the isolation, one line at a time.
    var announce: (String) -> Void = { _ in }
    /// The signals to forward to the command.
    let signals: SignalPipe

    /// The reason why there is no result.
    enum Failure: Error {
        /// Files, certificates or faults cannot be used.
        case configuration(UsageError)
        /// The simulator cannot listen.
        case server(ServerError)
        /// The command cannot be run.
        case process(ProcessError)
    }

    /// Runs the command once, ends what it leaves running, and tells what came of it.
    ///
    /// - Parameters:
    ///   - command: a program, found by PATH, and its arguments.
    ///   - timeout: how long it may take; past it, it is told to end, and killed some seconds later.
    ///   - prepare: changes the simulator before the command begins, as by faults.
    /// - Returns: how the command ended and what it called; the signal that this process got meanwhile, if any.
    /// - Throws: why it did not begin.
    func run(
        _ command: [String], timeout: Duration? = nil, prepare: (Simulator) throws(UsageError) -> Void = { _ in }
    ) throws(Failure) -> (result: ClientRunResult, interruption: Int32?) {
        let isolation = try isolate(command)
        defer { isolation.end() }
        // Other processes of this machine must not change what the command sees; the command itself gets the key.
        let key = AdminKey.random()
        let openSocket = isolation.namespace.map { $0.openSocket(family:) }
        let simulator = Simulator(
            settings: settings, clock: clock, seed: seed, fixtures: fixtures,
            callbackSender: SocketCallbackSender(openLoopbackSocket: openSocket),
            keyFetcher: SocketKeyFetcher(openLoopbackSocket: openSocket),
            administrationKey: key)
        let notices = ServerEventCounter()
        let server: RunningServer
        let folder: RunDirectory
        let authority: CertificateAuthority
        do throws(UsageError) {
            try prepare(simulator)
            let tls = ServeTLS(forClientsAllowed: allowedHosts)
            server = try RunningServer(
                simulator, host: "127.0.0.1", port: 0, tls: tls, sockets: isolation.namespace?.sockets ?? [],
                notice: notices.note)
            guard let made = server.authority else { preconditionFailure("TLS without an authority") }
            authority = made
            folder = try RunDirectory()
        } catch {
            throw .configuration(error)
        }
        defer { folder.remove() }
        do throws(ServerError) {
            try server.start()
        } catch {
            throw .server(error)
        }
        let ending: ClientRunResult.Ending
        let interruption: Int32?
        do throws(Failure) {
            let trust = try trust(authority, folder)
            var environment = try environment(simulator, server, trust, folder, key: key)
            try isolation.prepare(
                command, authority, server, folder, bundle: trust.bundle, environment: &environment, announce: announce)
            (ending, interruption) = try supervise(
                command, environment: environment, folder: folder, isolation: isolation, timeout: timeout)
        } catch {
            server.stop()
            throw error
        }
        // Stop the server before reading the journal, so that late calls get responses and are in the journal.
        server.stop()
        return (ClientRunResult(simulator, ending: ending, notices: notices.entries.map(\.notice)), interruption)
    }

    private func environment(
        _ simulator: Simulator, _ server: RunningServer, _ trust: ClientEnvironment.Trust, _ folder: RunDirectory,
        key: String
    ) throws(Failure) -> [[UInt8]] {
        let information = simulator.information
        do throws(UsageError) {
            let environment = ClientEnvironment(
                url: simulator.baseURL, tlsURL: server.tlsURL ?? "", host: "127.0.0.1", port: server.port,
                credentials: ClientCredentials(
                    tenantID: information.tenantID, clientID: information.clientID,
                    clientSecret: information.clientSecret, username: information.username,
                    password: information.password, refreshToken: information.refreshToken),
                trust: trust,
                files: try ClientConfiguration(trust: trust, proxy: usesProxy ? simulator.baseURL : nil)
                    .write(to: folder))
            let changes =
                usesProxy
                ? environment.changes(inherited: ProcessEnvironment.value)
                : environment.directChanges(inherited: ProcessEnvironment.value)
            return ProcessEnvironment.entries(
                ProcessEnvironment.entries,
                changing: changes.filter { $0.name != AdminKey.variable } + [.init(name: AdminKey.variable, value: key)]
            )
        } catch {
            throw .configuration(error)
        }
    }

    /// Writes the files with the certificates to trust.
    ///
    /// They contain only the simulator's authority, so that no client reaches the real service unnoticed. If real hosts
    /// are allowed, they contain this machine's authorities too.
    private func trust(
        _ authority: CertificateAuthority, _ folder: RunDirectory
    ) throws(Failure) -> ClientEnvironment.Trust {
        let own = Array(authority.certificatePEM.utf8)
        let isAlone = allowedHosts.isEmpty
        do throws(UsageError) {
            let bundle = isAlone ? own : own + (try SystemCertificates.read())
            return ClientEnvironment.Trust(
                bundle: try folder.write("ca.pem", bundle),
                emptyFolder: isAlone ? try folder.makeFolder("no-certificates") : nil,
                javaStore: try folder.write(
                    "trust.jks",
                    JavaTrustStore.bytes(trusting: bundle, password: ClientEnvironment.javaStorePassword)))
        } catch {
            throw .configuration(error)
        }
    }

    private func supervise(
        _ command: [String], environment: [[UInt8]], folder: RunDirectory, isolation: RunIsolation, timeout: Duration?
    ) throws(Failure) -> (ClientRunResult.Ending, interruption: Int32?) {
        do throws(ProcessError) {
            // If the supervisor process is killed, this process inherits its children.
            try Subreaper.enable()
            defer { Subreaper.end() }
            // A child of this process, too, which must not be told to end as one of the command's.
            defer { isolation.endProcess() }
            let process = try SupervisedProcess(
                command, environment: environment, path: ProcessEnvironment.value("PATH"),
                streams: ChildProcess.Streams(output: output, error: output), folder: folder,
                namespaces: isolation.namespace?.namespaces, ignoringBrokenPipes: signals.ignoresBrokenPipes)
            defer { process.end() }
            var supervision = TerminationPolicy(start: .now, timeout: timeout)
            while true {
                switch signals.next(until: supervision.deadline, watching: process.control) {
                case .readable:
                    guard let ending = try process.ending() else { continue }
                    if supervision.hasTimedOut { return (.timedOut, supervision.interruption) }
                    return switch ending {
                    case .exited(let code): (.exited(code), supervision.interruption)
                    case .killed(let signal): (.killed(signal: signal), supervision.interruption)
                    }
                case .signal(let arrival):
                    if let signal = supervision.receive(arrival, now: .now) { process.send(signal) }
                case .timeout:
                    process.send(supervision.timeIsOver(now: .now))
                }
            }
        } catch {
            throw .process(error)
        }
    }
}
