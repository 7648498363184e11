import Glibc
import InsightsTime

@testable import InsightsFixtures

/// The fixtures of the source tree.
enum CommittedFixtures {
    static let folder: String = {
        do {
            return try FixtureFolder.locate(
                explicit: nil, environment: nil, executableFolder: nil, sourceFile: fixtureFolderSource)
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    static let store: FixtureStore = {
        do {
            return try FixtureStore(folder: folder)
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    static let orders = Sheet("cmp/ISVOrder.csv")
    static let usage = Sheet("cmp/ISVUsage.csv")
    static let customers = Sheet("cmp/ISVCustomer.csv")
    static let traffic = Sheet("cmp/ISVMarketplaceInsights.csv")
    static let tenants = Sheet("mpn/CustomersAndTenants.csv")
    static let office = Sheet("mpn/OfficeUsage.csv")
    static let dynamics = Sheet("mpn/DynamicsUsage.csv")
    static let profile = Sheet("mpn/Profile.csv")

    /// Tests/InsightsFixturesTests lies as deep as Sources/InsightsFixtures.
    private static let fixtureFolderSource = #filePath
}

/// The rows of a committed file as texts.
struct Sheet: Sendable {
    /// One row, whose cells are found by name; an empty text is null.
    struct Row: Sendable {
        let cells: [String]
        let positions: [String: Int]

        subscript(name: String) -> String {
            guard let position = positions[name] else { preconditionFailure("no column \(name)") }
            return cells[position]
        }

        /// Returns the named field, which must be a day.
        func day(_ name: String) -> CivilDate {
            guard let day = CivilDate(self[name]) else { preconditionFailure("\(name) is no day: \(self[name])") }
            return day
        }

        /// Returns the named field, which must be a whole number.
        func integer(_ name: String) -> Int {
            guard let number = Int(self[name]) else { preconditionFailure("\(name) is no number: \(self[name])") }
            return number
        }

        /// Returns the named field, a decimal number, in ten-thousandths; nil for null.
        func tenThousandths(_ name: String) -> Int? {
            Sheet.tenThousandths(self[name])
        }
    }

    /// Parses a number and returns it in ten-thousandths; nil for any other text.
    static func tenThousandths(_ text: String) -> Int? {
        let parts = text.split(separator: ".")
        guard let whole = parts.first.flatMap({ Int($0) }) else { return nil }
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        return whole * 10_000 + (Int(fraction + String(repeating: "0", count: 4 - fraction.count)) ?? 0)
    }

    let header: [String]
    let rows: [Row]

    init(_ name: String, in folder: String = CommittedFixtures.folder) {
        do {
            var bytes = try FileReading.bytes(ofFile: "\(folder)/\(name)")
            var records = try bytes.withUnsafeMutableBytes { try CSVRecords.read($0) }
            header = records.removeFirst()
            let positions = Dictionary(uniqueKeysWithValues: header.enumerated().map { ($1, $0) })
            rows = records.map { Row(cells: $0, positions: positions) }
        } catch {
            preconditionFailure("\(name): \(error)")
        }
    }
}

/// The records of a CSV text as texts.
enum CSVRecords {
    static func read(_ bytes: UnsafeMutableRawBufferPointer) throws(CSVReader.Fault) -> [[String]] {
        var reader = CSVReader(bytes)
        var records: [[String]] = []
        while !reader.isAtEnd {
            var record: [String] = []
            var isComplete = false
            while !isComplete {
                let field = try reader.next()
                record.append(String(decoding: field.bytes, as: UTF8.self))
                isComplete = field.endsRecord
            }
            records.append(record)
        }
        return records
    }

    static func read(_ text: String) throws -> [[String]] {
        var bytes = Array(text.utf8)
        return try bytes.withUnsafeMutableBytes { try read($0) }
    }
}
