import InsightsQuery
import Testing

@testable import InsightsFixtures

@Suite("Fixture generator")
struct FixtureGeneratorTests {
    @Test("The committed rows are what the committed seed gives, byte for byte")
    func committedRows() throws {
        let files = FixtureGenerator(seed: FixtureGenerator.committedSeed).files()
        #expect(files.count == CommittedFixtures.store.catalogue.datasets.count)
        for file in files {
            let committed = try FileReading.bytes(ofFile: "\(CommittedFixtures.folder)/\(file.path)")
            // Not compared by the macro, which would print megabytes.
            let isSame = committed == file.bytes
            #expect(isSame, "\(file.path) differs; write the rows anew with seed 1")
        }
    }

    @Test("There is a file for every dataset, with every stored field in the catalogue's order")
    func headers() throws {
        let files = FixtureGenerator(seed: 2).files()
        for dataset in CommittedFixtures.store.catalogue.datasets {
            let file = try #require(files.first { $0.path == "\(dataset.program)/\(dataset.name).csv" })
            var bytes = file.bytes
            let header = try bytes.withUnsafeMutableBytes { try CSVRecords.read($0) }.first
            #expect(header == dataset.schema(.year2021).storedFields.map(\.name), "\(dataset.name)")
        }
    }

    @Test("Written files are the generated ones and replace what was there, even if it was longer")
    func writes() throws {
        let folder = try TemporaryFolder()
        try folder.write(Array(repeating: 0x78, count: 4 << 20), to: "cmp/ISVOrder.csv")
        try FixtureGenerator(seed: 3).write(to: folder.path)
        for file in FixtureGenerator(seed: 3).files() {
            let isSame = try folder.read(file.path) == file.bytes
            #expect(isSame, "\(file.path)")
        }
    }

    @Test("Other seeds give other rows that fit as well", arguments: [0, UInt64.max])
    func otherSeeds(_ seed: UInt64) throws {
        let folder = try TemporaryFolder()
        for name in ["catalogue.json", "system-queries.json", "tenants.json"] {
            try folder.write(FileReading.bytes(ofFile: "\(CommittedFixtures.folder)/\(name)"), to: name)
        }
        try FixtureGenerator(seed: seed).write(to: folder.path)
        try FixtureStore(folder: folder.path).check()
        let isSame =
            try folder.read("cmp/ISVOrder.csv")
            == FileReading.bytes(ofFile: "\(CommittedFixtures.folder)/cmp/ISVOrder.csv")
        #expect(!isSame)
    }

    @Test("A folder that cannot be written is named")
    func refuses() {
        #expect(throws: FixtureError.unwritable(file: "/proc/fixtures", reason: "No such file or directory")) {
            try FixtureGenerator(seed: 1).write(to: "/proc/fixtures")
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

    @Test("Streams and seeds differ, equal ones do not")
    func streams() {
        func first(_ seed: UInt64, _ stream: StaticString) -> UInt64 {
            var random = SeededGenerator(seed: seed, stream: stream)
            return random.next()
        }
        #expect(first(1, "a") == first(1, "a"))
        #expect(Set([first(1, "a"), first(1, "b"), first(2, "a"), first(0, "a")]).count == 4)
    }

    @Test("Numbers stay in their range and reach both ends")
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
