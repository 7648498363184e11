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

        var descriptors: [Int32] { [input, output, error].map { $0 ?? -1 } }
    }

    private let processID: Int32

    /// Starts a command, which is a program and its arguments.
    ///
    /// The calling thread must stay until the program has ended. A script without an interpreter line is the shell's, as
    /// in a shell. Its environment is `NAME=value`, each.
    init(
        _ command: [String], environment: [[UInt8]], path: String?, streams: Streams = Streams(),
        ignoringBrokenPipes: Bool
    ) throws(ProcessError) {
        let name = command.first ?? ""
        let file = try ProgramPath.find(name, path: path)
        func start(_ file: String, _ arguments: [String]) -> Int32 {
            Self.withPointers(arguments.map { Array($0.utf8) }) { arguments in
                Self.withPointers(environment) { environment in
                    clinux_start_process(file, arguments, environment, streams.descriptors, ignoringBrokenPipes ? 1 : 0)
                }
            }
        }
        var result = start(file, command)
        if result == -ENOEXEC { result = start("/bin/sh", ["sh", file] + command.dropFirst()) }
        guard result > 0 else {
            guard result != -EAGAIN, result != -ENOMEM else {
                throw .system(call: "fork", reason: String(cString: strerror(-result)))
            }
            throw .notExecutable(name, reason: String(cString: strerror(-result)))
        }
        processID = result
    }

    /// How it ended; nil while it runs.
    func ending() throws(ProcessError) -> Ending? {
        var code: Int32 = 0
        let result = clinux_reap(processID, &code)
        try ProcessError.check("waitpid", result)
        guard result > 0 else { return nil }
        return code < 0 ? .killed(-code) : .exited(code)
    }

    /// Sends it a signal.
    func send(_ signal: Int32) {
        kill(processID, signal)
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
