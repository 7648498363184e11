/// A diagnosis of what isolation works for a command on this machine, and why.
struct IsolationDoctor {
    private let choice: IsolationChoice
    private let facts: IsolationChoice.Facts
    private let program: ProgramFile?
    private let places: CertificatePlaces
    private let forwarded: [LoopbackEndpoint]

    /// Makes namespaces for a moment, and inspects the command's file.
    init(_ request: IsolationRequest, command: [String], file: String) {
        program = ProgramFile(path: file)
        var facts = IsolationChoice.Facts()
        var forwarded: [LoopbackEndpoint] = []
        do throws(NamespaceIsolation.Failure) {
            let namespace = try NamespaceIsolation(request, serviceHosts: [], allowedHosts: [])
            forwarded = namespace.forwarded
            facts.namespaceRefusal = program.flatMap { namespace.refusal(for: $0) }
            namespace.end()
        } catch {
            facts.namespaceRefusal = error.description
        }
        facts.preloadRefusal = PreloadLibrary.refusal(PreloadLibrary.path, for: program)
        self.facts = facts
        self.forwarded = forwarded
        places = CertificatePlaces.find(for: command, value: ProcessEnvironment.value)
        choice = IsolationChoice(request.mode, facts)
    }

    /// The diagnosis, for people.
    var text: String {
        var lines = ["command: \(program.map(\.description) ?? "not found")"]
        if let program, let loaded = program.loaded, loaded != program { lines.append("  run by: \(loaded)") }
        lines.append("namespace: \(facts.namespaceRefusal.map { "no: \($0)" } ?? "works, for every program")")
        if facts.namespaceRefusal == nil {
            lines += list("certificates of the system", places.systemFiles + places.folders)
            lines += list("certificates of Python packages", places.packageFiles)
            lines += list("ports of localhost that stay reachable", forwarded.map(\.description))
        }
        lines.append("preload: \(facts.preloadRefusal.map { "no: \($0)" } ?? "works, for dynamically linked programs")")
        lines.append("variables: work, for programs that read proxy and trust from the environment")
        lines.append("in force: \(choice.mode.map(\.rawValue) ?? "nothing")")
        if let remark = choice.remark { lines.append("  \(remark)") }
        return lines.joined(separator: "\n")
    }

    private func list(_ title: String, _ items: [String]) -> [String] {
        items.isEmpty ? ["  \(title): none found"] : ["  \(title): \(items.joined(separator: ", "))"]
    }
}
