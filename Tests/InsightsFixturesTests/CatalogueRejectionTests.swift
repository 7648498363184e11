import InsightsQuery
import InsightsTime
import Testing

@testable import InsightsFixtures

@Suite("Catalogue rejections")
struct CatalogueRejectionTests {
    private static let good = """
        {
          "formatVersion": 1,
          "anchor": "2021-01",
          "datasets": [
            {
              "program": "cmp",
              "name": "Sample",
              "timeColumn": "Day",
              "dateRanges": ["LAST_MONTH", "LIFETIME"],
              "minimumRecurrenceInterval": 24,
              "columns": [
                { "name": "Id", "type": "string" },
                { "name": "Day", "type": "date", "listed": false, "sensitive": true }
              ],
              "metrics": [
                { "name": "Usage", "type": "decimal", "function": "sum" },
                { "name": "IdCount", "type": "integer", "function": "countDistinct", "of": "Id" }
              ]
            }
          ]
        }
        """

    struct Case: Sendable, CustomTestStringConvertible {
        let replaced: String
        let replacement: String
        let description: String
        var testDescription: String { "\(replaced) -> \(replacement)" }

        init(_ replaced: String, _ replacement: String, _ description: String) {
            self.replaced = replaced
            self.replacement = replacement
            self.description = description
        }
    }

    static let cases: [Case] = [
        Case("\"formatVersion\": 1", "\"formatVersion\": 2", "2: formatVersion: found 2; expected format version 1"),
        Case("\"formatVersion\": 1,", "", "1: formatVersion: found nothing; expected a value"),
        Case("\"2021-01\"", "\"2021-13\"", "3: anchor: found '2021-13'; expected a month such as 2021-01"),
        Case("\"2021-01\"", "2021", "3: anchor: found a number; expected a string"),
        Case("\"cmp\"", "\"cpm\"", "6: datasets[0].program: found 'cpm'; expected cmp, mpn"),
        Case(
            "\"program\"", "\"programme\"",
            "6: datasets[0].programme: found an unknown key; expected program, name"),
        Case("\"Sample\"", "\"../x\"", "7: datasets[0].name: found '../x'; expected letters, digits and underscores"),
        Case("\"Sample\"", "\"\"", "7: datasets[0].name: found an empty string; expected a string that is not empty"),
        Case(
            "\"Day\",\n", "\"Dey\",\n",
            "8: datasets[0].timeColumn: found 'Dey'; expected a column of the dataset; did you mean 'Day'?"),
        Case(
            "\"timeColumn\": \"Day\"", "\"timeColumn\": \"Id\"",
            "8: datasets[0].timeColumn: found 'Id' of type string; expected a column that holds a time"),
        Case("\"LAST_MONTH\"", "\"LAST_WEEK\"", "9: datasets[0].dateRanges[0]: found 'LAST_WEEK'; expected "),
        Case("\"LAST_MONTH\"", "\"LIFETIME\"", "9: datasets[0].dateRanges[1]: found a second LIFETIME; expected"),
        Case("24", "0", "10: datasets[0].minimumRecurrenceInterval: found 0; expected a whole number, 1 or more"),
        Case("24", "1.5", "10: datasets[0].minimumRecurrenceInterval: found 1.5; expected a whole number, 1 or more"),
        Case("24", "\"24\"", "10: datasets[0].minimumRecurrenceInterval: found a string; expected a whole number"),
        Case("\"string\"", "\"text\"", "12: datasets[0].columns[0].type: found 'text'; expected string, guid"),
        Case(
            "\"Id\", \"type\"", "\"I d\", \"type\"", "12: datasets[0].columns[0].name: found 'I d'; expected letters"),
        Case(
            "\"Id\", \"type\"", "\"DAY\", \"type\"", "13: datasets[0].columns[1].name: found a second 'Day'; expected"
        ),
        Case("\"listed\": false", "\"listed\": 0", "13: datasets[0].columns[1].listed: found a number; expected true"),
        Case(
            "\"listed\"", "\"type\"", "13: datasets[0].columns[1].type: found a second 'type'; expected each key"),
        Case("\"Usage\"", "\"id\"", "16: datasets[0].metrics[0].name: found a second 'id'; expected each name once"),
        Case("\"decimal\"", "\"string\"", "16: datasets[0].metrics[0].type: found 'string'; expected integer"),
        Case("\"sum\"", "\"average\"", "16: datasets[0].metrics[0].function: found 'average'; expected sum"),
        Case(
            "\"sum\"", "\"sum\", \"of\": \"Id\"",
            "16: datasets[0].metrics[0].of: found 'Id' of type string; expected a column that holds a number"),
        Case(", \"of\": \"Id\"", "", "17: datasets[0].metrics[1]: found no member 'of'; expected the column whose"),
        Case(
            "\"of\": \"Id\"", "\"of\": \"Usage\"",
            "17: datasets[0].metrics[1].of: found 'Usage'; expected a column of the dataset"),
        Case(
            "\"Sample\",", "\"Sample\", \"edition2021\": \"hidden\",",
            "7: datasets[0].edition2021: found 'hidden'; expected listed, accepted, absent"),
        Case(
            "\"Id\", \"type\"", "\"Id(s)\", \"type\"", "12: datasets[0].columns[0].name: found 'Id(s)'; expected"),
        Case("\"metrics\": [", "\"metrics\": {", "16:9: expected a member name in double quotes"),
    ]

    @Test("A catalogue that fits is accepted")
    func accepts() throws {
        let catalogue = try FixtureCatalogue(parsing: Array(Self.good.utf8), file: "catalogue.json")
        let dataset = try #require(catalogue.datasets.first)
        #expect(dataset.selectableColumns(.year2021) == ["Id"])
        #expect(dataset.selectableColumns(.year2023) == ["Id", "Day"])
        #expect(dataset.schema(.year2021).storedFields.map(\.name) == ["Id", "Day", "Usage"])
        #expect(dataset.minimumRecurrenceInterval == 24)
    }

    @Test("A catalogue with one mistake is refused with its line, path, found and expected", arguments: cases)
    func refuses(_ mistake: Case) throws {
        let start = try #require(Self.good.firstRange(of: mistake.replaced))
        let text = Self.good.replacingCharacters(start, mistake.replacement)
        let error = #expect(throws: FixtureError.self) {
            try FixtureCatalogue(parsing: Array(text.utf8), file: "catalogue.json")
        }
        #expect(
            error?.description.hasPrefix("catalogue.json:\(mistake.description)") == true, "\(error?.description ?? "")"
        )
    }

    @Test("A dataset that comes twice is refused at its second place")
    func refusesDuplicates() throws {
        let body = try #require(Self.good.firstRange(of: "    }\n  ]"))
        let start = try #require(Self.good.firstRange(of: "    {\n"))
        let dataset = Self.good[start.lowerBound..<body.lowerBound] + "    }"
        let text = Self.good.replacingCharacters(body, "    },\n\(dataset.replacing("Sample", with: "SAMPLE"))\n  ]")
        let error = #expect(throws: FixtureError.self) {
            try FixtureCatalogue(parsing: Array(text.utf8), file: "catalogue.json")
        }
        #expect(
            error?.description.hasPrefix("catalogue.json:20: datasets[1]: found a second dataset 'SAMPLE'") == true)
    }
}

extension String {
    fileprivate func replacingCharacters(_ range: Range<Index>, _ replacement: String) -> String {
        self[..<range.lowerBound] + replacement + self[range.upperBound...]
    }
}
