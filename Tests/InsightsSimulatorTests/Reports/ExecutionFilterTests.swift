import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

/// Which runs an executions call shows (insights-api section 4.12).
struct ExecutionFilterTests {
    static let advice = [
        PartnerProgram.cmp:
            "There are no executions that have occurred for the given filter conditions. Please recheck the reportId or "
            + "executionId and retry the API after the report's scheduled execution time",
        PartnerProgram.mpn:
            "There are no executions that have occurred for the given filter conditions. Double check the reportId or "
            + "executionId and retry the API after the report's scheduled execution time",
    ]

    /// Makes a report with two finished runs and a pending one.
    private func report(_ service: ServiceHarness, _ changes: ReportBody.Changes = [:]) throws -> String {
        let id = try service.makeReport(queryID: nil, changes)
        service.wait(hours: 24 + 48)
        return id
    }

    /// Parameters and the statuses they show, newest first.
    static let selections: [(query: String, statuses: [String])] = [
        ("", ["Completed"]),
        ("?", ["Completed"]),
        ("?executionStatus=", ["Completed"]),
        ("?getLatestExecution=true", ["Completed"]),
        ("?getLatestExecution=TRUE", ["Completed"]),
        ("?GETLATESTEXECUTION=false", ["Completed", "Completed"]),
        ("?getLatestExecution=false&executionStatus=Completed", ["Completed", "Completed"]),
        ("?executionStatus=Pending", ["Pending"]),
        ("?ExecutionStatus=pending", ["Pending"]),
        ("?executionStatus=Pending;Completed", ["Pending"]),
        ("?executionStatus=%20Pending%20;%20Completed;", ["Pending"]),
        ("?executionStatus=Completed%3BRunning", ["Completed"]),
        (
            "?getLatestExecution=false&executionStatus=Pending;Running;Paused;Completed",
            ["Pending", "Completed", "Completed"]
        ),
        ("?executionStatus=Running&executionStatus=Pending", ["Pending"]),
        ("?unknown=1", ["Completed"]),
    ]

    @Test("Parameters of the executions call", arguments: selections)
    func selection(query: String, statuses: [String]) throws {
        for program in PartnerProgram.allCases {
            let service = try ServiceHarness(program)
            let response = try service.get("ScheduledReport/execution/\(try report(service))\(query)")
            #expect(response.status == 200)
            #expect(response.value.compactMap { $0["executionStatus"]?.string } == statuses)
            #expect(response.json["totalCount"] == .integer(statuses.count))
            #expect(response.json["message"] == .null)
        }
    }

    @Test("Without a match: 404 with the program's message", arguments: PartnerProgram.allCases)
    func noMatch(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let id = try report(service)
        let words = try #require(Self.advice[program])
        for query in ["executionStatus=Running", "executionStatus=Paused", "executionId=none"] {
            let response = try service.get("ScheduledReport/execution/\(id)?\(query)")
            #expect(response.isRefusal(404, words, program), "\(response.text)")
        }
        let unknown = try service.get("ScheduledReport/execution/none")
        #expect(unknown.isRefusal(404, "No item found with given filters.", program))
        let empty = try service.get("ScheduledReport/execution/;")
        #expect(empty.isRefusal(404, "No item found with given filters.", program))
    }

    @Test(
        "An invalid status or truth value",
        arguments: [
            ("executionStatus=Failed", "Failed"), ("executionStatus=Pending;Done", "Done"),
            ("executionStatus=1", "1"), ("getLatestExecution=yes", "yes"), ("getLatestExecution=0", "0"),
        ])
    func invalid(query: String, value: String) throws {
        for program in PartnerProgram.allCases {
            let service = try ServiceHarness(program)
            let id = try service.makeReport()
            let response = try service.get("ScheduledReport/execution/\(id)?\(query)")
            #expect(response.isRefusal(400, "Requested value '\(value)' not found", program))
        }
    }

    @Test("executionId selects runs, several by semicolons, in any letter case")
    func byID() throws {
        let service = try ServiceHarness()
        let id = try report(service)
        let runs = try service.executions(id)
        let ids = runs.compactMap { $0["executionId"]?.string }
        let address = "ScheduledReport/execution/\(id)?getLatestExecution=false&executionId="
        #expect(try service.get(address + ids[1]).value == [runs[1]])
        #expect(try service.get(address + ids[1].uppercased()).value == [runs[1]])
        #expect(try service.get(address + "\(ids[2]);\(ids[1]);none").value == [runs[1], runs[2]])
        // A run that is to come is shown, if it is the only one asked for: none of those is completed (C1).
        #expect(try service.get(address + ids[0]).value == [runs[0]])
    }

    @Test("Several reports by semicolons, one latest run each, none twice")
    func severalReports() throws {
        let service = try ServiceHarness()
        let finished = try report(service)
        let waiting = try service.makeReport()
        for separator in [";", "%3B", ";;", "; ", ";%20"] {
            let response = try service.get("ScheduledReport/execution/\(finished)\(separator)\(waiting)")
            #expect(response.value.map { $0["reportId"] } == [.string(finished), .string(waiting)])
            #expect(response.value.map { $0["executionStatus"] } == [.string("Completed"), .string("Pending")])
        }
        #expect(try service.get("ScheduledReport/execution/\(finished);\(finished.uppercased())").value.count == 1)
        #expect(try service.get("ScheduledReport/execution/none;\(finished)").value.count == 1)
        #expect(try service.get("ScheduledReport/execution/none;nil").status == 404)
    }

    @Test("Before the first success: the seed shows the Pending run, the paradigm page 404 (C1)")
    func beforeFirstSuccess() throws {
        var settings = Settings()
        settings.executionDefaultStatus = .completed
        for program in PartnerProgram.allCases {
            let seed = try ServiceHarness(program)
            let strict = try ServiceHarness(program, settings: settings)
            let words = try #require(Self.advice[program])
            for query in ["", "?getLatestExecution=true", "?getLatestExecution=false"] {
                let id = try seed.makeReport()
                let response = try seed.get("ScheduledReport/execution/\(id)\(query)")
                #expect(response.value.map { $0["executionStatus"] } == [.string("Pending")])
                let other = try strict.makeReport()
                #expect(try strict.get("ScheduledReport/execution/\(other)\(query)").isRefusal(404, words, program))
            }
            let id = try report(strict)
            #expect(try strict.get("ScheduledReport/execution/\(id)").value.count == 1)
            #expect(try strict.get("ScheduledReport/execution/\(id)?executionStatus=Pending").value.count == 1)
        }
    }
}
