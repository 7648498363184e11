import InsightsJSON
import InsightsSimulator

/// The file of `--faults`: what goes wrong for the default tenant from the start (docs/reference/faults.md).
struct FaultFile {
    private let path: String

    /// Nil where the option is not given.
    init?(_ arguments: ParsedArguments) {
        guard let path = arguments["--faults"] else { return nil }
        self.path = path
    }

    /// Gives a simulator its faults.
    func apply(to simulator: Simulator) throws(UsageError) {
        let bytes = try FileIO.read(path)
        do throws(InputError) {
            let plan = try FaultPlan(parsing: bytes, seed: simulator.seed, now: simulator.now)
            simulator.defaultSandbox.setInitialFaults(plan)
        } catch {
            throw .configuration("\(path): \(error)")
        }
    }
}

extension CommandSpecification.Option {
    static let faults = Self(
        name: "--faults", value: "FILE", summary: "the default tenant's faults (docs/reference/faults.md)")
}
