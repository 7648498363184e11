import CNamespaces
import Glibc
import Synchronization

/// A child process that holds namespaces, and opens sockets and mounts files in them.
final class NamespaceAgent: Sendable {
    /// The reason why this machine makes no namespaces.
    struct Refusal: Error, Equatable, CustomStringConvertible {
        let call: String
        let number: Int32

        var description: String { "\(call): \(String(cString: strerror(number)))" }
    }

    /// The address besides loopback, of a block for documentation (RFC 5737), which leads nowhere.
    private static let otherAddress: [UInt8] = [192, 0, 2, 1]

    /// Whether it has a user namespace, which a privileged caller does not need.
    let hasUserNamespace: Bool
    private let agent: Mutex<cnamespaces_agent?>

    init() throws(Refusal) {
        var agent = cnamespaces_agent()
        let address = Self.otherAddress.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
        let result = cnamespaces_start(&agent, address)
        guard result == 0 else { throw Refusal(call: Self.call(agent.step), number: -result) }
        hasUserNamespace = agent.has_user != 0
        self.agent = Mutex(agent)
    }

    private static func call(_ step: cnamespaces_step) -> String {
        switch step {
        case CNAMESPACES_UNSHARE: "unshare"
        case CNAMESPACES_MAP: "uid_map"
        case CNAMESPACES_PROPAGATION: "mount"
        case CNAMESPACES_NETWORK: "the loopback interface"
        default: "fork"
        }
    }

    /// Opens a socket that listens inside; returns its descriptor or a negated error number.
    func listen(_ endpoint: LoopbackEndpoint) -> Int32 {
        call { cnamespaces_listen($0, endpoint.address, Int32(endpoint.address.count), endpoint.port) }
    }

    /// Opens a socket inside for a connection; returns its descriptor or a negated error number.
    func openSocket(family: Int32) -> Int32 {
        call { cnamespaces_socket($0, family) }
    }

    /// Mounts inside; returns 0 or a negated error number.
    func mount(_ mount: IsolationMount) -> Int32 {
        call { control in
            switch mount {
            case .file(let source, let target): cnamespaces_bind(control, source, target)
            case .overlay(let above, let target): cnamespaces_overlay(control, above, target)
            }
        }
    }

    /// Opens the namespaces, for a command to join.
    func open() throws(Refusal) -> NamespaceDescriptors {
        var descriptors = cnamespaces_descriptors()
        let result = call { cnamespaces_open($0, &descriptors) }
        guard result == 0 else { throw Refusal(call: "open", number: -result) }
        // To join this process's own user namespace is an error.
        if !hasUserNamespace { close(descriptors.user) }
        return NamespaceDescriptors(
            user: hasUserNamespace ? descriptors.user : nil, mount: descriptors.mount, network: descriptors.network)
    }

    private func call(_ body: (Int32) -> Int32) -> Int32 {
        agent.withLock { agent in agent.map { body($0.control) } ?? -ESRCH }
    }

    /// Ends the process; the namespaces exist until the last process in them has ended.
    func end() {
        agent.withLock { agent in
            guard var ended = agent else { return }
            cnamespaces_end(&ended)
            agent = nil
        }
    }

    deinit {
        end()
    }
}
