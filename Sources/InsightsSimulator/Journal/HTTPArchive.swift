import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsTime

/// The entries in the format HTTP Archive 1.2, which browsers and proxies read.
struct HTTPArchive {
    let entries: [JournalEntry]
    let baseURL: String

    var json: JSONValue {
        .object([
            "log": .object([
                "version": .string("1.2"),
                "creator": .object(["name": .string("insights-simulator"), "version": .string("1")]),
                "entries": .array(entries.map(entry)),
            ])
        ])
    }

    private func entry(_ entry: JournalEntry) -> JSONValue {
        // The simulated time is the same on every run.
        let time = JSONValue.integer(entry.simulatedMilliseconds)
        var object: JSONObject = [
            "startedDateTime": .string(entry.time.description), "time": time, "request": request(entry),
            "response": response(entry), "cache": .object([:]),
            "timings": .object(["send": .integer(0), "wait": time, "receive": .integer(0)]),
        ]
        let remarks = [entry.fault.map { "fault: \($0)" }, entry.explanation].compactMap(\.self)
        object["comment"] = .string(remarks.joined(separator: "; "))
        return .object(object)
    }

    private func request(_ entry: JournalEntry) -> JSONValue {
        let query = entry.target.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
        var object: JSONObject = [
            "method": .string(entry.method),
            "url": .string(entry.target.hasPrefix("/") ? baseURL + entry.target : entry.target),
            "httpVersion": .string("HTTP/1.1"), "cookies": .array([]), "headers": headers(entry.request),
            "queryString": .array(
                Parameters(parsing: query).all.map {
                    .object(["name": .string($0.name), "value": .string($0.value)])
                }),
            "headersSize": .integer(-1), "bodySize": .integer(entry.request.bodyBytes ?? -1),
        ]
        if let body = entry.request.body {
            object["postData"] = .object([
                "mimeType": .string(entry.request.field("Content-Type") ?? ""), "text": .string(body),
            ])
        }
        return .object(object)
    }

    private func response(_ entry: JournalEntry) -> JSONValue {
        var content: JSONObject = [
            "size": .integer(entry.response.bodyBytes ?? -1),
            "mimeType": .string(entry.response.field("Content-Type") ?? ""),
        ]
        content["text"] = entry.response.body.map(JSONValue.string)
        return .object([
            "status": .integer(entry.status), "statusText": .string(""), "httpVersion": .string("HTTP/1.1"),
            "cookies": .array([]), "headers": headers(entry.response), "content": .object(content),
            "redirectURL": .string(""), "headersSize": .integer(-1),
            "bodySize": .integer(entry.response.bodyBytes ?? -1),
        ])
    }

    private func headers(_ message: JournalEntry.Message) -> JSONValue {
        .array(message.fields.map { .object(["name": .string($0.name), "value": .string($0.value)]) })
    }
}
