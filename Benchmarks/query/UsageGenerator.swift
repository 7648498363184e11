import InsightsQuery
import InsightsTime

/// Makes up rows of ISVUsage: the same for the same number of rows, written piece by piece.
///
/// 12,000 subscriptions of 6,000 customers use 8 offers over the 547 days from 2020-01-01, in the order of days. Some
/// names need quotes, some amounts are missing.
struct UsageGenerator {
    private static let countries = [
        "United States", "Germany", "India", "Japan", "Brazil", "France", "United Kingdom", "Canada", "Norway", "Spain",
        "Sweden", "Poland", "Italy", "Mexico", "Australia", "Netherlands", "Belgium", "Austria", "Kenya", "Chile",
        "South Africa", "Denmark", "Finland", "Ireland", "Portugal", "Switzerland", "Singapore", "Korea", "Türkiye",
        "Israel",
    ]
    private static let companies = [
        "Contoso", "Fabrikam", "Northwind Traders", "Tailwind Toys", "Proseware", "Adatum", "Litware", "Wingtip Toys",
        "Woodgrove Bank", "Trey Research", "Lucerne Publishing", "Margie Travel", "Coho Winery",
        "Alpine Ski House", "Blue Yonder", "Fourth Coffee", "Graphic Design", "Humongous", "Relecloud", "VanArsdel",
    ]
    private static let skus = ["Standard", "Team", "Enterprise", "Basic 2 cores", "Premium"]

    /// The constant values of a subscription's rows.
    private var subscriptions: [[UInt8]] = []
    private var random = SplitMix(state: 20_210_531)
    private let rowCount: Int

    init(rowCount: Int) {
        self.rowCount = rowCount
        let customers = (0..<6000).map { customer in
            let company = Self.companies[random.below(Self.companies.count)]
            let name = random.below(12) == 0 ? "\"\(company) \(customer), Inc.\"" : "\(company) \(customer)"
            return (id: random.guid(), name: name, country: Self.countries[random.below(Self.countries.count)])
        }
        for _ in 0..<12_000 {
            let customer = customers[random.below(customers.count)]
            let paid = random.below(5) == 0 ? "Free" : "Paid"
            let fields = [
                random.guid(), customer.id, customer.name, customer.country, "Example Offer \(random.below(8) + 1)",
                Self.skus[random.below(Self.skus.count)], paid, random.below(10) == 0 ? "Yes" : "No",
            ]
            subscriptions.append(Array(fields.joined(separator: ",").utf8))
        }
    }

    /// Hands over the text in pieces of some megabytes.
    mutating func write(_ body: ([UInt8]) throws -> Void) rethrows {
        var piece = Array(UsageTable.schema.storedFields.map(\.name).joined(separator: ",").utf8) + [0x0A]
        for row in 0..<rowCount {
            let day = row * Self.days.count / rowCount
            piece += Self.days[day]
            piece += subscriptions[random.below(subscriptions.count)]
            let usage = random.below(4_000_000)
            append(usage, scale: 4, to: &piece)
            if random.below(50) == 0 {
                piece.append(UInt8(ascii: ","))
            } else {
                append(usage / 90, scale: 2, to: &piece)
            }
            append(usage / 100 + random.below(9000), scale: 2, to: &piece)
            piece.append(0x0A)
            if piece.count > 4 << 20 {
                try body(piece)
                piece.removeAll(keepingCapacity: true)
            }
        }
        try body(piece)
    }

    private func append(_ value: Int, scale: Int, to piece: inout [UInt8]) {
        let unit = scale == 4 ? 10_000 : 100
        let fraction = String(value % unit)
        let zeros = String(repeating: "0", count: scale - fraction.utf8.count)
        piece += ",\(value / unit).\(zeros)\(fraction)".utf8
    }

    /// Every day with its month, as the first two fields spell them.
    private static let days: [[UInt8]] = {
        var days: [[UInt8]] = []
        for (year, lengths) in [
            (2020, [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]), (2021, [31, 28, 31, 30, 31, 30]),
        ] {
            for (month, length) in lengths.enumerated() {
                let prefix = "\(year)-\(month < 9 ? "0" : "")\(month + 1)-"
                for day in 1...length { days.append(Array("\(prefix)\(day < 10 ? "0" : "")\(day),\(prefix)01,".utf8)) }
            }
        }
        return days
    }()
}

/// Numbers that look random and are the same in every run.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    mutating func guid() -> String {
        let digits = Array("0123456789abcdef".utf8)
        let groups = [8, 4, 4, 4, 12].map { length in
            String(decoding: (0..<length).map { _ in digits[below(16)] }, as: UTF8.self)
        }
        return groups.joined(separator: "-")
    }
}
