import InsightsAPI
import InsightsJSON
import InsightsTime
private import Synchronization

/// Several clients on one account, which read and change the same records at the same time.
struct ConcurrentWalk: Sendable {
    let target: any ContractTarget
    let program: PartnerProgram
    let edition: Edition
    let seed: UInt64
    /// The number of the walk, which gives it separate dice.
    let walk: Int
    /// The number of clients.
    let clients: Int

    /// The queries and the reports that the clients share.
    private static let records = 3
    /// The calls of each client; all together they may fall on one record.
    private var calls: Int { RecordHistory.mostCalls / clients }

    /// A record that the clients share.
    private struct Shared: Sendable {
        let isReport: Bool
        let id: String
        let name: String
    }

    /// Runs the walk; returns the histories of its records.
    ///
    /// - Throws: `TargetError` if the target cannot run it.
    func run() async throws(TargetError) -> [RecordHistory] {
        let environment = try await target.open(item())
        do throws(TargetError) {
            let histories = try await run(environment)
            await environment.close()
            return histories
        } catch {
            await environment.close()
            throw error
        }
    }

    /// Returns the case for which the target opens an account; its step never runs.
    private func item() throws(TargetError) -> ContractCase {
        let script = WalkScript(program: program, surroundings: .account, actions: [.readQuery(.unknown)])
        do throws(InputError) {
            let contract = try Contract(
                id: "explored/concurrent-\(walk)", script.file(title: "Calls on one record have an order"))
            return ContractCase(contract: contract, program: program, edition: edition)
        } catch {
            throw .unreachable("\(error)")
        }
    }

    private func run(_ environment: any ContractEnvironment) async throws(TargetError) -> [RecordHistory] {
        let credentials = try await environment.credentials(of: nil, in: program)
        let start = try await environment.now().adding(hours: 1000).description
        let caller = Caller(subject: environment.subject, program: program, credentials: credentials)
        var shared: [Shared] = []
        for number in 1...Self.records {
            let name = "Query \(number)"
            let body: JSONObject = ["Name": .string(name), "Query": .string(WalkScript.texts(of: program)[number - 1])]
            let id = try await caller.create(.createQuery, body, "queryId")
            shared.append(Shared(isReport: false, id: id, name: name))
        }
        for number in 1...Self.records {
            let name = "Report \(number)"
            let body: JSONObject = [
                "ReportName": .string(name), "QueryId": .string(shared[number - 1].id), "StartTime": .string(start),
                "RecurrenceInterval": .integer(24),
            ]
            let id = try await caller.create(.createReport, body, "reportId")
            shared.append(Shared(isReport: true, id: id, name: name))
        }
        let ticks = Ticks()
        let made = await withTaskGroup(of: [(record: Int, call: RecordHistory.Call)].self) { [shared] group in
            for client in 1...clients {
                group.addTask {
                    var dice = WalkDice(seed: seed, walk: walk * 1000 + client)
                    var own: [(record: Int, call: RecordHistory.Call)] = []
                    for number in 0..<calls where !Task.isCancelled {
                        let record = dice.roll(shared.count)
                        let operation = Self.operation(
                            shared[record], &dice, isLate: number > calls / 2, name: "\(client)-\(number)")
                        let began = ticks.next()
                        let response = await caller.perform(
                            operation, on: shared[record].id, shared[record].isReport, start)
                        let ended = ticks.next()
                        own.append(
                            (
                                record,
                                .init(
                                    client: client, began: began, ended: ended, operation: operation, response: response
                                )
                            ))
                    }
                    return own
                }
            }
            var all: [(record: Int, call: RecordHistory.Call)] = []
            for await made in group { all += made }
            return all
        }
        return shared.enumerated().map { place, record in
            RecordHistory(
                name: record.isReport ? "report '\(record.name)'" : "query '\(record.name)'",
                start: .present(name: record.name, status: record.isReport ? "Active" : ""),
                calls: made.filter { $0.record == place }.map(\.call))
        }
    }

    /// Draws an operation; deletions come late, so that there is something to delete.
    private static func operation(
        _ record: Shared, _ dice: inout WalkDice, isLate: Bool, name: String
    ) -> RecordHistory.Operation {
        switch dice.roll(10) {
        case 0 where isLate: .delete
        case 1, 2: record.isReport ? .rename("Renamed \(name)") : .read
        case 3, 4: record.isReport ? .pause : .read
        case 5: record.isReport ? .resume : .read
        default: .read
        }
    }

    /// The order of begins and ends.
    private final class Ticks: Sendable {
        private let count = Mutex(0)

        func next() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }

    /// The calls of all clients, which are the same account.
    private struct Caller: Sendable {
        let subject: any ContractClient
        let program: PartnerProgram
        let credentials: Credentials

        private func send(
            _ operation: Operation, _ arguments: JSONObject
        ) async throws(SubjectError) -> ContractResponse {
            try await subject.perform(
                ContractCall(operation, arguments: arguments, program: program, credentials: credentials))
        }

        /// Creates a record; returns its identifier.
        func create(_ operation: Operation, _ body: JSONObject, _ key: String) async throws(TargetError) -> String {
            do throws(SubjectError) {
                let response = try await send(operation, body)
                guard let id = response.body["value"]?[0]?[key]?.string else {
                    throw SubjectError("\(operation.rawValue): \(response.status), no record")
                }
                return id
            } catch {
                throw .unreachable("\(error)")
            }
        }

        /// Makes a call on a record; returns what the response shows.
        func perform(
            _ operation: RecordHistory.Operation, on id: String, _ isReport: Bool, _ start: String
        ) async -> RecordHistory.State {
            let key = isReport ? "reportId" : "queryId"
            var arguments: JSONObject = [key: .string(id)]
            let call: Operation
            switch operation {
            case .read: call = isReport ? .listReports : .listQueries
            case .delete: call = isReport ? .deleteReport : .deleteQuery
            case .pause: call = .pauseReport
            case .resume: call = .resumeReport
            case .rename(let name):
                call = .updateReport
                arguments["ReportName"] = .string(name)
                arguments["StartTime"] = .string(start)
            }
            do throws(SubjectError) {
                let response = try await send(call, arguments)
                let record = response.body["value"]?[0]
                guard response.status == 200, let name = record?[isReport ? "reportName" : "name"]?.string else {
                    return response.status == 404 ? .missing : .unexpected("status \(response.status)")
                }
                return .present(name: name, status: record?["reportStatus"]?.string ?? "")
            } catch {
                return .unexpected("\(error)")
            }
        }
    }
}
