import Glibc
import InsightsServer

/// The isolation in force for one run.
struct RunIsolation {
    let mode: IsolationMode
    /// The namespaces; nil in the other modes.
    var namespace: NamespaceIsolation?
    /// What the user should know about the choice; nil for nothing.
    var remark: String?

    /// Prepares the command's surroundings, once the simulator listens and the folder exists.
    func prepare(
        _ command: [String], _ authority: CertificateAuthority, _ server: RunningServer, _ folder: RunDirectory,
        environment: inout [[UInt8]], announce: (String) -> Void
    ) throws(ClientRun.Failure) {
        if let remark { announce(remark) }
        guard let namespace else { return }
        do throws(UsageError) {
            let files = try IsolationFiles(
                authority: authority.certificatePEM, hash: authority.subjectHash, names: ServeTLS.serviceHosts,
                address: NamespaceIsolation.serviceAddressText,
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
        if isolation.mode == .auto || isolation.mode == .namespace {
            do throws(NamespaceIsolation.Failure) {
                namespace = try NamespaceIsolation(isolation)
                if namespace?.hasUserNamespace == true, Self.program(command)?.changesUser == true {
                    facts.namespaceRefusal = "'\(command[0])' runs as another user, which a user namespace prevents"
                }
            } catch {
                switch error {
                case .refused(let refusal): facts.namespaceRefusal = "\(refusal)"
                case .port(let port, let number):
                    throw .configuration(
                        .configuration("--publish: cannot listen on port \(port): \(String(cString: strerror(number)))")
                    )
                }
            }
        }
        facts.preloadRefusal = "not built"
        let choice = IsolationChoice(isolation.mode, facts)
        if choice.mode != .namespace {
            namespace?.end()
            namespace = nil
        }
        guard let mode = choice.mode else {
            throw .configuration(
                .configuration("--isolate \(isolation.mode.rawValue): \(choice.remark ?? ""); 'auto' takes what works"))
        }
        return RunIsolation(mode: mode, namespace: namespace, remark: choice.remark)
    }

    /// Returns the file of a command; nil if it is not found.
    private static func program(_ command: [String]) -> ProgramFile? {
        let name = command.first ?? ""
        return (try? ExecutableLookup.find(name, path: ProcessEnvironment.value("PATH"))).flatMap(ProgramFile.init)
    }
}
