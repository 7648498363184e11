import InsightsJSON
import InsightsSimulator

/// The file of `--faults`: the default tenant's initial fault plan (docs/reference/faults.md).
struct FaultFile {
    private let path: String

    /// Reads the option; nil if it is not given.
    init?(_ arguments: ParsedArguments) {
        guard let path = arguments["--faults"] else { return nil }
        self.path = path
    }

    /// Sets the fault plan of a simulator's default tenant.
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
        name: "--faults", value: "FILE", summary: "fault plan of the default tenant\(ReferencePage.faults.mention)")
}
