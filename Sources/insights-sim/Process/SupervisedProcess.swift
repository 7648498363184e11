import CLinux
import Glibc

/// A command that runs under a guardian, which ends it, and all that it started, also when this process is killed.
struct SupervisedProcess {
    /// Readable when there is something to be learnt of the command.
    let control: Int32
    private let guardian: ChildProcess
    private let name: String

    /// Starts a command, which is a program and its arguments; the folder is removed at its end.
    ///
    /// `end` must be called.
    init(
        _ command: [String], environment: [[UInt8]], path: String?, streams: ChildProcess.Streams, folder: RunDirectory,
        ignoringBrokenPipes: Bool
    ) throws(ProcessError) {
        name = command.first ?? ""
        // What cannot be found is said in its own words; the guardian finds the same.
        _ = try ExecutableLookup.find(name, path: path)
        var ends: [Int32] = [-1, -1]
        try ProcessError.check("socketpair", clinux_socket_pair(&ends))
        control = ends[0]
        defer { close(ends[1]) }
        let call = SupervisorArguments(control: ends[1], folder: folder, group: getpgrp(), command: command)
        do throws(ProcessError) {
            guardian = try ChildProcess(
                againWith: call.arguments, environment: environment, streams: streams,
                descriptors: (call.control, call.folderDescriptor), ignoringBrokenPipes: ignoringBrokenPipes)
        } catch {
            close(ends[0])
            // Too many arguments for the guardian are too many for the command.
            if case .notExecutable(_, let number) = error { throw .notExecutable(name, number) }
            throw error
        }
    }

    /// How the command ended; nil if it has not.
    ///
    /// - Throws: why it could not be started.
    func ending() throws(ProcessError) -> ChildProcess.Ending? {
        var bytes = [UInt8](repeating: 0, count: SupervisorMessage.length)
        let count = read(control, &bytes, bytes.count)
        if count < 0, errno == EAGAIN || errno == EINTR { return nil }
        switch SupervisorMessage(Array(bytes.prefix(max(0, count)))) {
        case .ended(let ending): return ending
        case .failed(let number): throw .ofStart(name, number)
        case nil:
            // Somebody ended the guardian, and the system the command with it.
            return try guardian.waitForEnding()
        }
    }

    /// Sends the command a signal.
    func send(_ signal: Int32) {
        var byte = UInt8(signal)
        _ = clinux_send(control, &byte, 1, 0)
    }

    /// Ends what the command left running, removes the folder, and returns when that is done.
    func end() {
        close(control)
        _ = try? guardian.waitForEnding()
    }
}
