import Glibc
import InsightsFixtures
import InsightsQuery
import InsightsTime

let arguments = CommandLine.arguments
switch arguments.dropFirst().first {
case "generate" where arguments.count == 4:
    guard let rows = Int(arguments[2]), rows > 0 else { fail("no number of rows: \(arguments[2])") }
    generate(rows: rows, path: arguments[3])
case "measure" where arguments.count == 4:
    try measure(csv: arguments[2], folder: arguments[3])
case "repeat" where arguments.count == 5:
    guard let count = Int(arguments[4]) else { fail("no number of times: \(arguments[4])") }
    try repeatQuery(csv: arguments[2], text: arguments[3], count: count)
case "load" where arguments.count == 4:
    guard let count = Int(arguments[3]) else { fail("no number of times: \(arguments[3])") }
    try repeatLoad(csv: arguments[2], count: count)
default:
    fail(
        """
        usage: InsightsBenchmarks generate ROWS FILE | measure FILE FOLDER | repeat FILE QUERY TIMES | load FILE TIMES
        """)
}

/// Writes the file unless it exists: first under another name, so that an existing file is always whole.
func generate(rows: Int, path: String) {
    if access(path, R_OK) == 0 { return }
    let file = OutputFile(path + ".part")
    var generator = UsageGenerator(rowCount: rows)
    generator.write(file.write)
    file.close()
    guard rename(path + ".part", path) == 0 else { fail("cannot rename to \(path)") }
}

/// Measures load, queries and export, and answers in lines of JSON; results go to files in the folder.
func measure(csv: String, folder: String) throws {
    var table: Table?
    try report("load", samples: 3) {
        table = nil
        table = try FixtureTables.load(schema: UsageTable.schema, path: csv, keepsColumns: false)
    }
    guard let table else { fail("no table") }
    let catalog = Catalog([UsageTable.schema])
    let window = TimeWindow(from: nil, to: Timestamp(secondsSinceEpoch: 1 << 33))
    for (name, text) in UsageTable.queries {
        let query = try catalog.prepare(text)
        var result: ResultSet?
        report(name, samples: 7) { result = query.run(on: table, window: window) }
        if let result { export(result, to: "\(folder)/ours-\(name).csv") }
    }
    let query = try catalog.prepare(UsageTable.export)
    let exported = "\(folder)/ours-export.csv"
    report("export", samples: 7, before: { unlink(exported) }) {
        export(query.run(on: table, window: window), to: exported)
    }
    // The first time writes what the others map.
    let start = try catalog.prepare(UsageTable.start)
    try report("reload", samples: 4) {
        let table = try FixtureTables.load(schema: UsageTable.schema, path: csv)
        _ = start.run(on: table, window: window).rowCount
    }
    printLine("{\"name\": \"rss\", \"kilobytes\": \(peakKilobytes())}")
}

/// Runs one query, by its name or text, many times: for a look with a profiler.
func repeatQuery(csv: String, text: String, count: Int) throws {
    let table = try FixtureTables.load(schema: UsageTable.schema, path: csv)
    let text = text == "export" ? UsageTable.export : UsageTable.queries.first { $0.name == text }?.text ?? text
    let query = try Catalog([UsageTable.schema]).prepare(text)
    let window = TimeWindow(from: nil, to: Timestamp(secondsSinceEpoch: 1 << 33))
    let isExport = text == UsageTable.export
    let body = {
        let result = query.run(on: table, window: window)
        if isExport { export(result, to: "/dev/null") }
    }
    body()
    let start = processorSeconds()
    for _ in 0..<count { body() }
    printLine("\((processorSeconds() - start) * 1000 / Double(count)) ms of processor time each")
}

/// Loads the CSV many times: for a look with a profiler.
func repeatLoad(csv: String, count: Int) throws {
    let start = processorSeconds()
    for _ in 0..<count { _ = try FixtureTables.load(schema: UsageTable.schema, path: csv, keepsColumns: false) }
    printLine("\((processorSeconds() - start) * 1000 / Double(count)) ms of processor time each")
}

func export(_ result: ResultSet, to path: String) {
    let file = OutputFile(path)
    var writer = DelimitedWriter(result, format: .csv)
    writer.writeAll { file.write($0) }
    file.close()
}

/// Runs a scenario once to warm up, and then once for each line of input, and prints each time in milliseconds.
///
/// A line of input starts each run, so that the peers can take turns. What comes `before` a run is not measured.
func report(_ name: String, samples: Int, before: () -> Void = {}, _ body: () throws -> Void) rethrows {
    let clock = ContinuousClock()
    before()
    if samples > 3 { try body() }
    for _ in 0..<samples {
        printLine("{\"name\": \"\(name)\", \"ready\": true}")
        _ = readLine()
        before()
        let start = processorSeconds()
        let (seconds, attoseconds) = try clock.measure(body).components
        let processor = (processorSeconds() - start) * 1000
        let time = Double(seconds) * 1000 + Double(attoseconds) / 1e15
        printLine("{\"milliseconds\": \(time), \"processor\": \(processor)}")
    }
}

func processorSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let (user, system) = (usage.ru_utime, usage.ru_stime)
    return Double(user.tv_sec + system.tv_sec) + Double(user.tv_usec + system.tv_usec) / 1e6
}

func peakKilobytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss
}

func printLine(_ line: String) {
    print(line)
    fflush(nil)
}

func fail(_ message: String) -> Never {
    OutputFile(descriptor: 2).write(Array("\(message)\n".utf8))
    exit(2)
}

/// A file that is written from its beginning.
struct OutputFile {
    let descriptor: Int32

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    init(_ path: String) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        if descriptor < 0 { fail("cannot write \(path)") }
    }

    func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { write($0) }
    }

    func write(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { fail("cannot write") }
            rest = rest.dropFirst(count)
        }
    }

    func close() {
        Glibc.close(descriptor)
    }
}
