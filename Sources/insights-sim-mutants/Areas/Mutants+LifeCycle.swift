import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsTime

extension Mutant {
    static let lifeCycle = MutantList.of {
        Mutant(
            "update-aborts-running", "An update aborts a run that is under way.", instead: .updateReport | .executions
        ) { original, asked in
            original.respond(asked, changingRunsUpdated: { _ in nil })
        }
        Mutant(
            "update-holds-running", "An update makes a run that is under way wait again.",
            instead: .updateReport | .executions
        ) { original, asked in
            original.respond(
                asked,
                changingRunsUpdated: { record in
                    var record = record.object ?? [:]
                    if record["executionStatus"]?.string == "Running" { record["executionStatus"] = .string("Pending") }
                    return .object(record)
                })
        }
        Mutant("clock-late", "Everything happens a second late.", instead: .clock) { original, asked in
            original.respondMovingClock(asked, extra: -1)
        }
        Mutant("clock-early", "Everything happens a second early.", instead: .clock) { original, asked in
            original.respondMovingClock(asked, extra: 1)
        }
        Mutant("slots-drift", "The time between runs is an hour longer than asked for.", instead: .reportBodies) {
            original, asked in
            original.respond(asked, changing: "RecurrenceInterval", "recurrenceInterval") { $0 + 1 }
        }
        Mutant("slots-one-more", "A report runs once more than its count.", instead: .reportBodies) { original, asked in
            original.respond(asked, changing: "RecurrenceCount", "recurrenceCount") { $0 + 1 }
        }
        Mutant("slots-one-less", "A report runs once less than its count.", instead: .reportBodies) { original, asked in
            original.respond(asked, changing: "RecurrenceCount", "recurrenceCount") { max(1, $0 - 1) }
        }
        Mutant("slots-endless", "The count has no effect.", instead: .reportBodies) { original, asked in
            original.respond(asked, changing: "RecurrenceCount", "recurrenceCount") { _ in 1_000_000 }
        }
        Mutant("slots-none", "Nothing ever runs.", instead: .reportBodies) { original, asked in
            guard asked[member: "ExecuteNow"]?.bool != true, let start = asked[member: "StartTime"]?.string else {
                return original.respond(asked)
            }
            var response = original.respond(asked)
            guard response.isSuccess, asked.request.method == .post,
                let id = response.records.first?["reportId"]?.string
            else {
                return response
            }
            var later = asked.another(.put, .report(id: id))
            later.request.fields.set("Content-Type", to: "application/json")
            later.json = [
                "ReportName": asked[member: "ReportName"] ?? .null, "StartTime": .string("2150-01-01T00:00:00Z"),
            ]
            later.request.body = JSONWriter.encode(
                .object([
                    "ReportName": asked[member: "ReportName"] ?? .null, "StartTime": .string("2150-01-01T00:00:00Z"),
                ]))
            _ = original.respond(later)
            response.set("/value/0/startTime", .string(start))
            return response
        }
        Mutant("resume-skips-slot", "The first slot after resuming is skipped.", instead: .resumeReport | .clock) {
            original, asked in
            if asked.program != nil {
                // Shown as resumed, and left paused until the clock has moved.
                let response = original.respond(asked)
                if response.isSuccess, let id = asked.id {
                    _ = original.respond(asked.another(.put, .pauseReport(id: id)))
                    original["resumed"] = .string(asked.request.target)
                    original["token"] = asked.token.map { .string($0) }
                }
                return response
            }
            let response = original.respond(asked)
            if let target = original["resumed"]?.string, let token = original["token"]?.string {
                original["resumed"] = nil
                var resume = Asked(HTTPRequest(.put, target))
                resume.token = original.renewed(token)
                _ = original.respond(resume)
            }
            return response
        }
        Mutant("pause-lets-run", "What was planned before a pause still runs.", instead: .pauseReport | .clock) {
            original, asked in
            if asked.program != nil {
                let response = original.respond(asked)
                guard response.isSuccess, let id = asked.id, response.records.first?["reportStatus"]?.string == "Paused"
                else {
                    return response
                }
                _ = original.respond(asked.another(.put, .resumeReport(id: id)))
                original["paused"] = .string(asked.request.target)
                original["token"] = asked.token.map { .string($0) }
                return response
            }
            let response = original.respond(asked)
            if let target = original["paused"]?.string, let token = original["token"]?.string {
                original["paused"] = nil
                var pause = Asked(HTTPRequest(.put, target))
                pause.token = original.renewed(token)
                _ = original.respond(pause)
            }
            return response
        }
        Mutant("pause-counts-slots", "Resuming ends a report whose slots were missed.", instead: .resumeReport) {
            original, asked in
            var response = original.respond(asked)
            guard response.isSuccess, response.records.first?["recurrenceCount"]?.integer != nil else {
                return response
            }
            let all = asked.another(
                .get, .executions(reportIDs: asked.id ?? ""), parameters: "?getLatestExecution=false")
            if original.respond(all).records.isEmpty { return response }
            response.set("/value/0/reportStatus", .string("Inactive"))
            return response
        }
        Mutant("ends-active", "A report whose runs have ended stays `Active`.", responses: .getReports) {
            $0.changeText("/value/*/reportStatus") { $0 == "Inactive" ? "Active" : $0 }
        }
        Mutant(
            "runs-take-time", "A run takes ten minutes.", settings: ["run-duration-seconds": "600"],
            touching: .everything)
        Mutant("next-run-unplanned", "The next run is not planned before its slot.", responses: .executions) {
            response in
            let hasCompleted = response.records.contains { $0["executionStatus"]?.string == "Completed" }
            if hasCompleted {
                response.records = response.records.filter { $0["executionStatus"]?.string != "Pending" }
            }
        }
        Mutant("immediate-repeats", "A report that runs at once stays active.", responses: .reportRecords) {
            $0.changeMembers("/value/*") { members in
                guard members.contains(where: { $0.key == "recurrenceInterval" && $0.value.integer == 0 }) else {
                    return
                }
                for index in members.indices where members[index].key == "reportStatus" {
                    members[index].value = .string("Active")
                }
            }
        }
        Mutant(
            "immediate-interval-null", "A report that runs at once has no interval.",
            responses: .reportRecords | .executions
        ) {
            $0.edit("/value/*/recurrenceInterval") { $0?.integer == 0 ? .null : $0 }
        }
    }
}

extension Original {
    /// Moves the clock by a second more or less than asked, and shows the time that was asked for.
    fileprivate func respondMovingClock(_ asked: Asked, extra seconds: Int) -> MutantResponse {
        guard original(asked), let tenant = asked[parameter: "tenant"], self["moved \(tenant)"] == nil else {
            return respond(asked)
        }
        self["moved \(tenant)"] = .bool(true)
        // Time cannot go back, so the clock that is behind is moved by a second less in the first place.
        var changed = asked
        if let advance = asked.json?["advance"]?.string, let now = Timestamp(now(of: tenant)),
            let wanted = ISODuration(advance)?.after(now)
        {
            changed.json = ["set": .string(wanted.adding(seconds: seconds).description)]
        } else if let set = asked.json?["set"]?.string, let wanted = Timestamp(set) {
            changed.json = ["set": .string(wanted.adding(seconds: seconds).description)]
        }
        let response = respond(changed)
        return response.isSuccess ? response : self.respond(asked)
    }

    private func original(_ asked: Asked) -> Bool { asked.json != nil }

    /// Sends another number than the caller's, and shows the caller's.
    fileprivate func respond(
        _ asked: Asked, changing member: String, _ key: String, _ change: (Int) -> Int
    ) -> MutantResponse {
        guard let number = asked[member: member]?.integer, responseWouldPass(asked) else { return respond(asked) }
        var changed = asked
        changed[member: member] = .integer(change(number))
        var response = respond(changed)
        if response.isSuccess { response.set("/value/0/\(key)", .integer(number)) }
        return response
    }

    /// Returns whether the numbers are valid: the right simulator decides about refusals.
    private func responseWouldPass(_ asked: Asked) -> Bool {
        (asked[member: "RecurrenceInterval"]?.integer).map { $0 >= 4 && $0 < 2160 } ?? true
            && (asked[member: "RecurrenceCount"]?.integer).map { $0 > 0 } ?? true
    }
}

extension Original {
    /// Returns the response, with a change of executions that ran during an update, which nil removes.
    fileprivate func respond(_ asked: Asked, changingRunsUpdated change: (JSONValue) -> JSONValue?) -> MutantResponse {
        guard Scope.updateReport.holds(asked), let id = asked.id else {
            var response = respond(asked)
            let records = response.records
            let shown = records.compactMap { record in
                self["ran \(record["executionId"]?.string ?? "")"] == nil ? record : change(record)
            }
            guard shown != records else { return response }
            response.records = shown
            return shown.isEmpty ? .envelope(404, asked.program ?? .cmp, message: "No item found") : response
        }
        let running = respond(
            asked.another(.get, .executions(reportIDs: id), parameters: "?executionStatus=Running"))
        for record in running.records { self["ran \(record["executionId"]?.string ?? "")"] = .bool(true) }
        return respond(asked)
    }
}
