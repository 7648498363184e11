import InsightsTime
import Testing

@testable import InsightsFixtures

/// Sums that must be equal for every way of computing them, through the query engine.
@Suite("Aggregation")
struct AggregationTests {
    /// A dataset with its time columns, some keys and its metrics.
    struct Case: Sendable, CustomTestStringConvertible {
        let dataset: String
        let day: String
        let month: String?
        let key: String
        let value: String
        let metrics: [String]
        var testDescription: String { dataset }
    }

    static let cases: [Case] = [
        Case(
            dataset: "ISVUsage", day: "UsageDate", month: "MonthStartDate", key: "OfferType", value: "vm core image",
            metrics: [
                "NormalizedUsage", "MeteredUsage", "RawUsage", "EstimatedExtendedChargeCC",
                "EstimatedExtendedChargePC", "EstimatedFinancialImpactUSD",
            ]),
        Case(
            dataset: "ISVMarketplaceInsights", day: "Date", month: nil, key: "OfferName", value: "Example Offer Name",
            metrics: ["PageVisits", "GetItNow", "ContactMe", "TestDrive", "FreeTrial", "consentGivenCount"]),
        Case(
            dataset: "SeatsSubscriptionsAndRevenue", day: "Month", month: nil, key: "Product", value: "Dynamics 365",
            metrics: ["TotalSoldSeats", "TotalAssignedSeats"]),
        Case(
            dataset: "AzureUsage", day: "Month", month: nil, key: "ServiceName", value: "Azure DNS",
            metrics: ["TotalACR"]),
        Case(
            dataset: "OfficeUsage", day: "Month", month: nil, key: "WorkloadName", value: "Teams",
            metrics: ["TotalPaidAvailableUnits", "TotalMonthlyActiveUsers"]),
        Case(
            dataset: "DynamicsUsage", day: "Month", month: nil, key: "FreeVsPaidSKU", value: "Paid",
            metrics: ["TotalAssignedSeats", "TotalSoldSeats", "TotalActiveSeats", "TotalRevenueAndACR"]),
        Case(
            dataset: "ResellerPerformance", day: "Month", month: nil, key: "ResellerMarket", value: "US",
            metrics: ["TotalAvailableSeats", "TotalAssignedSeats", "TotalRevenue"]),
    ]

    @Test("The sums of days equal the sums of months and of all time", arguments: cases, TestWorld.all)
    func days(_ sample: Case, _ world: TestWorld) throws {
        for metric in sample.metrics {
            let days = try world.sums("SELECT \(sample.day), \(metric) FROM \(sample.dataset)")
            let total = try world.sums("SELECT \(metric) FROM \(sample.dataset)")
            #expect(total[""] == days.values.reduce(0, +), "\(metric)")
            #expect(total[""] != 0, "\(metric)")
            guard let month = sample.month else { continue }
            var months: [String: Int] = [:]
            for (day, sum) in days {
                let start = try #require(CivilDate(day)).startOfMonth
                months[start.description, default: 0] += sum
            }
            #expect(try world.sums("SELECT \(month), \(metric) FROM \(sample.dataset)") == months, "\(metric)")
        }
    }

    @Test("Filtering before summing equals summing before filtering", arguments: cases, TestWorld.all)
    func filters(_ sample: Case, _ world: TestWorld) throws {
        for metric in sample.metrics {
            let columns = "\(sample.key), \(sample.day), \(metric)"
            let filtered = try world.sums(
                "SELECT \(columns) FROM \(sample.dataset) WHERE \(sample.key) = '\(sample.value)'")
            let all = try world.sums("SELECT \(columns) FROM \(sample.dataset)")
            #expect(filtered == all.filter { $0.key.hasPrefix("\(sample.value)/") }, "\(metric)")
            #expect(!filtered.isEmpty && filtered.count < all.count, "\(metric)")
        }
    }

    @Test("Finer groups add up to coarser ones", arguments: cases, TestWorld.all)
    func groups(_ sample: Case, _ world: TestWorld) throws {
        for metric in sample.metrics {
            var coarse: [String: Int] = [:]
            for (group, sum) in try world.sums("SELECT \(sample.key), \(sample.day), \(metric) FROM \(sample.dataset)")
            {
                let key = try #require(group.split(separator: "/", omittingEmptySubsequences: false).first)
                coarse[String(key), default: 0] += sum
            }
            #expect(try world.sums("SELECT \(sample.key), \(metric) FROM \(sample.dataset)") == coarse, "\(metric)")
        }
    }

    @Test("A value that is counted once is counted once in every part in which it occurs", arguments: TestWorld.all)
    func counts(_ world: TestWorld) throws {
        for dataset in ["OfficeUsage", "DynamicsUsage"] {
            let total = try world.sums("SELECT CustomerTenantCount FROM \(dataset)")
            let tenants = try world.select("SELECT DISTINCT CustomerTenantId FROM \(dataset)")
            #expect(total[""] == tenants.count * 10_000)
            let months = try world.sums("SELECT Month, CustomerTenantCount FROM \(dataset)")
            #expect(months.values.allSatisfy { $0 <= tenants.count * 10_000 })
        }
    }
}
