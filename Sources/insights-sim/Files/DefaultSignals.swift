import CLinux
import Glibc

/// The signals that end a program, with their usual effect for a time.
enum DefaultSignals {
    /// Runs work that may wait for ever, and lets each signal that is not ignored end this process meanwhile.
    static func during<Failure: Error>(_ work: () throws(Failure) -> Void) throws(Failure) {
        let numbers = [SIGINT, SIGQUIT, SIGTERM, SIGHUP].filter { clinux_is_ignored($0) == 0 }
        let former = numbers.map { number in
            var action = sigaction()
            sigaction(number, nil, &action)
            signal(number, SIG_DFL)
            return (number: number, action: action)
        }
        defer {
            for (number, action) in former {
                var action = action
                sigaction(number, &action, nil)
            }
        }
        try work()
    }
}
