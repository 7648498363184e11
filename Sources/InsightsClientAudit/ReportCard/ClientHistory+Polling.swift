import InsightsAPI
import InsightsJSON
import InsightsSimulator
import InsightsTime

/// The rules on waiting for executions.
extension ClientHistory {
    /// The schedule of a report's executions.
    private struct Schedule {
        let start: Timestamp
        let hours: Int?

        init?(_ record: JSONValue) {
            guard let start = record["startTime"]?.string.flatMap({ Timestamp($0) }) else { return nil }
            self.start = start
            hours = record["recurrenceInterval"]?.integer.flatMap { $0 > 0 ? $0 : nil }
        }

        /// Returns the first slot after an instant; nil if there is none.
        func slot(after time: Timestamp) -> Timestamp? {
            if time < start { return start }
            guard let hours else { return nil }
            let passed = (time.secondsSinceEpoch - start.secondsSinceEpoch) / (hours * 3600) + 1
            return start.adding(hours: passed * hours)
        }
    }

    /// The polls for executions by path, in the order of the first poll of each.
    private var polls: [(path: String, entries: [JournalEntry])] {
        var order: [String] = []
        var byPath: [String: [JournalEntry]] = [:]
        for entry in calls where entry.route == .executions {
            if byPath[entry.path] == nil { order.append(entry.path) }
            byPath[entry.path, default: []].append(entry)
        }
        return order.map { ($0, byPath[$0] ?? []) }
    }

    /// Returns the schedule, at the time of a request, of the report that a path of executions names.
    private func schedule(_ path: String, before entry: JournalEntry) -> Schedule? {
        let id = path.split(separator: "/").last.map { $0.lowercased() }
        let responses = calls.filter {
            ($0.route == .createReport || $0.route == .updateReport) && $0.status == 200
                && $0.sequence < entry.sequence
        }
        return responses.reversed().lazy.compactMap { $0.response.json?["value"]?[0] }
            .first { $0["reportId"]?.string?.lowercased() == id }.flatMap(Schedule.init)
    }

    /// Returns the slot for which a documented 404 asks the client to wait.
    ///
    /// It returns nil for other responses and for unknown schedules.
    private func slotToWaitFor(_ entry: JournalEntry) -> Timestamp? {
        guard entry.isWithoutExecutions else { return nil }
        return schedule(entry.path, before: entry)?.slot(after: entry.time)
    }

    /// The grade for waiting until the report's slot after the documented 404.
    var waitsForSlot: ReportCard.Grade {
        var isJudged = false
        var findings: [ReportCard.Finding] = []
        for (_, entries) in polls {
            for (earlier, later) in zip(entries, entries.dropFirst()) {
                guard let slot = slotToWaitFor(earlier) else { continue }
                isJudged = true
                if later.time < slot {
                    let seconds = slot.secondsSinceEpoch - later.time.secondsSinceEpoch
                    findings.append(
                        later.finding("polled again \(seconds) s before the report's slot, \(slot)", with: earlier))
                }
            }
        }
        guard isJudged else {
            return .notApplicable("no poll followed a 404 of a report whose slot is known")
        }
        return Self.grade(findings, passed: "it polled again at the slot or later")
    }

    /// The grade for leaving enough time between polls that find nothing new, and for limiting their number.
    var boundedPolling: ReportCard.Grade {
        var isJudged = false
        var findings: [ReportCard.Finding] = []
        for (_, entries) in polls {
            var inARow = 1
            for (earlier, later) in zip(entries, entries.dropFirst()) {
                let isOpen = earlier.isUnfinished || earlier.isWithoutExecutions && slotToWaitFor(earlier) == nil
                guard isOpen else {
                    inARow = 1
                    continue
                }
                isJudged = true
                inARow += 1
                let waited = Self.seconds(from: earlier, to: later)
                if waited < limits.pollingInterval {
                    findings.append(
                        later.finding(
                            "polled again after \(waited) s; at least \(limits.pollingInterval) s are expected",
                            with: earlier))
                }
                if inARow == limits.pollsInARow + 1 {
                    findings.append(
                        later.finding("polled more than \(limits.pollsInARow) times in a row while nothing was new"))
                }
            }
        }
        guard isJudged else { return .notApplicable("no execution was polled again before it was complete") }
        return Self.grade(
            findings,
            passed: "at least \(limits.pollingInterval) s apart, and at most \(limits.pollsInARow) times in a row")
    }
}

extension JournalEntry {
    /// Whether the response is the documented 404 of a report without executions.
    fileprivate var isWithoutExecutions: Bool {
        status == 404 && fault == nil && response.body?.contains(ServiceError.noExecutionText) == true
    }

    /// Whether the newest execution in the response is pending or running.
    fileprivate var isUnfinished: Bool {
        guard status == 200, let body = response.body, let key = body.firstRange(of: #""executionStatus":""#) else {
            return false
        }
        return ["Pending", "Running"].contains { body[key.upperBound...].hasPrefix($0) }
    }
}
