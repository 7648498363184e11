import Foundation
import InsightsAPI
import InsightsRandomness
import InsightsTime
import Testing

@testable import InsightsReports

@Suite("Life cycle: the tables")
struct LifecycleTableTests {
    typealias Runs = LifecycleTable<ExecutionStatus, ExecutionEvent>
    typealias Reports = LifecycleTable<ReportStatus, ReportEvent>

    @Test("An event leads to at most one state")
    func deterministic() {
        let runs = Runs.executions.rows.map { "\(String(describing: $0.from)) \($0.event)" }
        #expect(Set(runs).count == runs.count)
        let reports = Reports.reports.rows.map { "\(String(describing: $0.from)) \($0.event)" }
        #expect(Set(reports).count == reports.count)
    }

    @Test("Every state can be reached and left, and every event has a row")
    func complete() {
        for status in ExecutionStatus.allCases {
            #expect(Runs.executions.rows.contains { $0.to == status && $0.from != status })
            #expect(Runs.executions.rows.contains { $0.from == status && $0.to == nil })
        }
        for status in ReportStatus.allCases {
            #expect(Reports.reports.rows.contains { $0.to == status && $0.from != status })
            #expect(Reports.reports.rows.contains { $0.from == status && $0.to == nil })
        }
        #expect(ExecutionEvent.allCases.allSatisfy { event in Runs.executions.rows.contains { $0.event == event } })
        #expect(ReportEvent.allCases.allSatisfy { event in Reports.reports.rows.contains { $0.event == event } })
    }

    @Test("The documentation has these tables and no others")
    func documentation() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("docs/reference/lifecycle.md"), encoding: .utf8)
        for part in [
            "```mermaid\n\(Reports.reports.diagram)\n```", Reports.reports.markdown,
            "```mermaid\n\(Runs.executions.diagram)\n```", Runs.executions.markdown,
        ] {
            #expect(text.contains("\n\(part)\n"), "docs/reference/lifecycle.md lacks:\n\(part)")
        }
        #expect(text.components(separatedBy: "```mermaid").count == 3)
    }

    #if DEBUG
        @Test("A step that the table does not have stops a debug build")
        func impossibleStep() async {
            await #expect(processExitsWith: .failure) {
                var run = Execution(
                    uuid: UUIDValue(high: 0, low: 0), slot: Timestamp(secondsSinceEpoch: 0), format: .csv, on: .planned)
                run.apply(.runTimeIsOver)
            }
        }
    #endif
}
