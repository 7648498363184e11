import CLinux
import Glibc

/// What a program started and left running when it ended.
enum Subreaper {
    /// How long they have to end by themselves.
    private static let grace = Duration.seconds(1)
    /// How long is waited for those that were killed; a process that the system itself holds may not go.
    private static let patience = Duration.seconds(5)
    private static let step: UInt32 = 10_000

    /// Has them become this process's children when their parents end, so that they can be found.
    static func adopt() throws(ProcessError) {
        try ProcessError.check("prctl", clinux_adopt_orphans())
    }

    /// Takes away those children that have ended by themselves; each is told with how it ended.
    static func reap(_ tell: (_ processID: Int32, ChildProcess.Ending) -> Void) {
        var code: Int32 = 0
        while true {
            let found = clinux_reap(-1, &code)
            guard found > 0 else { return }
            tell(found, code < 0 ? .killed(-code) : .exited(code))
        }
    }

    /// Ends every child of this process with all that it started in turn, and returns when none is left, or none will go.
    static func end() {
        let start = ContinuousClock.now
        var isTold: Set<Int32> = []
        while true {
            var code: Int32 = 0
            let result = clinux_reap(-1, &code)
            if result > 0 { continue }
            // Those that run; a negative result says that there are none.
            guard result == 0 else { return }
            let time = ContinuousClock.now - start
            guard time < patience else { return }
            let isOver = time > grace
            for child in children() where isOver || isTold.insert(child).inserted {
                kill(child, isOver ? SIGKILL : SIGTERM)
            }
            usleep(step)
        }
    }

    /// The children of this process.
    private static func children() -> [Int32] {
        let own = getpid()
        return DirectoryListing.names(of: "/proc").compactMap { name in
            guard let process = Int32(name), let bytes = try? FileIO.read("/proc/\(name)/stat") else { return nil }
            // The program's name, in parentheses, may hold anything; state and parent follow it.
            let nameEnd = bytes.lastIndex(of: UInt8(ascii: ")")) ?? bytes.endIndex
            let fields = bytes[nameEnd...].dropFirst().split(separator: UInt8(ascii: " "))
            guard fields.count > 1 else { return nil }
            return Int32(String(decoding: fields[1], as: UTF8.self)) == own ? process : nil
        }
    }
}
