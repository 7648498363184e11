import Glibc
import InsightsContracts
import InsightsJSON
import InsightsTime

/// Runs the contracts against deliberately wrong simulators (docs/generated/mutants.md).
@main
enum MutantsTool {
    static func main() async {
        exit(await run())
    }

    private static func run() async -> Int32 {
        let arguments: MutantArguments
        let suite: ContractSuite
        do throws(MutantArguments.UsageError) {
            arguments = try MutantArguments(CommandLine.arguments.dropFirst())
        } catch {
            say("error: \(error)")
            say("See 'insights-sim-mutants --help'.")
            return 2
        }
        guard arguments.action != .help else {
            print(MutantArguments.help)
            return 0
        }
        do throws(ContractError) {
            if let folder = arguments.contracts {
                suite = try ContractSuite(folder: folder)
            } else {
                suite = try .standard
            }
        } catch {
            return fail("\(error)", 2)
        }
        let mutants = Mutant.areas.flatMap(\.mutants)
        let run = MutantRun(suite)
        if case .only(let name) = arguments.action { return await explain(name, of: mutants, run) }
        do throws(MutantRun.Failure) {
            let exchanges = try await run.playRight()
            say("the right simulator passes all \(run.cases.count) cases; \(mutants.count) mutants")
            var killers = 1
            if case .complete = arguments.action { killers = .max }
            let matrix = try await run.kill(mutants, after: exchanges, killers: killers, progress: showProgress)
            return finish(arguments, matrix)
        } catch {
            return fail("\(error)", 1)
        }
    }

    private static func explain(_ name: String, of mutants: [Mutant], _ run: MutantRun) async -> Int32 {
        guard let mutant = mutants.first(where: { $0.name == name }) else {
            let nearest = nearestName(to: name, among: mutants.map(\.name))
            return fail("no mutant '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""), 2)
        }
        let failures = await run.explain(mutant)
        print("\(mutant.name): \(mutant.fault)")
        for failure in failures { print("  " + failure) }
        guard !failures.isEmpty else { return fail("nothing kills it", 1) }
        return 0
    }

    private static func finish(_ arguments: MutantArguments, _ matrix: KillMatrix) -> Int32 {
        let page = MatrixPage(Mutant.areas, matrix).text
        for complaint in matrix.complaints { say(complaint) }
        let killed = matrix.mutants.count - matrix.survivors.count
        say("\(killed) of \(matrix.mutants.count) mutants killed by \(matrix.contracts.count) contracts")
        if let path = arguments.table, !write(MatrixTable(Mutant.areas, matrix).text, to: path) {
            return fail("cannot write \(path): \(String(cString: strerror(errno)))", 2)
        }
        switch arguments.action {
        case .write(let path), .complete(let path):
            let text = if case .complete = arguments.action { matrix.table } else { page }
            guard write(text, to: path) else {
                return fail("cannot write \(path): \(String(cString: strerror(errno)))", 2)
            }
        case .check(let path):
            guard let text = read(path) else {
                return fail("cannot read \(path): \(String(cString: strerror(errno)))", 2)
            }
            guard text == page else {
                return fail("\(path) is not what this run gives; write it with: scripts/mutants --write \(path)", 1)
            }
        case .judge, .survivors, .only, .help: break
        }
        return matrix.complaints.isEmpty ? 0 : 1
    }

    // MARK: Files and words

    private static func write(_ text: String, to path: String) -> Bool {
        guard let file = fopen(path, "w") else { return false }
        let bytes = Array(text.utf8)
        let isWritten = fwrite(bytes, 1, bytes.count, file) == bytes.count
        return fclose(file) == 0 && isWritten
    }

    private static func read(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer.prefix(count) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func say(_ text: String) {
        let bytes = Array((text + "\n").utf8)
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }

    private static func fail(_ text: String, _ code: Int32) -> Int32 {
        say("error: \(text)")
        return code
    }

    @Sendable private static func showProgress(_ done: Int) {
        if done % 100 == 0 { say("\(done) mutants done") }
    }
}
