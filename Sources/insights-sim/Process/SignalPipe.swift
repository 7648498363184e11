import CLinux
import Glibc
import Synchronization

/// The signals that are meant for a program this process runs, and those that tell of its end, one after the other.
///
/// Once opened, none of them ends this process any more.
struct SignalPipe: Sendable {
    /// One signal.
    struct Arrival: Equatable, Sendable {
        let number: Int32
        /// Whether the system sent it, as at Ctrl-C: then every process at the terminal has it already.
        var isFromSystem = false
    }

    /// What was waited for.
    enum Event: Equatable, Sendable {
        case signal(Arrival)
        /// The descriptor that was watched can be read.
        case readable
        /// The time is over.
        case timeout
    }

    /// What would end this process.
    static let terminating = [SIGINT, SIGQUIT, SIGTERM, SIGHUP]

    private let descriptor: Int32
    /// Whether programs are to ignore SIGPIPE, as this process did before.
    let ignoresBrokenPipes: Bool

    /// Starts to catch the signals, for the whole process, and ignores SIGPIPE.
    ///
    /// SIGHUP stays ignored where it is (nohup).
    init() throws(ProcessError) {
        var descriptors: [Int32] = [-1, -1]
        try ProcessError.check("pipe2", clinux_pipe(&descriptors))
        descriptor = descriptors[0]
        noteDescriptor.store(descriptors[1], ordering: .sequentiallyConsistent)
        for number in Self.terminating + [SIGCHLD] where number != SIGHUP || clinux_is_ignored(number) == 0 {
            let result = clinux_on_signal(number) { number, information, _ in
                // Only what may be called in a signal handler: an atomic load and a write.
                clinux_note_signal(noteDescriptor.load(ordering: .sequentiallyConsistent), number, information)
            }
            try ProcessError.check("sigaction", result)
        }
        ignoresBrokenPipes = clinux_is_ignored(SIGPIPE) != 0
        try ProcessError.check("sigaction", clinux_ignore_signal(SIGPIPE))
    }

    /// Waits for the next signal, for a descriptor to be readable, or until an instant.
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
            // A signal that has come goes first.
            if clinux_wait(descriptor, watched, 0, milliseconds) == 2 { return .readable }
        }
    }
}

/// Where the handler writes; set before it is installed, and open until the process ends.
private let noteDescriptor = Atomic<Int32>(-1)
