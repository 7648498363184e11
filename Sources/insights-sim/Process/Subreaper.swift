import CLinux
import Glibc

/// The processes that a program started and left running.
enum Subreaper {
    /// The time that they have to end after SIGTERM.
    private static let grace = Duration.seconds(1)
    /// The total time to wait for them; a process in an uninterruptible system call may not end.
    private static let longestWait = Duration.seconds(5)
    private static let step: UInt32 = 10_000

    /// Makes orphaned descendants children of this process, so that they can be found.
    static func enable() throws(ProcessError) {
        try ProcessError.check("prctl", clinux_adopt_orphans())
    }

    /// Reaps the children that have ended, and reports each with its exit.
    static func reap(_ tell: (_ processID: Int32, ChildProcess.Ending) -> Void) {
        var code: Int32 = 0
        while true {
            let found = clinux_reap(-1, &code)
            guard found > 0 else { return }
            tell(found, code < 0 ? .killed(-code) : .exited(code))
        }
    }

    /// Ends every child of this process and their descendants; returns when none remain or `longestWait` has passed.
    static func end() {
        let start = ContinuousClock.now
        var isTold: Set<Int32> = []
        while true {
            var code: Int32 = 0
            let result = clinux_reap(-1, &code)
            if result > 0 { continue }
            // A result of 0 means that children are running; a negative one, that there are none.
            guard result == 0 else { return }
            let time = ContinuousClock.now - start
            guard time < longestWait else { return }
            let isOver = time > grace
            for child in children() where isOver || isTold.insert(child).inserted {
                kill(child, isOver ? SIGKILL : SIGTERM)
            }
            usleep(step)
        }
    }

    /// Returns the children of this process.
    private static func children() -> [Int32] {
        let own = getpid()
        return DirectoryListing.names(of: "/proc").compactMap { name in
            guard let process = Int32(name), let bytes = try? FileIO.read("/proc/\(name)/stat") else { return nil }
            // The program's name, in parentheses, may contain any character; state and parent follow it.
            let nameEnd = bytes.lastIndex(of: UInt8(ascii: ")")) ?? bytes.endIndex
            let fields = bytes[nameEnd...].dropFirst().split(separator: UInt8(ascii: " "))
            guard fields.count > 1 else { return nil }
            return Int32(String(decoding: fields[1], as: UTF8.self)) == own ? process : nil
        }
    }
}
