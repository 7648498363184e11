import InsightsAPI
import InsightsJSON
import InsightsStore
import InsightsTime

extension CallbackOutbox {
    /// Returns the rows of outcomes that were not saved yet, or of all, and of those that were dropped since.
    mutating func takeRecordRows(kind: String, isWhole: Bool) -> [StateRow] {
        let kept = droppedRecords..<droppedRecords + records.count
        let first = isWhole ? kept.lowerBound : max(savedRecords.upperBound, kept.lowerBound)
        let dropped = isWhole ? 0..<0 : savedRecords.lowerBound..<min(savedRecords.upperBound, kept.lowerBound)
        savedRecords = kept
        return dropped.map { StateRow(kind, String($0), nil) }
            + (first..<kept.upperBound).map { number in
                StateRow(kind, String(number), JSONWriter.encode(records[number - kept.lowerBound].json))
            }
    }

    /// Restores the outcomes, in order.
    mutating func restore(_ saved: [(number: Int, record: CallbackRecord)]) {
        droppedRecords = saved.first?.number ?? 0
        restore(saved.map(\.record))
        savedRecords = droppedRecords..<droppedRecords + saved.count
    }
}

extension CallbackDelivery {
    var json: JSONValue {
        .members([
            ("report", .string(reportID)), ("execution", .string(executionID)), ("url", .string(url)),
            ("method", .string(method.rawValue)), ("attempt", .integer(attempt)), ("due", due.seconds),
            ("isFromElsewhere", .flag(!isFromThisMachine)), ("isRepeated", .flag(isRepeated)),
        ])
    }

    init(_ reader: RowReader) throws(RowReader.Failure) {
        self.init(
            reportID: try reader.string("report"), executionID: try reader.string("execution"),
            url: try reader.string("url"), method: try reader.choice("method", of: CallbackMethod.self),
            attempt: try reader.integer("attempt"), due: try reader.instant("due"),
            isFromThisMachine: !(try reader.bool("isFromElsewhere")), isRepeated: try reader.bool("isRepeated"))
    }
}

extension CallbackRecord {
    fileprivate var json: JSONValue {
        var members: [(String, JSONValue?)] = [("delivery", delivery.json), ("time", time.seconds)]
        switch outcome {
        case .responded(let status): members.append(("status", .integer(status)))
        case .failed(let reason): members.append(("failure", .string(reason)))
        case .refused(let reason): members.append(("refusal", .string(reason)))
        }
        return .members(members)
    }

    init(_ reader: RowReader) throws(RowReader.Failure) {
        let outcome: CallbackOutcome
        if let status = try reader.optionalInteger("status") {
            outcome = .responded(status: status)
        } else if let reason = try reader.optionalString("failure") {
            outcome = .failed(reason)
        } else {
            outcome = .refused(try reader.string("refusal"))
        }
        self.init(
            delivery: try CallbackDelivery(try reader.reader("delivery")), time: try reader.instant("time"),
            outcome: outcome)
    }
}
