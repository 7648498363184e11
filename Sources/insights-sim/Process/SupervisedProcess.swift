import CLinux
import Glibc

/// A command under a supervisor, which ends it and all its processes even if this process is killed.
struct SupervisedProcess {
    /// A descriptor that is readable when there is news of the command.
    let control: Int32
    private let supervisor: ChildProcess
    private let name: String

    /// Starts a command, which is a program and its arguments; the folder is removed at its end.
    ///
    /// The caller must call `end`.
    init(
        _ command: [String], environment: [[UInt8]], path: String?, streams: ChildProcess.Streams, folder: RunDirectory,
        namespaces: NamespaceDescriptors? = nil, ignoringBrokenPipes: Bool
    ) throws(ProcessError) {
        name = command.first ?? ""
        // Look up the program here for a precise error; the supervisor finds the same one.
        _ = try ExecutableLookup.find(name, path: path)
        var ends: [Int32] = [-1, -1]
        try ProcessError.check("socketpair", clinux_socket_pair(&ends))
        control = ends[0]
        defer { close(ends[1]) }
        let call = SupervisorArguments(
            control: ends[1], folder: folder, group: getpgrp(), namespaces: namespaces, command: command)
        do throws(ProcessError) {
            supervisor = try ChildProcess(
                againWith: call.arguments, environment: environment, streams: streams,
                descriptors: [call.control, call.folderDescriptor] + (namespaces?.all ?? []),
                ignoringBrokenPipes: ignoringBrokenPipes)
        } catch {
            close(ends[0])
            // If there are too many arguments for the supervisor, there are too many for the command.
            if case .notExecutable(_, let number) = error { throw .notExecutable(name, number) }
            throw error
        }
    }

    /// Returns the exit of the command; nil if it is still running.
    ///
    /// - Throws: the reason why it could not be started.
    func ending() throws(ProcessError) -> ChildProcess.Ending? {
        var bytes = [UInt8](repeating: 0, count: SupervisorMessage.length)
        let count = read(control, &bytes, bytes.count)
        if count < 0, errno == EAGAIN || errno == EINTR { return nil }
        switch SupervisorMessage(Array(bytes.prefix(max(0, count)))) {
        case .ended(let ending): return ending
        case .failed(let number): throw .ofStart(name, number)
        case nil:
            // The supervisor was killed, and the system killed the command with it.
            return try supervisor.waitForEnding()
        }
    }

    /// Sends a signal to the command.
    func send(_ signal: Int32) {
        var byte = UInt8(signal)
        _ = clinux_send(control, &byte, 1, 0)
    }

    /// Ends the processes that the command left, and returns when they have ended and the folder is removed.
    func end() {
        close(control)
        _ = try? supervisor.waitForEnding()
    }
}
