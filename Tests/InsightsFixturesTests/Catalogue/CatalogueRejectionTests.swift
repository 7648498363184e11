import InsightsAPI
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

    static let cases: [TextMistake] = [
        TextMistake(
            "\"formatVersion\": 1", "\"formatVersion\": 2", "2: formatVersion: found 2; expected format version 1"),
        TextMistake("\"formatVersion\": 1,", "", "1: formatVersion: found nothing; expected a value"),
        TextMistake("\"2021-01\"", "\"2021-13\"", "3: anchor: found '2021-13'; expected a month such as 2021-01"),
        TextMistake("\"2021-01\"", "2021", "3: anchor: found a number; expected a string"),
        TextMistake("\"cmp\"", "\"cpm\"", "6: datasets[0].program: found 'cpm'; expected cmp, mpn"),
        TextMistake(
            "\"program\"", "\"programme\"",
            "6: datasets[0].programme: found an unknown key; expected program, name"),
        TextMistake(
            "\"Sample\"", "\"../x\"", "7: datasets[0].name: found '../x'; expected letters, digits and underscores"),
        TextMistake(
            "\"Sample\"", "\"\"", "7: datasets[0].name: found an empty string; expected a string that is not empty"),
        TextMistake(
            "\"Day\",\n", "\"Dey\",\n",
            "8: datasets[0].timeColumn: found 'Dey'; expected a column of the dataset; did you mean 'Day'?"),
        TextMistake(
            "\"timeColumn\": \"Day\"", "\"timeColumn\": \"Id\"",
            "8: datasets[0].timeColumn: found 'Id' of type string; expected a column that holds a time"),
        TextMistake("\"LAST_MONTH\"", "\"LAST_WEEK\"", "9: datasets[0].dateRanges[0]: found 'LAST_WEEK'; expected "),
        TextMistake(
            "\"LAST_MONTH\"", "\"LIFETIME\"", "9: datasets[0].dateRanges[1]: found a second LIFETIME; expected"),
        TextMistake(
            "24", "0", "10: datasets[0].minimumRecurrenceInterval: found 0; expected a whole number, 1 or more"),
        TextMistake(
            "24", "1.5", "10: datasets[0].minimumRecurrenceInterval: found 1.5; expected a whole number, 1 or more"),
        TextMistake(
            "24", "\"24\"", "10: datasets[0].minimumRecurrenceInterval: found a string; expected a whole number"),
        TextMistake("\"string\"", "\"text\"", "12: datasets[0].columns[0].type: found 'text'; expected string, guid"),
        TextMistake(
            "\"Id\", \"type\"", "\"I d\", \"type\"", "12: datasets[0].columns[0].name: found 'I d'; expected letters"),
        TextMistake(
            "\"Id\", \"type\"", "\"DAY\", \"type\"", "13: datasets[0].columns[1].name: found a second 'Day'; expected"
        ),
        TextMistake(
            "\"listed\": false", "\"listed\": 0", "13: datasets[0].columns[1].listed: found a number; expected true"),
        TextMistake(
            "\"listed\"", "\"type\"", "13: datasets[0].columns[1].type: found a second 'type'; expected each key"),
        TextMistake(
            "\"Usage\"", "\"id\"", "16: datasets[0].metrics[0].name: found a second 'id'; expected each name once"),
        TextMistake("\"decimal\"", "\"string\"", "16: datasets[0].metrics[0].type: found 'string'; expected integer"),
        TextMistake("\"sum\"", "\"average\"", "16: datasets[0].metrics[0].function: found 'average'; expected sum"),
        TextMistake(
            "\"sum\"", "\"sum\", \"of\": \"Id\"",
            "16: datasets[0].metrics[0].of: found 'Id' of type string; expected a column that holds a number"),
        TextMistake(
            ", \"of\": \"Id\"", "", "17: datasets[0].metrics[1]: found no member 'of'; expected the column whose"),
        TextMistake(
            "\"of\": \"Id\"", "\"of\": \"Usage\"",
            "17: datasets[0].metrics[1].of: found 'Usage'; expected a column of the dataset"),
        TextMistake(
            "\"Sample\",", "\"Sample\", \"edition2021\": \"hidden\",",
            "7: datasets[0].edition2021: found 'hidden'; expected listed, accepted, absent"),
        TextMistake(
            "\"Id\", \"type\"", "\"Id(s)\", \"type\"", "12: datasets[0].columns[0].name: found 'Id(s)'; expected"),
        TextMistake("\"metrics\": [", "\"metrics\": {", "16:9: expected a member name in double quotes"),
    ]

    @Test("A valid catalogue is accepted")
    func accepts() throws {
        let catalogue = try FixtureCatalogue(parsing: Array(Self.good.utf8), file: "catalogue.json")
        let dataset = try #require(catalogue.datasets.first)
        #expect(dataset.selectableColumns(.year2021) == ["Id"])
        #expect(dataset.selectableColumns(.year2023) == ["Id", "Day"])
        #expect(dataset.schema(.year2021).storedFields.map(\.name) == ["Id", "Day", "Usage"])
        #expect(dataset.minimumRecurrenceInterval == 24)
    }

    @Test("A catalogue with one mistake is refused with its line, path, found and expected", arguments: cases)
    func refuses(_ mistake: TextMistake) throws {
        let start = try #require(Self.good.firstRange(of: mistake.replaced))
        let text = Self.good.replacingCharacters(start, mistake.replacement)
        let error = #expect(throws: FixtureError.self) {
            try FixtureCatalogue(parsing: Array(text.utf8), file: "catalogue.json")
        }
        #expect(
            error?.description.hasPrefix("catalogue.json:\(mistake.description)") == true, "\(error?.description ?? "")"
        )
    }

    @Test("A dataset that occurs twice is refused at its second place")
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
