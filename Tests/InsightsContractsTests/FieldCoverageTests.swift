import InsightsAPI
import InsightsContracts
import InsightsJSON
import Testing

/// A contract that only asks for the keys of a record lets any value through; so every field must be judged somewhere.
@Suite("Every field of every record is judged, in every call that shows it")
struct FieldCoverageTests {
    private static let loaded = Result { try ContractSuite.standard.contracts }

    /// The calls whose answers hold records, and the fields of these by default.
    private static let calls: [(Operation, @Sendable (RecordContext) -> JSONValue)] = [
        (.datasets, { DatasetRecord.schema(in: $0) }), (.createQuery, { QueryRecord.schema(in: $0) }),
        (.listQueries, { QueryRecord.schema(in: $0) }), (.deleteQuery, { QueryRecord.schema(in: $0) }),
        (.createReport, { ReportRecord.schema(in: $0) }), (.listReports, { ReportRecord.schema(in: $0) }),
        (.updateReport, { ReportRecord.schema(in: $0) }), (.deleteReport, { ReportRecord.schema(in: $0) }),
        (.pauseReport, { ReportRecord.schema(in: $0) }), (.resumeReport, { ReportRecord.schema(in: $0) }),
        (.executions, { ExecutionRecord.schema(in: $0) }),
    ]

    struct Field: Sendable, CustomTestStringConvertible {
        let operation: Operation
        let program: PartnerProgram
        let name: String
        var testDescription: String { "\(name) of \(operation.callName) in \(program)" }
    }

    static let fields: [Field] = calls.flatMap { operation, schema in
        PartnerProgram.allCases.flatMap { program in
            (schema(RecordContext(program: program, style: RecordOptions()))["properties"]?.object?.keys ?? []).map {
                Field(operation: operation, program: program, name: $0)
            }
        }
    }

    @Test("The calls have fields", arguments: PartnerProgram.allCases)
    func any(_ program: PartnerProgram) {
        let counts = Dictionary(grouping: Self.fields.filter { $0.program == program }) { $0.operation }
        #expect(counts.count == Self.calls.count)
        #expect(counts[.pauseReport]?.count == (program == .cmp ? 14 : 16))
    }

    @Test("Field", arguments: fields)
    func judged(_ field: Field) throws {
        let isJudged = try Self.loaded.get().contains { contract in
            contract.programs.contains(field.program) && contract.settings.isEmpty
                && contract.steps.contains { step in
                    guard case .call(field.operation, _) = step.action else { return false }
                    return [step.expectation, step.assumption].contains { expectation in
                        expectation?.body.map { $0.judgesRecord(field.name, in: field.program) } == true
                    }
                }
        }
        #expect(isJudged, "no contract says what \(field.testDescription) is")
    }

    @Test(
        "What judges a field, and what does not",
        arguments: [
            (#"{"value":[{"name":"a"}]}"#, true), (#"{"value":[{"name":null}]}"#, true),
            (#"{"value":[{"name":"$text"}]}"#, true), (#"{"value":{"$each":{"name":"$text"}}}"#, true),
            (#"{"value":{"$contains":{"name":{"$pattern":"a+"}}}}"#, true),
            (#"{"value":[{"$program":{"cmp":{"name":"a"},"mpn":{}}}]}"#, true),
            (#"{"value":[{"$exactly":{"name":"a"}}]}"#, true), (#"{"value":[{"$exactly":"${record}"}]}"#, true),
            (#"{"value":[{"$keys":["name"]}]}"#, false), (#"{"value":[{"name":"$any"}]}"#, false),
            (#"{"value":[{"name":{"$not":"a"}}]}"#, false), (#"{"value":[{"other":"a"}]}"#, false),
            (#"{"name":"a"}"#, false), (#"{"value":[{"$program":{"cmp":{},"mpn":{"name":"a"}}}]}"#, false),
            (#"{"value":[]}"#, false),
        ])
    func judging(_ body: String, _ isJudged: Bool) throws {
        let text = """
            {"title":"t","evidence":{"class":"assumed","sources":["s"]},"variables":{"record":{}},
            "steps":[{"do":"getReports","expect":{"body":\(body)}}]}
            """
        let contract = try Contract(id: "area/name", parsing: Array(text.utf8))
        #expect(contract.steps[0].expectation.body?.judgesRecord("name", in: .cmp) == isJudged)
    }
}
