import Foundation
import InsightsAPI
import InsightsContracts
import InsightsFixtures
import InsightsHTTP
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

/// The live service has none of the simulator's rows: what needs them must say so by the source `fixtures`.
@Suite("Contracts against a server whose account has no rows")
struct EmptyAccountTests {
    private static let cases = (try? ContractSuite.standard.cases()) ?? []

    @Test("Only known differences fail", arguments: PartnerProgram.allCases)
    func fails(_ program: PartnerProgram) async throws {
        let target = try Self.emptyTarget()
        var passed = 0
        for item in Self.cases where item.program == program {
            let verdict = await ContractRunner(target).run(item).verdict
            switch verdict {
            case .passed: passed += 1
            case .reported, .skipped: break
            case .failed, .broken:
                #expect(item.contract.difference != nil, "\(item.id): \(verdict)")
            }
        }
        #expect(target.leftBehind == [])
        #expect(passed > 200, "so many hold there")
    }

    /// Creates a simulator over the fixtures without their rows; the contracts reach it like any other server.
    private static func emptyTarget() throws -> ServerTarget {
        let folder = FileManager.default.temporaryDirectory.appending(path: "empty-account-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let original = ContractFiles.folder.deletingLastPathComponent().appending(path: "fixtures")
        try FileManager.default.copyItem(at: original, to: folder)
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path(percentEncoded: false))
        where name.hasSuffix(".csv") {
            let file = folder.appending(path: name)
            let header = try String(contentsOf: file, encoding: .utf8).prefix { !$0.isNewline }
            try (header + "\n").write(to: file, atomically: true, encoding: .utf8)
        }
        let store = try FixtureStore(folder: folder.path(percentEncoded: false))
        for program in PartnerProgram.allCases.map(\.rawValue) {
            for dataset in store.catalogue.datasets(for: program) {
                // The store keeps what it has read; the folder goes with this call.
                #expect(try store.table(program: program, dataset: dataset.name).rowCount == 0)
            }
        }
        let simulator = Simulator(clock: .manual(Contract.usualClock), fixtures: store)
        let credentials = PartnerProgram.allCases.map { ($0, simulator.information.credentials(for: $0)) }
        return ServerTarget(
            name: "empty", service: simulator.baseURL, credentials: Dictionary(uniqueKeysWithValues: credentials),
            policy: .init(mayWrite: true, pace: .zero), run: "c0ffee", time: PatientTime().time
        ) { (_) throws(SubjectError) in InProcessTransport(simulator) }
    }
}
