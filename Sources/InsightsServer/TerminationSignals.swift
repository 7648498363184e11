import CLinux
import Glibc
import Synchronization

/// A waiter for SIGTERM, SIGINT, SIGQUIT or SIGHUP, so that a program can end in an orderly way.
///
/// The first such signal is reported; the second one kills the process.
public struct TerminationSignals: Sendable {
    private let descriptor: CInt

    /// Installs the signal handlers for the whole process, and ignores SIGPIPE.
    ///
    /// SIGHUP and SIGQUIT stay ignored if they were ignored before (nohup). Call it once, before starting a server.
    ///
    /// - Throws: `system` if a call fails.
    public init() throws(ServerError) {
        let number = clinux_eventfd(0, 0)
        guard number >= 0 else { throw .system(call: "eventfd", reason: errorText(-number)) }
        descriptor = number
        wakeDescriptor.store(number, ordering: .sequentiallyConsistent)
        for signal in [SIGTERM, SIGINT, SIGQUIT, SIGHUP] {
            if [SIGQUIT, SIGHUP].contains(signal), clinux_is_ignored(signal) != 0 { continue }
            let result = clinux_on_first_signal(signal) { number in
                // A signal handler may only use async-signal-safe operations: an atomic store and a write.
                receivedSignal.store(number, ordering: .sequentiallyConsistent)
                _ = clinux_eventfd_add(wakeDescriptor.load(ordering: .sequentiallyConsistent), 1)
            }
            guard result == 0 else { throw .system(call: "sigaction", reason: errorText(-result)) }
        }
        let result = clinux_ignore_signal(SIGPIPE)
        guard result == 0 else { throw .system(call: "sigaction", reason: errorText(-result)) }
    }

    /// Blocks until a signal arrives; returns its number: 15 for SIGTERM, 2 for SIGINT, 3 for SIGQUIT, 1 for SIGHUP.
    public func waitForTermination() -> Int {
        _ = clinux_eventfd_take(descriptor)
        return Int(receivedSignal.load(ordering: .sequentiallyConsistent))
    }
}

/// The descriptor that the signal handler wakes; set before the handler is installed, and open until the process ends.
private let wakeDescriptor = Atomic<CInt>(-1)
/// The number of the signal that arrived last.
private let receivedSignal = Atomic<CInt>(0)
