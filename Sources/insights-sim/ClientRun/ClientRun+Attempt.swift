import InsightsClientAudit
import InsightsSimulator

extension ClientRun {
    /// The reason to stop a command that runs a client many times.
    enum Interruption: Error {
        case usage(UsageError)
        case exit(ExitCode)
    }

    /// Returns the exit code of a command, also if it was interrupted.
    static func exitCode(of command: () throws(Interruption) -> ExitCode) throws(UsageError) -> ExitCode {
        do throws(Interruption) {
            return try command()
        } catch {
            switch error {
            case .usage(let error): throw error
            case .exit(let code): return code
            }
        }
    }

    /// Runs the client once for the command of a name, which tells the terminal why a run was not possible.
    func attempt(
        _ command: [String], timeout: Duration?, for name: String, _ terminal: Terminal,
        prepare: (Simulator) throws(UsageError) -> Void = { _ in }
    ) throws(Interruption) -> ClientRunResult {
        let (result, interruption): (ClientRunResult, Int32?)
        do throws(Failure) {
            (result, interruption) = try run(command, timeout: timeout, prepare: prepare)
        } catch {
            switch error {
            case .configuration(let error): throw .usage(error)
            case .server(let error): terminal.errorLine("error: \(error)")
            case .process(let error): terminal.errorLine("error: \(error)")
            }
            throw .exit(.unreachable)
        }
        if let signal = interruption {
            terminal.error("\(name): ended by signal \(signal)")
            throw .exit(.ofSignal(signal))
        }
        return result
    }
}
