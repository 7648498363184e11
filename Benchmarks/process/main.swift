import Glibc
import InsightsSimulator

/// Measures what simulators and sandboxes cost in this process, and prints lines of a name, microseconds of processor
/// time each, and bytes each.
///
/// `ProcessBenchmarks COUNT` makes that number of each. All are kept until the end, so that the greatest memory of the process grows with them.
struct ProcessBenchmark {
    let count: Int

    func run() throws {
        let first = try report("first simulator", 1) { _ in try Simulator(seed: 1) }
        let others = try report("simulator", count) { try Simulator(seed: UInt64($0)) }
        let sandboxes = try report("sandbox", count) { _ in try first[0].makeSandbox() }
        withExtendedLifetime((first, others, sandboxes)) {}
    }

    /// Makes values, prints what one costs, and returns them.
    private func report<Value>(_ name: String, _ count: Int, _ make: (Int) throws -> Value) rethrows -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(count)
        let (bytes, start) = (bytesInUse(), processorMicroseconds())
        for number in 0..<count { values.append(try make(number)) }
        let each = (processorMicroseconds() - start) / Double(count)
        print(name, each.rounded(), (bytesInUse() - bytes) / count, separator: "\t")
        return values
    }

    private func processorMicroseconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }

    /// Returns the most memory that the process had, which grows as values are kept.
    private func bytesInUse() -> Int {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        return usage.ru_maxrss * 1024
    }
}

guard CommandLine.arguments.count == 2, let count = Int(CommandLine.arguments[1]), count > 0 else {
    let line = Array("usage: ProcessBenchmarks COUNT\n".utf8)
    _ = write(2, line, line.count)
    exit(2)
}
try ProcessBenchmark(count: count).run()
