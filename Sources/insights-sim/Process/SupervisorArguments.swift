/// The arguments with which this program runs as a supervisor: an internal command that help does not list.
struct SupervisorArguments: Equatable, Sendable {
    private static let word = "__guard"

    /// The descriptor of the connection to the tool.
    var control: Int32
    /// The folder to remove at the end, and the descriptor that holds its lock.
    var folderDescriptor: Int32
    var folder: String
    /// The process group of the command.
    var group: Int32
    /// The namespaces in which the command runs; nil for this process's.
    var namespaces: NamespaceDescriptors?
    /// The program to run and its arguments.
    var command: [String]

    /// The argument for no namespaces.
    private static let noNamespaces = "-"

    init(
        control: Int32, folder: RunDirectory, group: Int32, namespaces: NamespaceDescriptors? = nil, command: [String]
    ) {
        self.control = control
        folderDescriptor = folder.descriptor
        self.folder = folder.path
        self.group = group
        self.namespaces = namespaces
        self.command = command
    }

    /// Parses the arguments of a process, including its name; returns nil if they are not for a supervisor.
    init?(_ arguments: [String]) {
        guard arguments.count > 7, arguments[1] == Self.word, let control = Int32(arguments[2]),
            let descriptor = Int32(arguments[3]), let group = Int32(arguments[5])
        else { return nil }
        namespaces = NamespaceDescriptors(arguments[6])
        guard namespaces != nil || arguments[6] == Self.noNamespaces else { return nil }
        self.control = control
        folderDescriptor = descriptor
        folder = arguments[4]
        self.group = group
        command = Array(arguments[7...])
    }

    /// The arguments that the initializer parses.
    var arguments: [String] {
        [
            "insights-sim", Self.word, String(control), String(folderDescriptor), folder, String(group),
            namespaces?.argument ?? Self.noNamespaces,
        ] + command
    }
}
