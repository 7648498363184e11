import InsightsTime
import Testing

@testable import InsightsFixtures

/// The documented queries filter on these values, so there must be rows that have them.
@Suite("Documented values")
struct DocumentedValuesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let sheet: Sheet
        let time: String?
        let conditions: [(column: String, value: String)]
        var testDescription: String { conditions.map { "\($0.column) = \($0.value)" }.joined(separator: " and ") }

        init(_ sheet: Sheet, _ time: String?, _ conditions: [(String, String)]) {
            self.sheet = sheet
            self.time = time
            self.conditions = conditions.map { (column: $0.0, value: $0.1) }
        }
    }

    private static let orderTime = "OrderPurchaseDate"

    /// Values that some rows of any six months of the history have.
    static let cases: [Case] = [
        Case(CommittedFixtures.orders, orderTime, [("AzureLicenseType", "Enterprise")]),
        Case(CommittedFixtures.orders, orderTime, [("AzureLicenseType", "Pay as You Go")]),
        Case(CommittedFixtures.orders, orderTime, [("OfferName", "Example Offer Name")]),
        Case(CommittedFixtures.orders, orderTime, [("OfferName", "Contoso test Services")]),
        Case(CommittedFixtures.orders, orderTime, [("OrderStatus", "Active")]),
        Case(CommittedFixtures.orders, orderTime, [("OrderStatus", "Cancelled")]),
        Case(CommittedFixtures.orders, orderTime, [("OrderStatus", "Active"), ("IsPrivateOffer", "1")]),
        Case(CommittedFixtures.orders, orderTime, [("OrderQuantity", "100")]),
        Case(CommittedFixtures.customers, "DateAcquired", [("IsActive", "1")]),
        Case(CommittedFixtures.customers, "DateAcquired", [("IsActive", "0")]),
        Case(CommittedFixtures.customers, "DateAcquired", [("CustomerCountryRegion", "United States")]),
        Case(
            CommittedFixtures.usage, "UsageDate",
            [("MarketplaceLicenseType", "Billed Through Azure"), ("OfferType", "vm core image")]),
        Case(
            CommittedFixtures.usage, "UsageDate",
            [("MarketplaceLicenseType", "Bring Your Own License"), ("OfferType", "multisolution")]),
        Case(CommittedFixtures.usage, "UsageDate", [("OfferType", "Virtual Machine Licenses")]),
        Case(CommittedFixtures.usage, "UsageDate", [("OfferType", "Azure Applications")]),
        Case(
            CommittedFixtures.usage, "UsageDate",
            [("MarketplaceLicenseType", "Billed Through Azure"), ("OfferName", "Example Offer Name")]),
        Case(CommittedFixtures.usage, "UsageDate", [("OfferType", "SaaS"), ("OfferName", "Example Offer Name")]),
        Case(CommittedFixtures.usage, "UsageDate", [("CustomerId", "2a31c234-1f4e-4c60-909e-76d234f93161")]),
        Case(CommittedFixtures.usage, "UsageDate", [("CustomerId", "80780748-3f9a-11eb-b378-0242ac130002")]),
        Case(
            CommittedFixtures.usage, "UsageDate",
            [
                ("MarketplaceSubscriptionId", "7b487ac0-ce12-b732-dcd6-91a1e4e74a50"),
                ("CustomerId", "0f8b7fa0-eb83-a183-1225-ca153ef807aa"),
            ]),
        Case(
            CommittedFixtures.usage, "UsageDate",
            [("MarketplaceSubscriptionId", "868368da-957d-4959-8992-3c12dc7e6260")]),
        Case(CommittedFixtures.traffic, "Date", [("ReferralDomain", "Referral domain not present")]),
        Case(CommittedFixtures.tenants, "Month", [("CustomerMarket", "United States")]),
        Case(CommittedFixtures.office, "Month", [("CustomerTpid", "2a31c234-1f4e-4c60-909e-76d234f93161")]),
        Case(CommittedFixtures.office, "Month", [("CustomerTpid", "80780748-3f9a-11eb-b378-0242ac130002")]),
        Case(CommittedFixtures.office, "Month", [("CustomerTenantId", "868368da-957d-4959-8992-3c12dc7e6260")]),
        Case(
            CommittedFixtures.office, "Month",
            [
                ("CustomerTenantId", "7b487ac0-ce12-b732-dcd6-91a1e4e74a50"),
                ("CustomerTpid", "0f8b7fa0-eb83-a183-1225-ca153ef807aa"),
            ]),
        Case(CommittedFixtures.office, "Month", [("IsDuplicateRowForPGA", "0")]),
        Case(CommittedFixtures.dynamics, "Month", [("SubscriptionId", "251DE3D4-8868-4032-B518-F142DA50522F")]),
        Case(CommittedFixtures.profile, nil, [("Country", "United States")]),
    ]

    @Test("A documented value occurs in every six months of the history", arguments: cases)
    func occurs(_ wanted: Case) {
        let rows = wanted.sheet.rows.filter { row in
            wanted.conditions.allSatisfy { row[$0.column] == $0.value }
        }
        guard let time = wanted.time else {
            #expect(!rows.isEmpty)
            return
        }
        let months = Set(rows.map { CalendarMonth(of: $0.day(time)) })
        let history = Array(CalendarMonth.history)
        for end in history.indices.dropFirst(5) {
            #expect(history[(end - 5)...end].contains(where: months.contains), "none before \(history[end].firstDay)")
        }
    }

    @Test("The last months before any clock near the anchor have trials, paid use and private use")
    func recentValues() {
        let trials = CommittedFixtures.orders.rows.filter {
            $0["IsTrial"] == "true" && $0["OrderStatus"] == "Active"
                && CalendarMonth(of: $0.day("OrderPurchaseDate")) < CalendarMonth.anchor
        }
        #expect(trials.count >= 5)
        for month in CalendarMonth.history {
            let records = CommittedFixtures.usage.rows.filter { CalendarMonth(of: $0.day("UsageDate")) == month }
            #expect(records.contains { $0["SKUBillingType"] == "Paid" })
            #expect(records.contains { $0["IsPrivateOffer"] == "1" })
            #expect(!records.contains { $0["SKUBillingType"] == "Paided" })
        }
    }

    @Test("A customer's normalized usage of any six months exceeds the documented threshold")
    func heavyUsage() {
        let records = CommittedFixtures.usage.rows.filter { $0["CustomerName"] == "Contoso" }
        for start in Array(CalendarMonth.history).dropLast(6) {
            let months = start.firstDay..<start.advanced(by: 6).firstDay
            let sum = records.filter { months.contains($0.day("UsageDate")) }
                .reduce(0) { $0 + ($1.tenThousandths("NormalizedUsage") ?? 0) }
            #expect(sum > 100_000 * 10_000, "from \(start.firstDay)")
        }
    }

    @Test("Every month has a row of the documented product above the documented revenue")
    func highRevenue() {
        let rows = CommittedFixtures.tenants.rows.filter {
            $0["SKU"] == "MICROSOFT 365 BUSINESS STANDARD"
                && ($0.tenThousandths("BilledRevenueUSD") ?? 0) > 20_000 * 10_000
        }
        #expect(Set(rows.map { CalendarMonth(of: $0.day("Month")) }) == Set(CalendarMonth.history))
    }

    @Test("Names that patterns look for occur, and so do customers from before a documented day")
    func names() throws {
        let limit = try #require(CivilDate("2020-06-30"))
        let customers = CommittedFixtures.customers.rows
        #expect(customers.contains { $0["CommerceRootCustomer"].contains("Contosso") })
        #expect(CommittedFixtures.office.rows.contains { $0["CustomerName"].contains("Contoso") })
        #expect(
            customers.contains { $0.day("DateAcquired") <= limit && $0["CustomerCountryRegion"] == "United States" })
    }

    @Test("At the documented moment the first hundred orders begin and end with the documented identifiers")
    func documentedOrders() throws {
        let start = try #require(CivilDate("2020-07-06"))
        let now = try #require(CivilDate("2021-01-06"))
        let shown = CommittedFixtures.orders.rows.filter { (start...now).contains($0.day("OrderPurchaseDate")) }
            .prefix(100).map { $0["OrderId"] }
        let prefix = "086365c6-9c38-4fba-904a-6228f6cb2b"
        #expect(shown.prefix(5).map { String($0) } == ["a8", "b8", "c8", "d8", "e8"].map { prefix + $0 })
        #expect(shown.suffix(5).map { String($0) } == ["f0", "f1", "f2", "f3", "f4"].map { prefix + $0 })
    }

    @Test("Columns with a documented domain have no other values")
    func domains() {
        let licenses: Set = [
            "Cloud Solution Provider", "Enterprise", "Enterprise through Reseller", "Pay as You Go",
        ]
        let domains: [(Sheet, String, Set<String>)] = [
            (CommittedFixtures.orders, "AzureLicenseType", licenses.union(["GTM"])),
            (CommittedFixtures.usage, "AzureLicenseType", licenses),
            (CommittedFixtures.customers, "AzureLicenseType", licenses),
            (
                CommittedFixtures.orders, "OrderStatus",
                ["Active", "Cancelled", "Expired", "Abandoned", "Warning"]
            ),
            (CommittedFixtures.orders, "OrderAction", ["Purchase", "Renewed", "Canceled"]),
            (CommittedFixtures.orders, "IsPrivateOffer", ["0", "1"]),
            (CommittedFixtures.orders, "IsPreviewSKU", ["Yes", "No"]),
            (CommittedFixtures.usage, "SKUBillingType", ["Free", "Paid"]),
            (CommittedFixtures.usage, "CustomerAccess", ["", "Restricted access"]),
            (CommittedFixtures.customers, "CustomerType", ["individual", "organization"]),
            (CommittedFixtures.traffic, "platforms", ["website", "client"]),
            (CommittedFixtures.traffic, "Site", ["AZUREMARKETPLACE", "APPSOURCE"]),
            (CommittedFixtures.tenants, "IsDuplicateRowForPGA", ["0", "1"]),
            (CommittedFixtures.tenants, "CustomerStatus", ["Active", "Inactive"]),
            (CommittedFixtures.dynamics, "FreeVsPaidSKU", ["Free", "Paid"]),
        ]
        for (sheet, column, domain) in domains {
            #expect(Set(sheet.rows.map { $0[column] }).subtracting(domain) == [], "\(column)")
        }
    }
}
