import Glibc
import InsightsClientAudit
import InsightsFixtures
import InsightsHTTP
import InsightsServer
import InsightsSimulator

/// Runs a client's command against a simulator of its own, which has TLS and is a proxy for the real host names.
///
/// Each call makes another simulator, so runs know nothing of one another. One at a time in a process: what a command
/// leaves running is ended with it, and found by being this process's.
struct ClientRun {
    /// Which simulator.
    var settings: Settings
    var clock: SimulatorClock
    var seed: UInt64
    var fixtures: FixtureStore
    /// Hosts, with or without ports, that the client may reach through the proxy; it then trusts what this machine does.
    var allowedHosts: [String] = []
    /// A descriptor for what the command prints; nil leaves its output and errors this process's own.
    var output: Int32?
    /// The signals that are passed on to the command.
    let signals: SignalPipe

    /// Why there is no record.
    enum Failure: Error {
        /// What was asked for cannot be had: files, certificates, faults.
        case configuration(UsageError)
        /// The simulator does not listen.
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
        let simulator = Simulator(
            settings: settings, clock: clock, seed: seed, fixtures: fixtures, callbackSender: SocketCallbackSender())
        let notices = ServerEventCounter()
        let server: RunningServer
        let folder: RunDirectory
        let authority: CertificateAuthority
        do throws(UsageError) {
            try prepare(simulator)
            let tls = ServeTLS(forClientsAllowed: allowedHosts)
            server = try RunningServer(simulator, host: "127.0.0.1", port: 0, tls: tls, notice: notices.note)
            guard let made = server.authority else { preconditionFailure("TLS without an authority of its own") }
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
            let environment = try environment(simulator, server, authority, folder)
            (ending, interruption) = try supervise(
                command, environment: environment, folder: folder, timeout: timeout)
        } catch {
            server.stop()
            throw error
        }
        // Whatever the command still asked for is answered, and in the journal, once the server has stopped.
        server.stop()
        return (ClientRunResult(simulator, ending: ending, notices: notices.entries.map(\.notice)), interruption)
    }

    private func environment(
        _ simulator: Simulator, _ server: RunningServer, _ authority: CertificateAuthority, _ folder: RunDirectory
    ) throws(Failure) -> [[UInt8]] {
        let information = simulator.information
        do throws(UsageError) {
            let environment = ClientEnvironment(
                url: simulator.baseURL, tlsURL: server.tlsURL ?? "", host: "127.0.0.1", port: server.port,
                credentials: ClientCredentials(
                    tenantID: information.tenantID, clientID: information.clientID,
                    clientSecret: information.clientSecret, username: information.username,
                    password: information.password),
                trust: try trust(authority, folder))
            return ProcessEnvironment.entries(
                ProcessEnvironment.entries, changing: environment.changes(inherited: AdminClient.environment))
        } catch {
            throw .configuration(error)
        }
    }

    /// Writes the files that say whom to trust: the simulator's authority alone, so that no client reaches the real
    /// service unseen; this machine's authorities too where real hosts are allowed.
    private func trust(
        _ authority: CertificateAuthority, _ folder: RunDirectory
    ) throws(UsageError) -> ClientEnvironment.Trust {
        let own = Array(authority.certificatePEM.utf8)
        let isAlone = allowedHosts.isEmpty
        let bundle = isAlone ? own : own + (try SystemCertificates.read())
        return ClientEnvironment.Trust(
            bundle: try folder.write("ca.pem", bundle),
            emptyFolder: isAlone ? try folder.makeFolder("no-certificates") : nil,
            javaStore: try folder.write(
                "trust.jks",
                JavaTrustStore.bytes(trusting: bundle, password: ClientEnvironment.javaStorePassword)))
    }

    private func supervise(
        _ command: [String], environment: [[UInt8]], folder: RunDirectory, timeout: Duration?
    ) throws(Failure) -> (ClientRunResult.Ending, interruption: Int32?) {
        do throws(ProcessError) {
            // Should the guardian be killed, what it guards becomes this process's.
            try Subreaper.adopt()
            defer { Subreaper.end() }
            let process = try SupervisedProcess(
                command, environment: environment, path: AdminClient.environment("PATH"),
                streams: ChildProcess.Streams(output: output, error: output), folder: folder,
                ignoringBrokenPipes: signals.ignoresBrokenPipes)
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
