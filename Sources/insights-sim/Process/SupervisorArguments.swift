/// How this program is called to be a command's guardian; no command of the tool, and in no help.
struct SupervisorArguments: Equatable, Sendable {
    private static let word = "__guard"

    /// The connection to the process that runs the command.
    var control: Int32
    /// The folder to remove at the end, and the descriptor that holds its lock.
    var folderDescriptor: Int32
    var folder: String
    /// The process group the command belongs to.
    var group: Int32
    /// A program and its arguments.
    var command: [String]

    init(control: Int32, folder: RunDirectory, group: Int32, command: [String]) {
        self.control = control
        folderDescriptor = folder.descriptor
        self.folder = folder.path
        self.group = group
        self.command = command
    }

    /// Reads the arguments of a process, its name first; nil where they are no such call.
    init?(_ arguments: [String]) {
        guard arguments.count > 6, arguments[1] == Self.word, let control = Int32(arguments[2]),
            let descriptor = Int32(arguments[3]), let group = Int32(arguments[5])
        else { return nil }
        self.control = control
        folderDescriptor = descriptor
        folder = arguments[4]
        self.group = group
        command = Array(arguments[6...])
    }

    /// The arguments that say it.
    var arguments: [String] {
        ["insights-sim", Self.word, String(control), String(folderDescriptor), folder, String(group)] + command
    }
}
