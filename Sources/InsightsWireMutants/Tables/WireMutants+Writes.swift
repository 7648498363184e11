import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension WireMutants {
    /// The mutants that make a write twice, or not at all, and answer as if it were made once.
    static let writes: [WireMutant] = each(Operation.ofService.filter(\.writes)) { operation, program in
        [
            swallowed(operation, program),
            WireMutant(
                .write, operation, program, "doubled", "it is made twice, and answered by the first",
                course: { request, _, received in
                    received.count < 2 ? .send(request.http) : .answer(received[0])
                }),
            WireMutant(
                .write, operation, program, "doubled-late", "it is made twice, and answered by the second",
                course: { request, _, received in
                    received.count == 2 || received.first?.isSuccess == false
                        ? .answer(received[received.count - 1]) : .send(request.http)
                }),
            WireMutant(
                .write, operation, program, "lost-answer", "it is made, and answered by 500",
                success: { answer in
                    answer.status = 500
                    answer.replace(
                        json: .object(["message": .string("Service unavailable"), "statusCode": .integer(500)]))
                }),
        ]
    }

    private static func swallowed(_ operation: Operation, _ program: PartnerProgram) -> WireMutant {
        WireMutant(
            .write, operation, program, "swallowed", "it is not made, and answered as if it were",
            course: { request, memory, received in
                switch operation {
                case .deleteQuery, .deleteReport: standIn(request, memory, received)
                default: undone(request, &memory, received)
                }
            })
    }

    /// Makes the write and undoes it.
    private static func undone(
        _ request: WireRequest, _ memory: inout WireMemory, _ received: [WireResponse]
    ) -> WireStep {
        guard let first = received.first else { return .send(request.http) }
        guard received.count == 1, first.isSuccess else { return .answer(first) }
        let undoing: HTTPRequest? =
            switch request.operation {
            case .createQuery:
                first.records.first?["queryId"]?.string.map { request.another(.delete, .query(id: $0)) }
            case .createReport:
                first.records.first?["reportId"]?.string.map { request.another(.delete, .report(id: $0)) }
            case .pauseReport: request.id.map { request.another(.put, .resumeReport(id: $0)) }
            case .resumeReport: request.id.map { request.another(.put, .pauseReport(id: $0)) }
            case .updateReport:
                memory.record(.report, request.id).map {
                    request.another(.put, .report(id: $0.id), json: body(of: $0.json))
                }
            default: nil
            }
        return undoing.map(WireStep.send) ?? .answer(first)
    }

    /// Deletes another record, made for it, and answers as if it were the one that was named.
    private static func standIn(
        _ request: WireRequest, _ memory: WireMemory, _ received: [WireResponse]
    ) -> WireStep {
        let isQuery = request.operation == .deleteQuery
        let content: Operation.Content = isQuery ? .query : .report
        guard let known = memory.record(content, request.id),
            received.isEmpty || received[0].isSuccess,
            let id = received.isEmpty ? known.id : received[0].records.first?[isQuery ? "queryId" : "reportId"]?.string
        else { return received.count < 2 ? .send(request.http) : .answer(received[received.count - 1]) }
        switch received.count {
        case 0:
            return .send(
                request.another(.post, isQuery ? .queries : .reports, json: body(of: known.json, creates: true)))
        case 1: return .send(request.another(.delete, isQuery ? .query(id: id) : .report(id: id)))
        default:
            var answer = received[1]
            let text = String(decoding: answer.bytes, as: UTF8.self).replacing(id, with: known.id)
            answer.replace(bytes: Array(text.utf8))
            return .answer(answer)
        }
    }

    /// Returns the body of a request that gives a record these values.
    static func body(of record: JSONObject, creates: Bool = false, name: String? = nil) -> JSONObject {
        var body = JSONObject()
        func add(_ field: String) {
            if let value = record.value(caseInsensitively: field), !value.isNull { body[field] = value }
        }
        guard record["reportId"] != nil else {
            for field in CreateQueryRequest.fields { add(field.name) }
            return body
        }
        for field in ReportRequest.fields where creates || field.name != "QueryId" { add(field.name) }
        if body["ExecuteNow"] == .bool(false) || !creates { body["ExecuteNow"] = nil }
        if let name { body["ReportName"] = .string(name) }
        return body
    }
}
