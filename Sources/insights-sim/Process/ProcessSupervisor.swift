import CLinux
import Glibc

/// A supervisor process between this tool and the command, so that no process remains if the tool is killed.
///
/// Orphans of the command become children of the supervisor, which therefore finds them. It is in a separate process
/// group, so neither Ctrl-C nor a signal to the tool's group reaches it. It ends when the other end of `control`
/// closes, which the system does when the tool is killed.
struct ProcessSupervisor {
    private let call: SupervisorArguments

    init(_ call: SupervisorArguments) {
        self.call = call
    }

    /// Runs the command and forwards signals to it; returns when none of its processes remain.
    func run() {
        let folder = RunDirectory(path: call.folder, descriptor: call.folderDescriptor)
        for descriptor in [call.control, call.folderDescriptor] + (call.namespaces?.all ?? []) {
            _ = clinux_keep_to_self(descriptor)
        }
        defer { folder.remove() }
        do throws(ProcessError) {
            let signals = try SignalPipe()
            try Subreaper.enable()
            defer { Subreaper.end() }
            var child: ChildProcess? = try ChildProcess(
                call.command, environment: ProcessEnvironment.entries, path: ProcessEnvironment.value("PATH"),
                group: .joined(call.group), namespaces: call.namespaces, ignoringBrokenPipes: signals.ignoresBrokenPipes
            )
            while true {
                Subreaper.reap { processID, ending in
                    guard processID == child?.processID else { return }
                    child = nil
                    report(.ended(ending))
                }
                guard signals.next(watching: call.control) == .readable else { continue }
                guard let signal = nextSignal() else { break }
                child?.send(signal)
            }
            // The tool has ended.
            child?.send(SIGKILL)
        } catch {
            report(.failed(error.number))
        }
    }

    /// Returns a signal for the command; nil if no more can arrive.
    private func nextSignal() -> Int32? {
        var byte: UInt8 = 0
        return read(call.control, &byte, 1) == 1 ? Int32(byte) : nil
    }

    private func report(_ report: SupervisorMessage) {
        let bytes = report.bytes
        _ = clinux_send(call.control, bytes, bytes.count, 0)
    }
}
