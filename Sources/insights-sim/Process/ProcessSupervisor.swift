import CLinux
import Glibc

/// A process between the one that runs a command and the command, so that nothing is left when the first is killed.
///
/// What the command starts becomes the guardian's when its parent ends, and is so found. It is in a process group of its
/// own: neither Ctrl-C nor who kills a whole group reaches it. It ends when the other end of `control` is closed, which
/// the system does for a process that is killed.
struct ProcessSupervisor {
    private let call: SupervisorArguments

    init(_ call: SupervisorArguments) {
        self.call = call
    }

    /// Runs the command and passes signals on to it; returns when nothing of it is left.
    func run() {
        let folder = RunDirectory(path: call.folder, descriptor: call.folderDescriptor)
        for descriptor in [call.control, call.folderDescriptor] { _ = clinux_keep_to_self(descriptor) }
        defer { folder.remove() }
        do throws(ProcessError) {
            let signals = try SignalPipe()
            try Subreaper.adopt()
            defer { Subreaper.end() }
            var child: ChildProcess? = try ChildProcess(
                call.command, environment: ProcessEnvironment.entries, path: AdminClient.environment("PATH"),
                group: .joined(call.group), ignoringBrokenPipes: signals.ignoresBrokenPipes)
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
            // Whoever ran it is gone.
            child?.send(SIGKILL)
        } catch {
            report(.failed(error.number))
        }
    }

    /// A signal for the command; nil if there will be none any more.
    private func nextSignal() -> Int32? {
        var byte: UInt8 = 0
        return read(call.control, &byte, 1) == 1 ? Int32(byte) : nil
    }

    private func report(_ report: SupervisorMessage) {
        let bytes = report.bytes
        _ = clinux_send(call.control, bytes, bytes.count, 0)
    }
}
