import CLinux
import Glibc

/// A process between the one that runs a command and the command, so that nothing is left when the first is killed.
///
/// What the command starts becomes the guardian's when its parent ends, and is so found. It is in a process group of its
/// own: neither Ctrl-C nor who kills a whole group reaches it. It ends when the other end of `control` is closed, which
/// the system does for a process that is killed.
struct Guardian {
    private let call: GuardianCall

    init(_ call: GuardianCall) {
        self.call = call
    }

    /// Runs the command and passes signals on to it; returns when nothing of it is left.
    func run() {
        let folder = ClientFolder(path: call.folder, descriptor: call.folderDescriptor)
        for descriptor in [call.control, call.folderDescriptor] { _ = clinux_keep_to_self(descriptor) }
        defer { folder.remove() }
        do throws(ProcessError) {
            let signals = try SignalInbox()
            try Descendants.adopt()
            defer { Descendants.end() }
            var child: ChildProcess? = try ChildProcess(
                call.command, environment: ProcessEnvironment.entries, path: AdministrationClient.environment("PATH"),
                group: .joined(call.group), ignoringBrokenPipes: signals.ignoresBrokenPipes)
            while true {
                Descendants.reap { processID, ending in
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

    private func report(_ report: GuardianReport) {
        let bytes = report.bytes
        _ = clinux_send(call.control, bytes, bytes.count, 0)
    }
}
