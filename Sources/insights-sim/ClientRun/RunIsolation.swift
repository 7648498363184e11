import InsightsServer

/// The isolation in force for one run.
struct RunIsolation {
    let mode: IsolationMode
    /// The namespaces; nil in the other modes.
    var namespace: NamespaceIsolation?
    /// The library to preload; nil in the other modes.
    var library: String?
    /// What the user should know about the choice; nil for nothing.
    var remark: String?

    /// Prepares the command's surroundings, once the simulator listens and the folder exists.
    func prepare(
        _ command: [String], _ authority: CertificateAuthority, _ server: RunningServer, _ folder: RunDirectory,
        bundle: String, environment: inout [[UInt8]], announce: (String) -> Void
    ) throws(ClientRun.Failure) {
        if let remark { announce(remark) }
        if let library {
            environment = ProcessEnvironment.entries(
                environment,
                changing: PreloadLibrary.changes(
                    path: library, names: ServeTLS.serviceHosts, tlsPort: server.tlsPort ?? 0, port: server.port,
                    bundle: bundle, inherited: ProcessEnvironment.value))
        }
        guard let namespace else { return }
        do throws(UsageError) {
            let files = try IsolationFiles(
                authority: authority.certificatePEM, hash: authority.subjectHash, hosts: namespace.hosts,
                places: CertificatePlaces.find(for: command, value: ProcessEnvironment.value),
                home: ProcessEnvironment.value("HOME"), in: folder)
            for remark in files.remarks { announce(remark) }
            for (target, reason) in try Self.mount(files, in: namespace) {
                announce("in the namespace, \(target) lacks the simulator's authority: \(reason)")
            }
        } catch {
            throw .configuration(error)
        }
    }

    private static func mount(
        _ files: IsolationFiles, in namespace: NamespaceIsolation
    ) throws(UsageError) -> [(target: String, reason: String)] {
        do throws(NamespaceAgent.Refusal) {
            return try namespace.mount(files)
        } catch {
            throw .configuration("cannot prepare the namespace: \(error); '--isolate variables' needs none")
        }
    }

    /// Ends the child process of the isolation; the command must have ended.
    func endProcess() {
        namespace?.endAgent()
    }

    /// Ends everything that the isolation has running.
    func end() {
        namespace?.end()
    }
}

extension ClientRun {
    /// Decides about the isolation, and makes the namespaces if they are in force.
    func isolate(_ command: [String]) throws(Failure) -> RunIsolation {
        var facts = IsolationChoice.Facts()
        var namespace: NamespaceIsolation?
        // Its file is of interest only where namespaces do not work for every program.
        lazy var program = Self.program(command)
        if isolation.mode == .auto || isolation.mode == .namespace {
            do throws(NamespaceIsolation.Failure) {
                let made = try NamespaceIsolation(
                    isolation, serviceHosts: ServeTLS.serviceHosts, allowedHosts: allowedHosts)
                facts.namespaceRefusal = program.flatMap { made.refusal(for: $0) }
                namespace = made
            } catch {
                if case .port = error { throw .configuration(.configuration(error.description)) }
                facts.namespaceRefusal = error.description
            }
        }
        let library = PreloadLibrary.path
        if isolation.mode == .preload || facts.namespaceRefusal != nil {
            facts.preloadRefusal = PreloadLibrary.refusal(library, for: program)
        }
        let choice = IsolationChoice(isolation.mode, facts)
        if choice.mode != .namespace {
            namespace?.end()
            namespace = nil
        }
        guard let mode = choice.mode else {
            throw .configuration(
                .configuration("--isolate \(isolation.mode.rawValue): \(choice.remark ?? ""); 'auto' takes what works"))
        }
        return RunIsolation(
            mode: mode, namespace: namespace, library: mode == .preload ? library : nil, remark: choice.remark)
    }

    /// Returns the file of a command; nil if it is not found.
    private static func program(_ command: [String]) -> ProgramFile? {
        let name = command.first ?? ""
        return (try? ExecutableLookup.find(name, path: ProcessEnvironment.value("PATH"))).flatMap(ProgramFile.init)
    }
}
