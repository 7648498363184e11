import Dispatch
import InsightsContracts
import InsightsServer
import Synchronization

/// A program that drives a client and responds to each line with one line (docs/reference/client-protocol.md).
///
/// It starts with the first line, and restarts after it has ended. It needs its own thread, because a child process
/// ends with the thread that started it.
final class ClientProgram: LineChannel {
    private typealias Answer = Result<String, SubjectError>
    private struct Job {
        let line: String
        let answer: CheckedContinuation<Answer, Never>
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
        let answer = await withCheckedContinuation { (continuation: CheckedContinuation<Answer, Never>) in
            let refusal = state.withLock { state -> SubjectError? in
                guard !state.isStopped else { return SubjectError("the client was stopped") }
                if state.thread == nil {
                    do throws(ServerError) {
                        state.thread = try NativeThread(named: "client") { [self] in work() }
                    } catch {
                        return SubjectError("\(error)")
                    }
                }
                state.jobs.append(Job(line: line, answer: continuation))
                return nil
            }
            if let refusal {
                continuation.resume(returning: .failure(refusal))
            } else {
                ready.signal()
            }
        }
        return try answer.get()
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
            job.answer.resume(
                returning: Answer { () throws(SubjectError) in try Self.answer(job.line, command, &process) })
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

    private static func answer(
        _ line: String, _ command: String, _ process: inout LineProcess?
    ) throws(SubjectError) -> String {
        var running: LineProcess
        if let process { running = process } else { running = try LineProcess(command) }
        do throws(SubjectError) {
            let answer = try running.exchange(line)
            process = running
            return answer
        } catch {
            process = nil
            running.end()
            throw error
        }
    }
}
