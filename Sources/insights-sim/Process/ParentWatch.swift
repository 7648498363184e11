import CLinux
import Glibc
import InsightsServer

/// A watch over the process that started this one.
struct ParentWatch: Sendable {
    private let descriptor: Int32

    /// Begins to watch the present parent.
    ///
    /// - Throws: `ProcessError` if the parent is outside of this process's view, as that of a container is.
    init() throws(ProcessError) {
        let parent = getppid()
        guard parent > 0 else { throw .system(call: "getppid", ESRCH) }
        descriptor = clinux_open_process(parent)
        try ProcessError.check("pidfd_open", descriptor)
        // It may have ended before it was opened, and its number may be another's.
        guard getppid() == parent else { throw .system(call: "pidfd_open", ESRCH) }
    }

    /// Sends this process a signal once the parent has ended.
    func raise(_ signal: Int32) throws(ServerError) {
        try NativeThread(named: "parent") { [descriptor] in
            // The descriptor of a process is readable when the process has ended.
            while clinux_wait(descriptor, -1, 0, -1) < 0 {}
            kill(getpid(), signal)
        }.detach()
    }
}
