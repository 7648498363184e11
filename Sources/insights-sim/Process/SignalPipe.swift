import CLinux
import Glibc
import Synchronization

/// A queue of the signals for a child program and of those that report its end.
///
/// Once it is created, none of these signals ends this process.
struct SignalPipe: Sendable {
    /// A signal that arrived.
    struct Arrival: Equatable, Sendable {
        let number: Int32
        /// Whether the kernel sent it, as for Ctrl-C; then every process of the terminal's foreground group has it
        /// already.
        var isFromSystem = false
    }

    /// The event that ended a wait.
    enum Event: Equatable, Sendable {
        case signal(Arrival)
        /// The watched descriptor is readable.
        case readable
        /// The deadline has passed.
        case timeout
    }

    /// The signals that would end this process.
    static let terminating = [SIGINT, SIGQUIT, SIGTERM, SIGHUP]

    private let descriptor: Int32
    /// Whether child programs must ignore SIGPIPE, as this process did originally.
    let ignoresBrokenPipes: Bool

    /// Installs the signal handlers for the whole process, and ignores SIGPIPE.
    ///
    /// SIGHUP stays ignored if it was ignored before (nohup).
    init() throws(ProcessError) {
        var descriptors: [Int32] = [-1, -1]
        try ProcessError.check("pipe2", clinux_pipe(&descriptors))
        descriptor = descriptors[0]
        noteDescriptor.store(descriptors[1], ordering: .sequentiallyConsistent)
        for number in Self.terminating + [SIGCHLD] where number != SIGHUP || clinux_is_ignored(number) == 0 {
            let result = clinux_on_signal(number) { number, information, _ in
                // A signal handler may only use async-signal-safe operations: an atomic load and a write.
                clinux_note_signal(noteDescriptor.load(ordering: .sequentiallyConsistent), number, information)
            }
            try ProcessError.check("sigaction", result)
        }
        ignoresBrokenPipes = clinux_is_ignored(SIGPIPE) != 0
        try ProcessError.check("sigaction", clinux_ignore_signal(SIGPIPE))
    }

    /// Waits for the next signal, for a readable descriptor, or until a deadline.
    func next(until deadline: ContinuousClock.Instant? = nil, watching watched: Int32 = -1) -> Event {
        while true {
            var byte: UInt8 = 0
            if read(descriptor, &byte, 1) == 1 {
                return .signal(
                    Arrival(
                        number: Int32(byte & ~CLINUX_FROM_SYSTEM), isFromSystem: byte & CLINUX_FROM_SYSTEM != 0))
            }
            var milliseconds: Int32 = -1
            if let deadline {
                let rest = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
                guard rest > 0 else { return .timeout }
                milliseconds = Int32(min(rest.rounded(.up), 60_000))
            }
            // A pending signal has priority.
            if clinux_wait(descriptor, watched, 0, milliseconds) == 2 { return .readable }
        }
    }
}

/// The descriptor to which the handler writes; set before it is installed, and open until the process ends.
private let noteDescriptor = Atomic<Int32>(-1)
