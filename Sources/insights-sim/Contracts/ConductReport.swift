import InsightsAPI
import InsightsClientAudit
import InsightsContracts
import InsightsHTTP
import InsightsSimulator
import Synchronization

/// Verdicts on a client's conduct during contracts, made for each case before its tenant is removed.
///
/// A contract decides which calls are made, and may make calls that no client should. Therefore only rules that the
/// client alone controls are judged, and only in contracts that leave them to the client.
final class ConductReport: Sendable {
    private struct Counts {
        var kept = 0
        var broken: [(contract: String, finding: ReportCard.Finding)] = []
    }

    private static let rules: [ReportCardRule] = [
        .tokenFirst, .tokenReused, .downloadWithoutToken, .gzip, .noSecretInAddress,
    ]
    private let contracts: [String: Contract]
    private let tallies = Mutex<[ReportCardRule: Counts]>([:])

    init(_ cases: [ContractCase]) {
        contracts = Dictionary(cases.map { ($0.contract.id, $0.contract) }) { first, _ in first }
    }

    /// Judges the calls in a tenant that was created for a contract.
    func judge(_ sandbox: Sandbox) {
        guard let contract = contracts[sandbox.name] else { return }
        // The runner tells a client when to forget its tokens, so that its own clock does not matter.
        let card = ReportCard(journal: sandbox.journal, usesMachineClock: false)
        tallies.withLock { tallies in
            for rule in Self.rules where contract.leaves(rule) {
                switch card[rule] {
                case .passed: tallies[rule, default: Counts()].kept += 1
                case .failed(let findings):
                    tallies[rule, default: Counts()].broken += findings.prefix(1).map { (contract.id, $0) }
                case .notApplicable: break
                }
            }
        }
    }

    /// One check for each rule.
    var checks: [Check] {
        let tallies = tallies.withLock { $0 }
        return Self.rules.map { rule in
            let tally = tallies[rule] ?? Counts()
            let outcome: Check.Outcome
            if let first = tally.broken.first {
                outcome = .failed(
                    CheckFinding(
                        message: "\(first.contract): \(first.finding)",
                        remarks: tally.broken.dropFirst().prefix(4).map { "\($0.contract): \($0.finding)" }
                            + ["broken in \(tally.broken.count) cases, kept in \(tally.kept)"]))
            } else if tally.kept > 0 {
                outcome = .passed
            } else {
                outcome = .skipped(reason: "not applicable: no case gave an opportunity")
            }
            return Check(
                id: "report-card/\(rule.rawValue)", group: "report-card", title: rule.title,
                evidence: "kept in \(tally.kept) cases", properties: [(name: "source", value: rule.source)],
                outcome: outcome)
        }
    }
}

extension Contract {
    /// Returns whether the contract leaves it to the client to follow a rule.
    fileprivate func leaves(_ rule: ReportCardRule) -> Bool {
        let calls = steps.compactMap { step -> Operation? in
            if case .call(let operation, _) = step.action { operation } else { nil }
        }
        // The contract itself decides on raw requests, calls without a token and changes of the actor.
        guard !calls.contains(.other), !calls.contains(.token), steps.allSatisfy({ $0.actor == nil }) else {
            return false
        }
        // When the clock changes, the runner tells the client to forget its tokens.
        let isTimeless = steps.allSatisfy { step in
            switch step.action {
            case .advance, .setClock, .faults: false
            case .call, .receiveCallbacks: true
            }
        }
        return rule != .tokenReused || isTimeless
    }
}

/// A transport to a simulator's administration that has conduct judged before a tenant is deleted.
struct AuditingTransport: HTTPTransport {
    let transport: any HTTPTransport
    let simulator: Simulator
    let book: ConductReport

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let path = SimulatorEndpoints.administrationPath("sandboxes/")
        if request.method == .delete, request.target.hasPrefix(path),
            let sandbox = simulator.sandbox(String(request.target.dropFirst(path.count)))
        {
            book.judge(sandbox)
        }
        return try await transport.send(request)
    }
}
