import Foundation
import InsightsAPI
import InsightsQuery
import InsightsTime
import Testing

@testable import InsightsFixtures

@Suite("Fixture generator")
struct FixtureGeneratorTests {
    @Test("The committed seed gives the committed rows, byte for byte")
    func committedRows() throws {
        let folder = try TemporaryFolder()
        let summary = try FixtureGenerator(seed: FixtureGenerator.committedSeed).write(to: folder.path)
        #expect(summary.datasets.map(\.path) == CommittedFixtures.store.catalogue.datasets.map(\.path))
        #expect(summary.bytes < 6_500_000)
        for file in summary.datasets {
            let committed = try FileReading.bytes(ofFile: "\(CommittedFixtures.folder)/\(file.path)")
            // Not compared by the macro, which would print megabytes.
            let isSame = try committed == folder.read(file.path)
            #expect(isSame, "\(file.path) differs; write the rows anew with seed 1")
        }
    }

    @Test("There is a file for every dataset, with every stored field in the catalogue's order")
    func headers() throws {
        for dataset in CommittedFixtures.store.catalogue.datasets {
            #expect(
                Sheet(dataset.path).header == dataset.schema(.year2021).storedFields.map(\.name), "\(dataset.name)")
        }
    }

    @Test("Other seeds give other valid rows, in a folder that can be served", arguments: [0, UInt64.max])
    func otherSeeds(_ seed: UInt64) throws {
        let folder = try TemporaryFolder()
        _ = try FixtureGenerator(seed: seed).write(to: folder.path)
        try FixtureStore(folder: folder.path).check()
        let committed = try FileReading.bytes(ofFile: "\(CommittedFixtures.folder)/cmp/ISVOrder.csv")
        let isSame = try folder.read("cmp/ISVOrder.csv") == committed
        #expect(!isSame)
    }

    @Test("A larger scale begins with the rows of a smaller one and has about as many times the rows")
    func scales() throws {
        let (small, large) = (try TemporaryFolder(), try TemporaryFolder())
        var fractions: [Double] = []
        let one = try FixtureGenerator(seed: 7).write(to: small.path)
        let four = try FixtureGenerator(seed: 7, scale: 4).write(to: large.path) {
            fractions.append($0.fractionCompleted)
        }
        #expect(fractions == [0.25, 0.5, 0.75, 1])
        #expect((3.6...4.2).contains(Double(four.rows) / Double(one.rows)))
        let totals = ["mpn/CompetencyPeformanceRequirement.csv", "mpn/CompetencySummaryHistory.csv"]
        for (file, larger) in zip(one.datasets, four.datasets) where !totals.contains(file.path) {
            let isPrefix = try large.read(file.path).starts(with: small.read(file.path))
            #expect(isPrefix, "\(file.path)")
            #expect(larger.rows > 3 * file.rows || file.path == "mpn/Profile.csv")
            #expect(try large.read(file.path).count == larger.bytes)
        }
    }

    @Test("One dataset alone equals the same dataset among all, and its folder can be served")
    func someDatasets() throws {
        let folder = try TemporaryFolder()
        let summary = try FixtureGenerator(seed: 1, datasets: ["isvrevenue", "Profile"]).write(to: folder.path)
        #expect(summary.datasets.map(\.path) == ["cmp/ISVRevenue.csv", "mpn/Profile.csv"])
        for file in summary.datasets {
            let committed = try FileReading.bytes(ofFile: "\(CommittedFixtures.folder)/\(file.path)")
            let isSame = try committed == folder.read(file.path)
            #expect(isSame, "\(file.path)")
        }
        let store = try FixtureStore(folder: folder.path)
        try store.check()
        #expect(store.catalogue.datasets.map(\.name) == ["ISVRevenue", "Profile"])
        #expect(store.systemQueries.map(\.dataset) == ["ISVRevenue", "Profile"])
        #expect(throws: FixtureError.self) { try FixtureGenerator(seed: 1, datasets: ["ISVRevenues"]) }
    }

    @Test("An existing catalogue stays, longer files are replaced, and no other file is left")
    func replaces() throws {
        let folder = try TemporaryFolder()
        try folder.write("mine", to: "catalogue.json")
        try folder.write(Array(repeating: 0x78, count: 4 << 20), to: "mpn/Profile.csv")
        try folder.write("also mine", to: "mpn/Other.csv")
        _ = try FixtureGenerator(seed: 1, datasets: ["Profile"]).write(to: folder.path)
        #expect(try folder.read("catalogue.json") == Array("mine".utf8))
        #expect(try folder.read("mpn/Other.csv") == Array("also mine".utf8))
        #expect(try folder.read("mpn/Profile.csv").count == 1255)
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        #expect(
            names == [
                "catalogue.json", "mpn", "mpn/Other.csv", "mpn/Profile.csv", "system-queries.json", "tenants.json",
            ])
    }

    @Test("A file that cannot replace its target leaves no trace")
    func leavesNothing() throws {
        let folder = try TemporaryFolder()
        try folder.write("in the way", to: "mpn/Profile.csv/file")
        #expect(throws: FixtureError.self) {
            try FixtureGenerator(seed: 1, datasets: ["Profile"]).write(to: folder.path)
        }
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        #expect(names == ["mpn", "mpn/Profile.csv", "mpn/Profile.csv/file"])
    }

    @Test("A folder that is not writable is named in the error")
    func refuses() {
        #expect(throws: FixtureError.unwritable(file: "/proc/fixtures", reason: "No such file or directory")) {
            try FixtureGenerator(seed: 1).write(to: "/proc/fixtures")
        }
        #expect(throws: FixtureError.unwritable(file: "/proc/version", reason: "not a folder")) {
            try FixtureGenerator(seed: 1).write(to: "/proc/version")
        }
    }
}

@Suite("Seeded generator")
struct SeededGeneratorTests {
    @Test("The numbers are those of SplitMix64")
    func numbers() {
        var random = SeededGenerator(state: 1_234_567)
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        #expect(expected.map { _ in random.next() } == expected)
    }

    @Test("Different streams and seeds differ, equal ones do not")
    func streams() {
        func first(_ seed: UInt64, _ stream: StaticString) -> UInt64 {
            var random = SeededGenerator(seed: seed, stream: stream)
            return random.next()
        }
        #expect(first(1, "a") == first(1, "a"))
        #expect(Set([first(1, "a"), first(1, "b"), first(2, "a"), first(0, "a")]).count == 4)
    }

    @Test("Numbers are in their range and reach both ends")
    func ranges() {
        var random = SeededGenerator(seed: 1, stream: "test")
        let numbers = (0..<1000).map { _ in random.number(in: -1...3) }
        #expect(Set(numbers) == [-1, 0, 1, 2, 3])
    }

    @Test("GUIDs have the form of version 4")
    func guids() {
        var random = SeededGenerator(seed: 1, stream: "test")
        for _ in 0..<100 {
            let guid = Array(random.guid())
            #expect(guid.count == 36)
            #expect([8, 13, 18, 23].allSatisfy { guid[$0] == "-" })
            #expect(guid[14] == "4")
            #expect("89ab".contains(guid[19]))
        }
    }
}

@Suite("Amount")
struct AmountTests {
    @Test(
        "An amount has two to four decimals",
        arguments: [
            (0, "0.00"), (1, "0.0001"), (10_000, "1.00"), (12_500, "1.25"), (12_340, "1.234"), (99_999, "9.9999"),
        ])
    func describes(_ tenThousandths: Int, _ text: String) {
        #expect(Amount(tenThousandths: tenThousandths).description == text)
    }

    @Test("Products and cents are rounded half up")
    func rounds() {
        #expect((Amount(tenThousandths: 1) * Amount(tenThousandths: 5_000)).tenThousandths == 1)
        #expect((Amount(tenThousandths: 1) * Amount(tenThousandths: 4_999)).tenThousandths == 0)
        #expect(Amount(tenThousandths: 150).roundedToCents.description == "0.02")
        #expect(Amount(tenThousandths: 149).roundedToCents.description == "0.01")
        #expect(Amount(20).reduced(byPercent: 15).description == "17.00")
    }
}
