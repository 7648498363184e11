import InsightsAPI
import InsightsJSON
import InsightsQuery
import InsightsRandomness
import InsightsStore
import InsightsTime

/// The row of a report with its executions, whose number the retention limits.
extension Report {
    func row(number: Int) -> StateRow {
        StateRow(
            "report", id,
            members: account.members + [
                ("number", .integer(number)), ("created", createdTime.seconds), ("modified", modifiedTime?.seconds),
                ("status", .string(status.rawValue)), ("slotsUsed", .integer(slotsUsed)), ("plan", plan.json),
                ("executions", .array(executions.map(\.json))),
            ])
    }

    init(
        restoring id: String, _ reader: RowReader,
        prepare: (PartnerProgram, String) throws(RowReader.Failure) -> PreparedQuery
    ) throws(RowReader.Failure) {
        let account = try AccountID(reader)
        let executions = try reader.readers("executions").map { (entry) throws(RowReader.Failure) in
            try Execution(entry)
        }
        self.init(
            restoring: id, account: account,
            plan: try ReportPlan(try reader.reader("plan"), program: account.program, prepare: prepare),
            created: try reader.instant("created"), modified: try reader.optionalInstant("modified"),
            status: try reader.choice("status", of: ReportStatus.self), slotsUsed: try reader.integer("slotsUsed"),
            executions: executions)
    }
}

extension ReportPlan {
    fileprivate var json: JSONValue {
        .members([
            ("name", .string(name)), ("description", description.map(JSONValue.string)), ("queryId", .string(queryID)),
            ("query", .string(query.text)), ("executeNow", .flag(executeNow)), ("queryStart", queryStart?.seconds),
            ("queryEnd", queryEnd?.seconds), ("start", schedule.start.seconds),
            ("interval", .integer(schedule.intervalHours)), ("count", schedule.count.map(JSONValue.integer)),
            ("end", schedule.end?.seconds), ("callbackUrl", callbackURL.map(JSONValue.string)),
            ("callbackMethod", callbackMethod.map { .string($0.rawValue) }),
            ("callbackIsFromElsewhere", .flag(!callbackIsFromThisMachine)), ("format", .string(format.rawValue)),
        ])
    }

    fileprivate init(
        _ reader: RowReader, program: PartnerProgram,
        prepare: (PartnerProgram, String) throws(RowReader.Failure) -> PreparedQuery
    ) throws(RowReader.Failure) {
        let schedule = ReportSchedule(
            start: try reader.instant("start"), intervalHours: try reader.integer("interval"),
            count: try reader.optionalInteger("count"), end: try reader.optionalInstant("end"))
        self.init(
            name: try reader.string("name"), description: try reader.optionalString("description"),
            queryID: try reader.string("queryId"), query: try prepare(program, try reader.string("query")),
            executeNow: try reader.bool("executeNow"), queryStart: try reader.optionalInstant("queryStart"),
            queryEnd: try reader.optionalInstant("queryEnd"), schedule: schedule,
            callbackURL: try reader.optionalString("callbackUrl"),
            callbackMethod: try reader.optionalChoice("callbackMethod", of: CallbackMethod.self),
            callbackIsFromThisMachine: !(try reader.bool("callbackIsFromElsewhere")),
            format: try reader.choice("format", of: ReportFormat.self))
    }
}

extension Execution {
    fileprivate var json: JSONValue {
        .members([
            ("id", .string(id)), ("slot", slot.seconds), ("status", .string(status.rawValue)),
            ("started", startedTime?.seconds), ("generated", generatedTime?.seconds),
            ("isHeld", .flag(hold != nil)), ("heldUntil", hold?.until?.seconds), ("format", .string(format.rawValue)),
        ])
    }

    fileprivate init(_ reader: RowReader) throws(RowReader.Failure) {
        self.init(
            restoring: try reader.required("id", UUIDValue(try reader.string("id")), "an identifier"),
            slot: try reader.instant("slot"), status: try reader.choice("status", of: ExecutionStatus.self),
            format: try reader.choice("format", of: ReportFormat.self))
        startedTime = try reader.optionalInstant("started")
        generatedTime = try reader.optionalInstant("generated")
        if try reader.bool("isHeld") { hold = Hold(until: try reader.optionalInstant("heldUntil")) }
    }
}
