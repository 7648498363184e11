/// The means by which a command reaches the simulator at the service's real host names.
enum IsolationMode: String, CaseIterable, Sendable {
    /// The first of the others that works here.
    case auto
    /// A user, mount and network namespace.
    case namespace
    /// A library that is loaded before the others of a dynamically linked program.
    case preload
    /// Environment variables alone.
    case variables
}

extension CommandSpecification.Option {
    static let isolation: [Self] = [
        .init(
            name: "--isolate", value: IsolationMode.allCases.map(\.rawValue).joined(separator: "|"),
            summary: "how the command reaches the simulator at the real host names (default auto)"),
        .init(
            name: "--local-ports", value: "all|none|PORT,...",
            summary: "in a namespace, reach these ports of localhost outside (default all that are open at the start)"),
        .init(
            name: "--publish", value: "PORT",
            summary: "in a namespace, let localhost outside reach this port of the command; repeatable",
            isRepeatable: true),
    ]
}

/// The wanted isolation of a run.
struct IsolationRequest: Equatable, Sendable {
    var mode = IsolationMode.auto
    /// The services of this machine's loopback that the command reaches inside.
    var localPorts = LocalPorts.all
    /// The ports of the command that are reachable from outside.
    var publishedPorts: [UInt16] = []
}

extension IsolationRequest {
    /// Reads the options.
    init(_ arguments: ParsedArguments) throws(UsageError) {
        self.init()
        mode = try arguments.choice("--isolate", of: IsolationMode.self) ?? .auto
        if let text = arguments["--local-ports"] {
            guard let ports = LocalPorts(text) else {
                throw .badValue(
                    option: "--local-ports", value: text, accepted: "all, none, or ports from 1 to 65535 with commas")
            }
            localPorts = ports
        }
        for text in arguments.all("--publish") {
            guard let port = UInt16(text), port != 0 else {
                throw .badValue(option: "--publish", value: text, accepted: "a port from 1 to 65535")
            }
            publishedPorts.append(port)
        }
        guard mode != .preload && mode != .variables || arguments["--local-ports"] == nil && publishedPorts.isEmpty
        else {
            throw .configuration(
                "'--local-ports' and '--publish' are for a namespace, not '--isolate \(mode.rawValue)'")
        }
    }
}

/// The ports of this machine's loopback that are reachable in a namespace.
enum LocalPorts: Equatable, Sendable {
    /// Every port on which something listens at the start.
    case all
    case only([UInt16])

    /// Parses `all`, `none`, or numbers with commas; returns nil for anything else.
    init?(_ text: String) {
        switch text {
        case "all": self = .all
        case "none": self = .only([])
        default:
            let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { UInt16($0) }
            guard numbers.allSatisfy({ $0 != nil && $0 != 0 }) else { return nil }
            self = .only(numbers.compactMap { $0 })
        }
    }
}
