import InsightsContracts
import Testing

@Suite("Contracts in words")
struct ContractExplanationTests {
    private static let text = #"""
        {
          "title": "A thing is so", "programs": ["mpn"], "editions": ["2023"], "clock": "2022-01-01T00:00:00Z",
          "evidence": { "class": "observed", "date": "2021-03", "sources": ["S1", "seed 002", "RFC 6749", "C2", "U3", "faq"] },
          "settings": { "test-rows": "10" }, "difference": "rows", "receiver": { "status": 302, "location": "/moved" },
          "tenant": "saltmarsh.example",
          "actors": { "b": { "tenant": "other" }, "a": { "application": "App", "user": "kim" } },
          "steps": [
            { "do": "getQueries", "as": "a", "note": "all", "repeat": 2, "capture": { "id": "/value/0/queryId" },
              "expect": { "status": [200, 404], "headers": { "Date": "$any" },
                "body": { "value": { "$each": { "name": "$string" }, "$atLeast": 2 } } } },
            { "do": "request", "as": "nobody", "with": { "method": "GET", "path": "/x" }, "assume": { "status": 404 } },
            { "advance": "PT1H" }, { "setClock": "${now+P1D}" }, { "faults": { "rules": [] } }, { "faults": null },
            { "receive": "callbacks", "expect": { "body": [] } }
          ],
          "cleanUp": [{ "do": "deleteQuery", "with": { "queryId": "${id}" } }]
        }
        """#

    @Test("Every part of a contract has an explanation")
    func everything() throws {
        let contract = try Contract(id: "area/thing", parsing: Array(Self.text.utf8))
        #expect("\(ContractExplanation(contract))\n" == (try SampleReport.golden("explanation.txt")))
    }

    @Test("All contracts of the package have an explanation")
    func standard() throws {
        for contract in try ContractSuite.standard.contracts {
            let text = "\(ContractExplanation(contract))"
            #expect(text.hasPrefix("\(contract.id)\n\(contract.title)\n\nevidence   \(contract.evidence.kind)"))
            #expect(text.contains("\n1. "))
            if let difference = contract.difference {
                #expect(text.contains("\ndiffers    \(difference.id): \(difference.reason)\n"))
            }
        }
    }
}
