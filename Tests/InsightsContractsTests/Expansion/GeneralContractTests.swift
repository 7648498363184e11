import InsightsAPI
import InsightsJSON
import InsightsTesting
import Testing

@testable import InsightsContracts

@Suite("General contracts")
struct GeneralContractTests {
    private static func contract(_ forEach: String, steps: String, title: String = "t") throws -> Contract {
        try Contract(
            id: "area/name",
            parsing: Array(
                #"{"title":"\#(title)","evidence":{"class":"assumed","sources":["S1"]},"forEach":\#(forEach),"#
                    .utf8) + Array(#""variables":{"text":"t","queryId":"q","reportId":"r"},"steps":\#(steps)}"#.utf8))
    }

    private static let call = #"[{"do":"${each.operation}","with":"${each.arguments}"}]"#

    @Test("A scope's elements differ in their names, and each has a value or a reason to have none")
    func elements() {
        for scope in ContractScope.allCases {
            let elements = ContractElement.all(of: scope)
            #expect(Set(elements.map(\.name)).count == elements.count)
            #expect(!elements.isEmpty)
            #expect(Set(elements.map { $0.values.keys.sorted() }).count == 1, "\(scope)")
        }
        #expect(ContractElement.all(of: .operation).map(\.name) == Operation.ofService.map(\.callName))
        #expect(ContractElement.all(of: .write).count + ContractElement.all(of: .read).count == 12)
        #expect(
            ContractElement.all(of: .list).map(\.name) == ["getDatasets", "getQueries", "getReports", "getExecutions"])
        #expect(ContractElement.all(of: .comparison).count == 10)
    }

    @Test("Every field of every body, and every operation with a body, has a sample")
    func samples() {
        for element in ContractElement.all(of: .field) {
            let value = element.values["value"] ?? nil
            #expect(value?.isNull == false, "\(element.name)")
        }
        for operation in Operation.ofService {
            #expect((OperationSample(operation).body != nil) == operation.takesBody, "\(operation)")
        }
    }

    @Test("A contract runs once for each element, but for those that it leaves out, under their names")
    func cases() throws {
        let contract = try Self.contract(#"{"over":"write","except":{"deleteQuery":"why"}}"#, steps: Self.call)
        #expect(
            contract.instances.map(\.name) == [
                "area/name:createQuery", "area/name:createReport", "area/name:updateReport", "area/name:deleteReport",
                "area/name:pauseReport", "area/name:resumeReport",
            ])
        #expect(contract.name == "area/name")
        let cases = ContractSuite([contract]).cases(programs: [.cmp]) { ContractPattern("*:pause*").matches($0) }
        #expect(cases.map(\.id) == ["area/name:pauseReport (cmp)"])
        let words = ContractExplanation(contract).description
        #expect(words.contains("for each   write, 6 in all\n           createQuery\n"))
        #expect(words.contains("except     deleteQuery: why"))
        #expect(words.contains("For createQuery, and likewise for the others:\n1. createQuery with"))
    }

    @Test("A value that an element lacks leaves its member out")
    func lacking() throws {
        let contract = try Self.contract(
            #""read""#,
            steps:
                #"[{"do":"request","with":{"method":"${each.method}","path":"${each.address}","json":"${each.json}"}}]"#
        )
        for instance in contract.instances {
            guard case .call(_, let arguments) = instance.steps[0].action else { continue }
            #expect(arguments.keys == ["method", "path"])
        }
    }

    @Test(
        "A wrong claim is refused, with the place and what is accepted",
        arguments: [
            (#""everything""#, "/forEach: found 'everything'; expected operation, write, read, list, field"),
            ("1", "/forEach: found 1; expected operation, write"),
            ("{}", "/forEach/over: found nothing; expected operation, write"),
            (#"{"over":"write","but":1}"#, "/forEach/but: found an unknown key; expected over, except"),
            (#"{"over":"write","except":{"fly":"why"}}"#, "/forEach/except/fly: found an unknown element"),
            (#"{"over":"write","except":{"deleteQuery":""}}"#, "expected the reason, as a text"),
        ])
    func wrong(_ forEach: String, _ words: String) {
        let error = #expect(throws: InputError.self) { try Self.contract(forEach, steps: Self.call) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test("A name that elements lack, and one inside the title, are refused")
    func names() {
        let unknown = #expect(throws: InputError.self) {
            try Self.contract(#""write""#, steps: #"[{"do":"${each.verb}"}]"#)
        }
        #expect(unknown?.description.contains("found ${each.verb}; expected ${each.address}") == true)
        let inside = #expect(throws: InputError.self) {
            try Self.contract(#""write""#, steps: #"[{"do":"getDatasets","with":{"a":"x${each.arguments}"}}]"#)
        }
        #expect(inside?.description.contains("found ${each.arguments} inside a text") == true)
        let title = #expect(throws: InputError.self) {
            try Self.contract(#""write""#, steps: Self.call, title: "${each.operation}")
        }
        #expect(title?.description.contains("a sentence about all elements") == true)
    }
}
