import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsTime

/// Exchanges in the format HTTP Archive 1.2, which browsers and proxies read.
///
/// Such readers take the text of a body for the whole content. So a body that was cut, or that is withheld, has no text
/// but a comment.
struct HTTPArchive {
    /// An exchange with its journal entry, which has no secrets.
    struct Exchange {
        let record: RecordedExchange
        let entry: JournalEntry
        let bodyLimit: Int
        let redaction: RedactionReader
    }

    let exchanges: [Exchange]
    let baseURL: String
    let includesRealTime: Bool

    /// The remark where a label stands for a secret.
    static let redactionRemark = "secrets are replaced by labels such as \(RedactionLabel.bearerToken.rawValue)"

    var json: JSONValue {
        .object([
            "log": .object([
                "version": .string("1.2"),
                "creator": .object(["name": .string("insights-simulator"), "version": .string("1")]),
                "entries": .array(exchanges.map(entry)),
            ])
        ])
    }

    private func entry(_ exchange: Exchange) -> JSONValue {
        let (record, entry) = (exchange.record, exchange.entry)
        // The simulated time is the same on every run.
        let time =
            includesRealTime
            ? Self.milliseconds(entry.realNanoseconds) : JSONValue.integer(entry.simulatedMilliseconds)
        var object: JSONObject = [
            "startedDateTime": .string(entry.time.description), "time": time, "request": request(exchange),
            "response": response(exchange), "cache": .object([:]),
            "timings": .object(["send": .integer(0), "wait": time, "receive": .integer(0)]),
        ]
        var remarks = [entry.fault.map { "fault: \($0)" }, entry.explanation].compactMap(\.self)
        if !record.hasHead { remarks.append("the client received no response; its status was \(record.status)") }
        object["comment"] = Self.comment(remarks)
        return .object(object)
    }

    // MARK: Messages

    private func request(_ exchange: Exchange) -> JSONValue {
        let (record, entry) = (exchange.record, exchange.entry)
        let body = ArchivedBody(requestOf: record, limit: exchange.bodyLimit, exchange.redaction)
        let query = entry.target.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
        var object: JSONObject = [
            "method": .string(entry.method),
            "url": .string(ArchivedURL(of: record, target: entry.target, baseURL: baseURL).text),
            "httpVersion": .string(record.version.name), "cookies": .array([]), "headers": headers(entry.request),
            "queryString": .array(
                Parameters(parsing: query).all.map {
                    .object(["name": .string($0.name), "value": .string($0.value)])
                }),
            "headersSize": .integer(-1), "bodySize": .integer(body.transferredBytes ?? -1),
        ]
        if body.transferredBytes != 0 {
            // HAR has no encoding for posted bytes, and readers require a text.
            var data: JSONObject = [
                "mimeType": .string(entry.request.field("Content-Type") ?? ""),
                "text": .string(body.isBase64 ? "" : body.text ?? ""),
            ]
            let remarks = body.remarks + (body.isBase64 ? ["the body is not text"] : [])
            data["comment"] = Self.comment(remarks)
            data["_start"] = body.start.map(JSONValue.string)
            object["postData"] = .object(data)
        }
        let isRedacted =
            body.isRedacted || entry.target != record.target || hasRedactions(entry.request, record.requestFields)
        if isRedacted { object["comment"] = .string(Self.redactionRemark) }
        return .object(object)
    }

    private func response(_ exchange: Exchange) -> JSONValue {
        let (record, entry) = (exchange.record, exchange.entry)
        let body = ArchivedBody(responseOf: record, limit: exchange.bodyLimit, exchange.redaction)
        var content: JSONObject = [
            "size": .integer(body.contentBytes ?? -1),
            "mimeType": .string(record.hasHead ? entry.response.field("Content-Type") ?? "" : ""),
        ]
        content["compression"] = body.savedBytes.map(JSONValue.integer)
        content["text"] = body.text.map(JSONValue.string)
        if body.isBase64 { content["encoding"] = .string("base64") }
        content["comment"] = Self.comment(body.remarks)
        content["_start"] = body.start.map(JSONValue.string)
        let redirect = record.hasHead ? entry.response.field("Location").map(ArchivedURL.encoded) ?? "" : ""
        // Browsers write status 0 where no response arrived.
        var object: JSONObject = [
            "status": .integer(record.hasHead ? entry.status : 0),
            "statusText": .string(record.hasHead ? HTTPStatus(entry.status).reasonPhrase : ""),
            "httpVersion": .string(HTTPVersion.http11.name), "cookies": .array([]),
            "headers": record.hasHead ? headers(entry.response) : .array([]), "content": .object(content),
            "redirectURL": .string(redirect), "headersSize": .integer(-1),
            "bodySize": .integer(body.transferredBytes ?? -1),
        ]
        if body.isRedacted || hasRedactions(entry.response, record.responseFields) {
            object["comment"] = .string(Self.redactionRemark)
        }
        return .object(object)
    }

    private func headers(_ message: JournalEntry.Message) -> JSONValue {
        .array(message.fields.map { .object(["name": .string($0.name), "value": .string($0.value)]) })
    }

    private func hasRedactions(_ shown: JournalEntry.Message, _ fields: HTTPFields) -> Bool {
        !zip(shown.fields, fields.all).allSatisfy { $0.value == $1.value }
    }

    // MARK: Values

    private static func comment(_ remarks: [String]) -> JSONValue? {
        remarks.isEmpty ? nil : .string(remarks.joined(separator: "; "))
    }

    /// Returns a duration as a decimal number of milliseconds, without loss.
    private static func milliseconds(_ nanoseconds: UInt64) -> JSONValue {
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let digits = String(rest)
        return .number("\(whole).\(String(repeating: "0", count: 6 - digits.count))\(digits)")
    }
}
