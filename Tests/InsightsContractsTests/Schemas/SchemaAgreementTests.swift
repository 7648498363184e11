import Foundation
import InsightsAPI
import InsightsJSON
import InsightsSimulator
import TestSupport
import Testing

@testable import InsightsContracts
@testable import InsightsFaults

/// A schema and a reader of the same documents must agree on what is wrong.
@Suite("Schemas beside readers")
struct SchemaAgreementTests {
    /// The differences that remain, by what the reader found wrong.
    struct Differences {
        private(set) var mutants = 0
        /// What only the schema refuses, each with the violation.
        private(set) var onlySchema: [String] = []
        /// What only the reader refuses, each with its message.
        private(set) var onlyReader: [String] = []

        mutating func add(_ document: JSONValue, _ violations: [String], _ error: InputError?) {
            mutants += 1
            if let violation = violations.first, error == nil {
                onlySchema.append("\(violation) in \(String(decoding: JSONWriter.encode(document), as: UTF8.self))")
            }
            if let error, violations.isEmpty { onlyReader.append("\(error)") }
        }
    }

    private static func differences(
        _ documents: [JSONValue], schema: String, _ read: (JSONValue) throws(InputError) -> Void
    ) throws -> Differences {
        let validator = SchemaValidator(try Schemas.schema(schema))
        var differences = Differences()
        for document in documents {
            #expect(validator.faults(of: document) == [])
            #expect(throws: Never.self) { try read(document) }
            for mutant in JSONMutants.of(document) {
                var found: InputError?
                do throws(InputError) { try read(mutant) } catch { found = error }
                differences.add(mutant, validator.faults(of: mutant), found)
            }
        }
        return differences
    }

    @Test("Baselines: schema and reader refuse the same")
    func baselines() throws {
        let baseline = CheckBaseline(failures: ["a (cmp)", "b (mpn)"]).json
        let found = try Self.differences([baseline], schema: "schemas/baseline") { (value) throws(InputError) in
            _ = try CheckBaseline(parsing: JSONWriter.encode(value))
        }
        #expect(found.mutants > 50)
        #expect(found.onlySchema == [])
        #expect(found.onlyReader == [])
    }

    @Test("Digests: schema and reader refuse the same, but for one kind of response twice")
    func digests() async throws {
        let digest = try await Schemas.digest()
        let found = try Self.differences([digest], schema: "schemas/digest") { (value) throws(InputError) in
            _ = try RecordedDigest(value)
        }
        #expect(found.mutants > 500)
        #expect(found.onlySchema == [])
        #expect(found.onlyReader.filter { !$0.contains("each kind of response once") } == [])
    }

    @Test("Fault plans: schema and reader refuse the same, but for relations between values")
    func faultPlans() throws {
        let plan = try Schemas.faultPlan()
        let found = try Self.differences([plan], schema: "schemas/fault-plan") { (value) throws(InputError) in
            _ = try FaultPlan(json: value, seed: 1, now: nil)
        }
        #expect(found.mutants > 500)
        #expect(found.onlySchema == [])
        let relations = ["a multiple of", "an instant after from", "1970-01-01T00:00:00Z to", ".to: found"]
        #expect(found.onlyReader.filter { message in !relations.contains { message.contains($0) } } == [])
    }

    @Test("Recordings: schema and reader refuse the same, but for names and values of settings, and instants")
    func recordings() throws {
        let found = try Self.differences([try Schemas.recording()], schema: "schemas/recording") {
            (value) throws(InputError) in
            _ = try Recording(parsing: JSONWriter.encode(value))
        }
        #expect(found.mutants > 500)
        #expect(found.onlySchema == [])
        let known = ["settings.", "1970-01-01T00:00:00Z to", "a multiple of", "an instant after from", ".to: found"]
        #expect(found.onlyReader.filter { message in !known.contains { message.contains($0) } } == [])
    }

    @Test("The schema of recordings has the fault rules of that of fault plans")
    func sharedRule() throws {
        let schemas = try ["schemas/recording", "schemas/fault-plan"].map(Schemas.schema)
        #expect(schemas[0]["$defs"]?["rule"] == schemas[1]["$defs"]?["rule"])
    }

    @Test("The schemas have the names of all operations, faults and formats")
    func vocabulary() throws {
        func strings(_ value: JSONValue?) -> Set<String> { Set(value?.array?.compactMap(\.string) ?? []) }
        let plan = try Schemas.schema("schemas/fault-plan")
        let rule = plan["$defs"]?["rule"]?["properties"]
        let names = Set(Operation.allCases.flatMap { [$0.rawValue, $0.callName] })
        #expect(strings(rule?["route"]?["enum"]) == names)
        let kinds = rule?["fault"]?["anyOf"]?.array?.compactMap { $0["properties"]?["kind"]?["const"]?.string }
        #expect(Set(kinds ?? []) == Set(FaultKind.allCases.map(\.rawValue)))
        let journal = try Schemas.schema("schemas/journal")
        let routes = strings(journal["$defs"]?["entry"]?["properties"]?["route"]?["enum"])
        #expect(routes == Set(Operation.allCases.map(\.rawValue)))
        let contract = try Schemas.schema("contract")
        // In a general claim, the element's operation is meant.
        let calls = Set(Operation.callable.flatMap { [$0.rawValue, $0.callName] } + ["${each.operation}"])
        #expect(strings(contract["$defs"]?["step"]?["properties"]?["do"]?["enum"]) == calls)
        let validator = SchemaValidator(contract)
        for format in ValueFormat.allCases {
            let text =
                #"{"title":"t","evidence":{"class":"assumed","sources":["S1"]},"#
                + #""steps":[{"do":"getDatasets","expect":{"body":"$\#(format.rawValue)"}}]}"#
            #expect(validator.admits(try JSONParser.parse(text)), "\(format)")
        }
    }

    @Test("Contracts: the schema refuses what the reader refuses, but for names without a value")
    func contracts() throws {
        let documents = try Schemas.contracts()
        let found = try Self.differences(documents, schema: "contract") { (value) throws(InputError) in
            _ = try Contract(id: "area/name", value)
        }
        #expect(found.mutants > 3000)
        #expect(found.onlySchema == [])
        let names = ["which has no value there", "the actor '", "found '${each.operation}'"]
        #expect(found.onlyReader.filter { message in !names.contains { message.contains($0) } } == [])
        #expect(found.onlyReader.count * 25 < found.mutants, "\(found.onlyReader.count) of \(found.mutants)")
    }
}
