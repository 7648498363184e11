import CLinux
import Glibc

/// A child process that shares this process's standard streams, unless others are given, and is killed with it.
struct ChildProcess {
    /// The exit of a process.
    enum Ending: Equatable, Sendable {
        case exited(Int32)
        /// A signal ended the process.
        case killed(Int32)
    }

    /// The descriptors that replace this process's own streams; nil for those that the child shares.
    struct Streams {
        var input: Int32?
        var output: Int32?
        var error: Int32?
    }

    /// The process group of a child process.
    enum Group {
        /// This process's group: signals from the terminal reach both.
        case shared
        /// A new group, so that it can be ended with all processes that stay in it.
        case own
        /// An existing group.
        case joined(Int32)

        fileprivate var number: Int32 {
            switch self {
            case .shared: -1
            case .own: 0
            case .joined(let number): number
            }
        }
    }

    let processID: Int32

    /// Starts a command: a program and its arguments.
    ///
    /// The calling thread must exist until the program has ended. A script without an interpreter line is run by the
    /// shell. Each entry of `environment` is `NAME=value`. The command runs in `namespaces`, if there are any.
    init(
        _ command: [String], environment: [[UInt8]], path: String?, streams: Streams = Streams(),
        group: Group = .shared, namespaces: NamespaceDescriptors? = nil, ignoringBrokenPipes: Bool
    ) throws(ProcessError) {
        let name = command.first ?? ""
        let file = try ExecutableLookup.find(name, path: path)
        var options = clinux_start_options(
            streams: streams, group: group, ignoringBrokenPipes: ignoringBrokenPipes)
        if let namespaces {
            options.namespaces = (namespaces.user ?? -1, namespaces.mount, namespaces.network)
        }
        var result = Self.start(file, command, environment, options)
        if result == -ENOEXEC {
            result = Self.start("/bin/sh", ["sh", file] + command.dropFirst(), environment, options)
        }
        guard result > 0 else { throw .ofStart(name, -result) }
        processID = result
    }

    /// Starts this program once more, in a new process group; it continues when this process has ended.
    ///
    /// It inherits `descriptors`, at most five, under the same numbers.
    init(
        againWith arguments: [String], environment: [[UInt8]], streams: Streams, descriptors: [Int32],
        ignoringBrokenPipes: Bool
    ) throws(ProcessError) {
        var options = clinux_start_options(streams: streams, group: .own, ignoringBrokenPipes: ignoringBrokenPipes)
        let kept = descriptors + Array(repeating: -1, count: 5 - descriptors.count)
        options.kept = (kept[0], kept[1], kept[2], kept[3], kept[4])
        options.outlives = 1
        let result = Self.start("/proc/self/exe", arguments, environment, options)
        guard result > 0 else { throw .ofStart("/proc/self/exe", -result) }
        processID = result
    }

    private static func start(
        _ file: String, _ arguments: [String], _ environment: [[UInt8]], _ options: clinux_start_options
    ) -> Int32 {
        withPointers(RawArguments.restoring(arguments)) { arguments in
            withPointers(environment) { environment in
                withUnsafePointer(to: options) { clinux_start_process(file, arguments, environment, $0) }
            }
        }
    }

    /// Returns the exit of the process; nil while it runs.
    func ending() throws(ProcessError) -> Ending? {
        var code: Int32 = 0
        let result = clinux_reap(processID, &code)
        try ProcessError.check("waitpid", result)
        guard result > 0 else { return nil }
        return code < 0 ? .killed(-code) : .exited(code)
    }

    /// Waits until the process has ended, and returns its exit.
    func waitForEnding() throws(ProcessError) -> Ending {
        var code: Int32 = 0
        try ProcessError.check("waitpid", clinux_await_end(processID, &code))
        return code < 0 ? .killed(-code) : .exited(code)
    }

    /// Sends a signal to the process.
    func send(_ signal: Int32) {
        kill(processID, signal)
    }

    /// Sends a signal to all processes of its group; it must have been started with the group `own`.
    func sendToGroup(_ signal: Int32) {
        kill(-processID, signal)
    }

    /// Passes texts as C strings: an array of pointers that ends with a null pointer.
    private static func withPointers<Result>(
        _ texts: [[UInt8]], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = texts.map { text in
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.count + 1)
            for (index, byte) in text.enumerated() { copy[index] = CChar(bitPattern: byte) }
            copy[text.count] = 0
            return copy
        }
        defer { for copy in copies { copy.deallocate() } }
        return body(copies + [nil])
    }
}

extension clinux_start_options {
    fileprivate init(streams: ChildProcess.Streams, group: ChildProcess.Group, ignoringBrokenPipes: Bool) {
        self.init(
            input: streams.input ?? -1, output: streams.output ?? -1, error: streams.error ?? -1,
            kept: (-1, -1, -1, -1, -1), namespaces: (-1, -1, -1), group: group.number,
            ignores_sigpipe: ignoringBrokenPipes ? 1 : 0, outlives: 0)
    }
}
