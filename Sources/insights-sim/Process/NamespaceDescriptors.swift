/// The namespaces in which a command runs, as open descriptors.
struct NamespaceDescriptors: Equatable, Sendable {
    /// The user namespace; nil if a privileged caller needs none.
    var user: Int32?
    var mount: Int32
    var network: Int32

    /// All descriptors.
    var all: [Int32] { (user.map { [$0] } ?? []) + [mount, network] }
}

extension NamespaceDescriptors {
    /// Parses an argument that `argument` wrote; returns nil if it is none.
    init?(_ argument: String) {
        let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int32($0) }
        guard numbers.count == 3, let mount = numbers[1], let network = numbers[2] else { return nil }
        self.init(user: numbers[0].flatMap { $0 < 0 ? nil : $0 }, mount: mount, network: network)
    }

    /// The descriptors as one argument.
    var argument: String { "\(user ?? -1),\(mount),\(network)" }
}
