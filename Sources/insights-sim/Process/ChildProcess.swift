import CLinux
import Glibc

/// A program that this process runs: it has the same standard streams, and is killed when this process is.
struct ChildProcess {
    /// How a program ended.
    enum Ending: Equatable, Sendable {
        case exited(Int32)
        /// A signal ended it.
        case killed(Int32)
    }

    /// Descriptors in place of this process's own streams; nil for those it shares.
    struct Streams {
        var input: Int32?
        var output: Int32?
        var error: Int32?
    }

    /// Which process group a program is in.
    enum Group {
        /// This process's: what is typed at the terminal reaches both.
        case shared
        /// One of its own, so that it can be ended with all that stays in it.
        case own
        /// One that is there already.
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

    /// Starts a command, which is a program and its arguments.
    ///
    /// The calling thread must stay until the program has ended. A script without an interpreter line is the shell's, as
    /// in a shell. Its environment is `NAME=value`, each.
    init(
        _ command: [String], environment: [[UInt8]], path: String?, streams: Streams = Streams(),
        group: Group = .shared, ignoringBrokenPipes: Bool
    ) throws(ProcessError) {
        let name = command.first ?? ""
        let file = try ExecutableLookup.find(name, path: path)
        let options = clinux_start_options(
            streams: streams, group: group, ignoringBrokenPipes: ignoringBrokenPipes)
        var result = Self.start(file, command, environment, options)
        if result == -ENOEXEC {
            result = Self.start("/bin/sh", ["sh", file] + command.dropFirst(), environment, options)
        }
        guard result > 0 else { throw .ofStart(name, -result) }
        processID = result
    }

    /// Starts this very program once more, in a process group of its own; it goes on when this process has ended.
    ///
    /// It gets `descriptors`, two at the most, under the same numbers.
    init(
        againWith arguments: [String], environment: [[UInt8]], streams: Streams, descriptors: (Int32, Int32),
        ignoringBrokenPipes: Bool
    ) throws(ProcessError) {
        var options = clinux_start_options(streams: streams, group: .own, ignoringBrokenPipes: ignoringBrokenPipes)
        options.kept = descriptors
        options.outlives = 1
        let result = Self.start("/proc/self/exe", arguments, environment, options)
        guard result > 0 else { throw .ofStart("/proc/self/exe", -result) }
        processID = result
    }

    private static func start(
        _ file: String, _ arguments: [String], _ environment: [[UInt8]], _ options: clinux_start_options
    ) -> Int32 {
        withPointers(arguments.map { Array($0.utf8) }) { arguments in
            withPointers(environment) { environment in
                withUnsafePointer(to: options) { clinux_start_process(file, arguments, environment, $0) }
            }
        }
    }

    /// How it ended; nil while it runs.
    func ending() throws(ProcessError) -> Ending? {
        var code: Int32 = 0
        let result = clinux_reap(processID, &code)
        try ProcessError.check("waitpid", result)
        guard result > 0 else { return nil }
        return code < 0 ? .killed(-code) : .exited(code)
    }

    /// Waits until it has ended, and says how.
    func waitForEnding() throws(ProcessError) -> Ending {
        var code: Int32 = 0
        try ProcessError.check("waitpid", clinux_await_end(processID, &code))
        return code < 0 ? .killed(-code) : .exited(code)
    }

    /// Sends it a signal.
    func send(_ signal: Int32) {
        kill(processID, signal)
    }

    /// Sends a signal to all in its process group, which must be one of its own.
    func sendToGroup(_ signal: Int32) {
        kill(-processID, signal)
    }

    /// Texts as C has them: pointers to bytes ended by zero, ended by a null pointer.
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
            input: streams.input ?? -1, output: streams.output ?? -1, error: streams.error ?? -1, kept: (-1, -1),
            group: group.number, ignores_sigpipe: ignoringBrokenPipes ? 1 : 0, outlives: 0)
    }
}
