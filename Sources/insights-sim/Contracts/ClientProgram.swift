import Dispatch
import InsightsContracts
import InsightsServer
import Synchronization

/// A program that drives a client and responds to each line with one line (docs/reference/client-protocol.md).
///
/// It starts with the first line, and restarts after it has ended. It needs its own thread, because a child process
/// ends with the thread that started it.
final class ClientProgram: LineChannel {
    private typealias LineResult = Result<String, SubjectError>
    private struct Job {
        let line: String
        let result: CheckedContinuation<LineResult, Never>
    }
    private struct State {
        var jobs: [Job] = []
        var isStopped = false
        var thread: NativeThread?
    }

    private let command: String
    private let state = Mutex(State())
    private let ready = DispatchSemaphore(value: 0)

    /// Creates a channel to a shell command, without starting it.
    init(_ command: String) {
        self.command = command
    }

    func exchange(_ line: String) async throws(SubjectError) -> String {
        let result = await withCheckedContinuation { (continuation: CheckedContinuation<LineResult, Never>) in
            let refusal = state.withLock { state -> SubjectError? in
                guard !state.isStopped else { return SubjectError("the client was stopped") }
                if state.thread == nil {
                    do throws(ServerError) {
                        state.thread = try NativeThread(named: "client") { [self] in work() }
                    } catch {
                        return SubjectError("\(error)")
                    }
                }
                state.jobs.append(Job(line: line, result: continuation))
                return nil
            }
            if let refusal {
                continuation.resume(returning: .failure(refusal))
            } else {
                ready.signal()
            }
        }
        return try result.get()
    }

    /// Ends the program and waits until it has ended.
    func stop() {
        let thread = state.withLock { state in
            state.isStopped = true
            return state.thread
        }
        ready.signal()
        thread?.join()
    }

    private func work() {
        var process: LineProcess?
        while let job = nextJob() {
            job.result.resume(
                returning: LineResult { () throws(SubjectError) in try Self.result(job.line, command, &process) })
        }
        process?.end()
    }

    private func nextJob() -> Job? {
        while true {
            ready.wait()
            let (job, isStopped) = state.withLock { state in
                (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isStopped)
            }
            if let job { return job }
            if isStopped { return nil }
        }
    }

    private static func result(
        _ line: String, _ command: String, _ process: inout LineProcess?
    ) throws(SubjectError) -> String {
        var running: LineProcess
        if let process { running = process } else { running = try LineProcess(command) }
        do throws(SubjectError) {
            let result = try running.exchange(line)
            process = running
            return result
        } catch {
            process = nil
            running.end()
            throw error
        }
    }
}
