import InsightsAPI
import InsightsJSON
import Testing

@Suite("Tables of fields")
struct FieldTableTests {
    @Test("An operation's route leads back to it, for every method", arguments: Operation.ofService)
    func operations(_ operation: Operation) throws {
        let template = try #require(operation.template)
        #expect(template.operation(for: operation.method) == operation)
        let segments = template.path(below: "") { $0 }.split(separator: "/").map(String.init)
        #expect(Route(segments: segments) == template)
        #expect(template.operations.contains(operation))
    }

    @Test("An operation is found by either of its names, and by no other", arguments: Operation.allCases)
    func names(_ operation: Operation) {
        #expect(Operation(name: operation.rawValue) == operation)
        #expect(Operation(name: operation.callName) == operation)
        #expect(Operation(name: operation.rawValue.uppercased()) == nil)
        #expect(Operation.allCases.count { [$0.rawValue, $0.callName].contains(operation.callName) } == 1)
    }

    @Test("No two parameters of an operation have one name", arguments: Operation.ofService)
    func parameters(_ operation: Operation) {
        let names = operation.parameters(isPaged: true).map { $0.name.lowercased() }
        #expect(Set(names).count == names.count)
    }

    @Test("A request that is written is the request that is read, whichever fields it has")
    func requests() throws {
        let whole = ReportRequest(
            reportName: "a", description: "b", queryID: "c", startTime: "d", executeNow: true, queryStartTime: "e",
            queryEndTime: "f", recurrenceInterval: 7, recurrenceCount: 8, format: "g", callbackURL: "h",
            callbackMethod: "i")
        #expect(whole.json.object?.keys == ReportRequest.fields.map(\.name))
        #expect(try read(whole.json) == whole)
        for field in ReportRequest.fields {
            var object = try #require(whole.json.object)
            object[field.name] = nil
            #expect(try read(.object(object)).json == .object(object), "\(field.name)")
        }
        let query = CreateQueryRequest(name: "n", description: "d", query: "q")
        #expect(query.json.object?.keys == CreateQueryRequest.fields.map(\.name))
        #expect(try CreateQueryRequest(RequestBody(parsing: JSONWriter.encode(query.json))) == query)
    }

    private func read(_ json: JSONValue) throws -> ReportRequest {
        try ReportRequest(RequestBody(parsing: JSONWriter.encode(json)))
    }

    @Test("Every operation's refusals have different messages, and their patterns match their examples")
    func refusals() throws {
        for program in PartnerProgram.allCases {
            for operation in Operation.ofService {
                let refusals = ServiceError.refusals(of: operation, in: program)
                #expect(Set(refusals.map(\.message)).count == refusals.count, "\(operation)")
                for refusal in refusals {
                    guard let pattern = refusal.messagePattern else { continue }
                    let schema = try JSONSchema(.object(["pattern": .string(pattern)]))
                    #expect(schema.firstViolation(in: .string(refusal.message)) == nil)
                    #expect(schema.firstViolation(in: .string("x\(refusal.message)")) != nil)
                }
            }
        }
    }
}
