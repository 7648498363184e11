import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension WireMutants {
    private static let reads = Operation.ofService.filter(\.isList)
    private static let changing = Operation.ofService.filter(\.writes)

    /// The mutants whose reads are late.
    static let stale: [WireMutant] =
        each(reads) { operation, program in
            [first(operation, program), missing(operation, program), unmoved(operation, program)]
                + changing.map { after($0, operation, program) }
        }
        + each([.listQueries, .listReports, .executions]) { operation, program in
            lateRecords(operation, program)
        } + [first(.download, nil)]

    /// Returns a mutant that repeats the first successful answer at an address for ever.
    private static func first(_ operation: Operation, _ program: PartnerProgram?) -> WireMutant {
        WireMutant.rewriting(.stale, operation, program, "first-kept", "the first answer at an address is kept") {
            answer, request, memory in
            let reader = memory.reader(request)
            if let kept = memory.kept[reader] {
                answer.show(kept)
            } else if answer.isSuccess {
                memory.kept[reader] = answer
            }
        }
    }

    /// Returns a mutant that remembers that there was nothing.
    private static func missing(_ operation: Operation, _ program: PartnerProgram) -> WireMutant {
        WireMutant.rewriting(.stale, operation, program, "404-kept", "a 404 at an address is kept") {
            answer, request, memory in
            let reader = memory.reader(request)
            if let kept = memory.kept[reader] {
                answer.show(kept)
            } else if answer.status == 404 {
                memory.kept[reader] = answer
            }
        }
    }

    /// Returns a mutant that repeats an answer until the caller writes: only time has passed.
    private static func unmoved(_ operation: Operation, _ program: PartnerProgram) -> WireMutant {
        WireMutant.rewriting(.stale, operation, program, "until-a-write", "an answer is kept until the caller writes") {
            answer, request, memory in
            let reader = memory.reader(request)
            let writes = String(memory.writes.count)
            if let kept = memory.kept[reader], memory.notes[reader] == writes {
                answer.show(kept)
            } else {
                memory.kept[reader] = answer
                memory.notes[reader] = writes
            }
        }
    }

    /// Returns a mutant that does not see one kind of write: it repeats the answer from before.
    private static func after(_ write: Operation, _ operation: Operation, _ program: PartnerProgram) -> WireMutant {
        WireMutant.rewriting(
            .stale, operation, program, "after-\(write.callName)", "an answer from before \(write.callName) is kept"
        ) { answer, request, memory in
            let reader = memory.reader(request)
            let since = memory.notes[reader].flatMap { Int($0) }.map { memory.writes[$0...] } ?? []
            if let kept = memory.kept[reader], since.contains(write) {
                answer.show(kept)
            } else {
                memory.kept[reader] = answer
                memory.notes[reader] = String(memory.writes.count)
            }
        }
    }

    /// Returns mutants whose lists do not know yet what a write changed.
    private static func lateRecords(_ operation: Operation, _ program: PartnerProgram) -> [WireMutant] {
        let (content, key): (Operation.Content, String) =
            operation == .listQueries ? (.query, "queryId") : (.report, "reportId")
        let created: WireMutant = WireMutant.rewriting(
            .stale, operation, program, "created-late", "a created record is missing from the first list that shows it"
        ) { answer, _, memory in
            answer.changeRecords { records in
                let late = records.filter { record in
                    guard let id = record[key]?.string, record["type"]?.string != "system",
                        memory.record(content, id) != nil
                    else { return false }
                    return memory.notes["seen " + id] == nil
                }.compactMap { $0[key]?.string }
                for id in late { memory.notes["seen " + id] = "" }
                return late.isEmpty ? nil : records.filter { !late.contains($0[key]?.string ?? "") }
            }
        }
        guard operation != .executions else { return [created] }
        let deleted = WireMutant.rewriting(
            .stale, operation, program, "deleted-kept", "a deleted record stays in lists"
        ) { answer, request, memory in
            guard !request.http.target.contains("?") else { return }
            let gone = memory.known.filter {
                $0.content == content && $0.isDeleted && $0.program == request.program
                    && $0.tenant == memory.tenant(of: request)
            }
            guard !gone.isEmpty, answer.isSuccess else { return }
            answer.changeRecords { $0 + gone.map { .object($0.json) } }
        }
        let changed = WireMutant.rewriting(
            .stale, operation, program, "as-created", "records are shown as they were when they were created"
        ) { answer, request, memory in
            answer.changeRecords { records in
                var isChanged = false
                let old = records.map { record -> JSONValue in
                    guard let id = record[key]?.string else { return record }
                    guard let text = memory.notes["first " + id], let value = try? JSONParser.parse(text) else {
                        if let known = memory.record(content, id) {
                            memory.notes["first " + id] = String(
                                decoding: JSONWriter.encode(.object(known.json)), as: UTF8.self)
                        }
                        return record
                    }
                    if value != record { isChanged = true }
                    return value
                }
                return isChanged ? old : nil
            }
        }
        return [created, deleted, changed]
    }
}
