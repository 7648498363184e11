import CLinux
import Glibc
import InsightsContracts

/// A child process that reads lines from its standard input and writes lines to its standard output.
///
/// The thread that creates it must exist until it has ended.
struct LineProcess {
    /// The limits of the process; the defaults are those of docs/reference/limits.md.
    struct Limits {
        /// The time limit of the first response, in milliseconds; it includes startup and perhaps compilation.
        var startTimeout: Int32 = 120_000
        /// The time limit of each further response, in milliseconds.
        var timeout: Int32 = 30_000
        /// The greatest length of a line, in bytes.
        var longestLine = 64 << 20
        /// The time that the process has to end after its input has ended, in milliseconds.
        var grace: Int32 = 2_000
    }

    private let limits: Limits
    private let process: ChildProcess
    private let processes = MarkedProcesses()
    private let input: Int32
    private let output: Int32
    /// The bytes received after the last complete line.
    private var rest: [UInt8] = []
    private var hasResponded = false

    /// Starts a shell command.
    init(_ command: String, limits: Limits = Limits()) throws(SubjectError) {
        self.limits = limits
        // Report a client that has ended as a missing response instead of ending by SIGPIPE.
        signal(SIGPIPE, SIG_IGN)
        let toChild = try Self.pipe()
        let fromChild = try Self.pipe()
        defer {
            close(toChild.reading)
            close(fromChild.writing)
        }
        // Other programs expect blocking streams.
        for descriptor in [toChild.reading, fromChild.writing] { _ = fcntl(descriptor, F_SETFL, 0) }
        do throws(ProcessError) {
            process = try ChildProcess(
                ["/bin/sh", "-c", command], environment: Self.environment(processes.change), path: nil,
                streams: ChildProcess.Streams(input: toChild.reading, output: fromChild.writing),
                group: .own, ignoringBrokenPipes: false)
        } catch {
            close(toChild.writing)
            close(fromChild.reading)
            throw SubjectError("the client cannot be started: \(error)")
        }
        input = toChild.writing
        output = fromChild.reading
    }

    private static func environment(_ mark: ProcessEnvironment.Change) -> [[UInt8]] {
        ProcessEnvironment.entries(
            ProcessEnvironment.entries, changing: loopbackChanges(inherited: ProcessEnvironment.value) + [mark])
    }

    private static func pipe() throws(SubjectError) -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        let result = clinux_pipe(&ends)
        guard result == 0 else { throw SubjectError("pipe failed: \(String(cString: strerror(-result)))") }
        return (ends[0], ends[1])
    }

    /// The deadline of a response.
    private struct Deadline {
        let timeout: Int32
        let instant: ContinuousClock.Instant

        init(timeout: Int32) {
            self.timeout = timeout
            instant = .now + .milliseconds(timeout)
        }

        /// The time limit in words.
        var description: String { timeout < 1000 ? "\(timeout) ms" : "\(timeout / 1000) seconds" }
    }

    /// Writes a line and reads the response line.
    mutating func exchange(_ line: String) throws(SubjectError) -> String {
        let timeout = hasResponded ? limits.timeout : limits.startTimeout
        let deadline = Deadline(timeout: timeout)
        try write(Array((line + "\n").utf8), until: deadline)
        // A long line arrives in many chunks: search each byte only once.
        var searched = 0
        while true {
            let end = rest[searched...].firstIndex(of: UInt8(ascii: "\n"))
            guard end ?? rest.count <= limits.longestLine else {
                throw SubjectError("the client's line is longer than \(limits.longestLine) bytes")
            }
            if let end {
                hasResponded = true
                let response = String(decoding: rest[..<end], as: UTF8.self)
                rest.removeFirst(end + 1)
                return response
            }
            searched = rest.count
            try waitUntilReady(output, POLLIN, until: deadline)
            var chunk = [UInt8](repeating: 0, count: 64 * 1024)
            let count = read(output, &chunk, chunk.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { throw SubjectError("the client ended \(endingDescription())") }
            rest += chunk[..<count]
        }
    }

    private func write(_ bytes: [UInt8], until deadline: Deadline) throws(SubjectError) {
        var left = bytes[...]
        while !left.isEmpty {
            try waitUntilReady(input, POLLOUT, until: deadline)
            let count = left.withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { throw SubjectError("the client ended \(endingDescription())") }
            left = left.dropFirst(count)
        }
    }

    private func waitUntilReady(
        _ descriptor: Int32, _ event: Int32, until deadline: Deadline
    ) throws(SubjectError) {
        var entry = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        var result: Int32 = -1
        repeat {
            let left = (deadline.instant - .now) / .milliseconds(1)
            result = left > 0 ? poll(&entry, 1, Int32(left.rounded(.up))) : 0
        } while result < 0 && errno == EINTR
        guard result > 0 else {
            throw SubjectError("the client did not respond within \(deadline.description)")
        }
    }

    private func endingDescription() -> String {
        switch wait(limits.grace) {
        case .exited(let code)?: "with exit code \(code)"
        case .killed(let number)?: "by signal \(number)"
        case nil: "its output"
        }
    }

    /// Closes the input, which should end the process, and kills whatever remains of it, in any session.
    func end() {
        // One that cleared its environment is known only as long as its parent runs.
        let known = processes.running
        close(input)
        let ending = wait(limits.grace)
        process.sendToGroup(SIGKILL)
        processes.kill(known.subtracting([process.processID]))
        if ending == nil { _ = wait(limits.grace) }
        close(output)
    }

    private func wait(_ milliseconds: Int32) -> ChildProcess.Ending? {
        for _ in 0..<max(1, milliseconds / 10) {
            do throws(ProcessError) {
                if let ending = try process.ending() { return ending }
            } catch {
                // The process was already reaped, so it has ended.
                return .exited(0)
            }
            usleep(10_000)
        }
        return nil
    }
}
