import Glibc
import InsightsSimulator

/// The processes of a client's program, also those that left its session and its process group.
///
/// The program inherits a variable with a value that no other process has, and so does what it starts.
struct MarkedProcesses {
    /// The variable that marks the processes.
    static let variable = "INSIGHTS_SIM_CLIENT"
    /// How often the processes are looked for: one may start another meanwhile.
    private static let rounds = 20
    private static let pause: UInt32 = 5000

    let mark = String(Simulator.randomSeed(), radix: 16) + String(Simulator.randomSeed(), radix: 16)

    /// The change of the environment that marks a program.
    var change: ProcessEnvironment.Change { ProcessEnvironment.Change(name: Self.variable, value: mark) }

    /// Kills all of them, what they started, and the `known` ones; returns when none is found, or after some rounds.
    func kill(_ known: Set<Int32>) {
        for round in 0..<Self.rounds {
            let found = round == 0 ? running.union(known) : running
            if found.isEmpty { return }
            for process in found { _ = Glibc.kill(process, SIGKILL) }
            usleep(Self.pause)
        }
    }

    /// The processes that run now, without those that only wait to be reaped.
    var running: Set<Int32> {
        let entry = Array("\(Self.variable)=\(mark)".utf8)
        let own = getpid()
        var parents: [Int32: Int32] = [:]
        var found: Set<Int32> = []
        for name in DirectoryListing.names(of: "/proc") {
            guard let process = Int32(name), process != own, let state = Self.state(of: process), !state.isZombie
            else { continue }
            parents[process] = state.parent
            let environment = (try? FileIO.read("/proc/\(name)/environ")) ?? []
            if environment.split(separator: 0).contains(where: { $0.elementsEqual(entry) }) { found.insert(process) }
        }
        // A program that cleared its environment is found by its parent.
        var isComplete = false
        while !isComplete {
            let children = parents.filter { found.contains($0.value) && !found.contains($0.key) }
            found.formUnion(children.keys)
            isComplete = children.isEmpty
        }
        return found
    }

    private static func state(of process: Int32) -> (parent: Int32, isZombie: Bool)? {
        guard let bytes = try? FileIO.read("/proc/\(process)/stat") else { return nil }
        // The program's name, in parentheses, may contain any character; state and parent follow it.
        let nameEnd = bytes.lastIndex(of: UInt8(ascii: ")")) ?? bytes.endIndex
        let fields = bytes[nameEnd...].dropFirst().split(separator: UInt8(ascii: " "))
        guard fields.count > 1, let parent = Int32(String(decoding: fields[1], as: UTF8.self)) else { return nil }
        return (parent, fields[0].elementsEqual("Z".utf8))
    }
}
