import InsightsQuery
import Testing

@testable import InsightsFixtures

@Suite("Catalogue")
struct CatalogueTests {
    let catalogue = CommittedFixtures.store.catalogue

    private func dataset(_ program: String, _ name: String) throws -> Dataset {
        try #require(catalogue.dataset(program: program, named: name))
    }

    @Test("The programs have four datasets each, in the order of the published lists")
    func lists() {
        #expect(
            catalogue.datasets(for: "cmp").map(\.name) == [
                "ISVCustomer", "ISVMarketplaceInsights", "ISVUsage", "ISVOrder",
            ])
        #expect(
            catalogue.datasets(for: "mpn").map(\.name) == [
                "CustomersAndTenants", "OfficeUsage", "Profile", "DynamicsUsage",
            ])
        #expect(catalogue.datasets(for: "CMP").isEmpty)
        #expect(catalogue.anchor == CivilDate("2021-01-01"))
    }

    @Test("ISVOrder of 2021 is the published record: 20 columns, no metrics, four ranges")
    func publishedOrders() throws {
        let orders = try dataset("cmp", "ISVOrder")
        #expect(
            orders.selectableColumns(.year2021) == [
                "MarketplaceSubscriptionId", "MonthStartDate", "OfferType", "AzureLicenseType", "Sku",
                "CustomerCountry", "IsPreviewSKU", "OrderId", "OrderQuantity", "CloudInstanceName", "IsNewCustomer",
                "OrderStatus", "OrderCancelDate", "CustomerCompanyName", "CustomerName", "OrderPurchaseDate",
                "OfferName", "TrialEndDate", "CustomerId", "BillingAccountId",
            ])
        #expect(orders.availableMetrics(.year2021).isEmpty)
        #expect(orders.availableDateRanges == ["LAST_MONTH", "LAST_3_MONTHS", "LAST_6_MONTHS", "LIFETIME"])
        #expect(orders.minimumRecurrenceInterval == nil)
        #expect(orders.schema(.year2021).timeColumn == "OrderPurchaseDate")
    }

    @Test("OfficeUsage of 2021 is the published record")
    func publishedOfficeUsage() throws {
        let usage = try dataset("mpn", "OfficeUsage")
        #expect(
            usage.selectableColumns(.year2021) == [
                "CustomerTenantId", "CustomerTpid", "WorkloadName", "Month", "PaidAvailableUnits",
                "MonthlyActiveUsers", "CustomerName", "CustomerMarket", "CustomerSegment", "MPNId", "PartnerName",
                "PartnerLocationID", "PartnerAttributionType", "IsDuplicateRowForPGA",
            ])
        #expect(
            usage.availableMetrics(.year2021) == [
                "CustomerCount", "CustomerTenantCount", "TotalPaidAvailableUnits", "TotalMonthlyActiveUsers",
            ])
        #expect(usage.availableDateRanges == Self.fiveRanges)
        #expect(usage.minimumRecurrenceInterval == 24)
    }

    @Test("DynamicsUsage of 2021 is the published record, which lacks PartnerLocationID")
    func publishedDynamicsUsage() throws {
        let usage = try dataset("mpn", "DynamicsUsage")
        #expect(
            usage.selectableColumns(.year2021) == [
                "PGAMpnId", "SubscriptionId", "SubscriptionStartDate", "SubscriptionEndDate", "SubscriptionStatus",
                "Month", "RevSumDivisionName", "RevSumCategoryName", "SKU", "SKUId", "FreeVsPaidSKU", "SalesModel",
                "DetailedSalesModel", "CustomerName", "CustomerTenantId", "CustomerTpid", "CustomerSegment",
                "CustomerMarket", "MPNId", "PartnerName", "PartnerLocation", "PartnerAttachType", "AvailableSeats",
                "AssignedSeats", "ActiveSeats", "DeploymentOpportunity", "ActiveUsagePercent",
            ])
        #expect(
            usage.availableMetrics(.year2021) == [
                "SubscriptionCount", "TotalAssignedSeats", "TotalSoldSeats", "TotalActiveSeats", "TotalRevenueAndACR",
                "CustomerCount", "CustomerTenantCount",
            ])
        #expect(usage.availableDateRanges == Self.fiveRanges)
        #expect(usage.schema(.year2021).columns.contains { $0.name == "PartnerLocationID" && !$0.isAdvertised })
    }

    @Test("Datasets without a published record advertise the columns of their system query in 2021")
    func systemQueryColumns() throws {
        for (program, name) in [
            ("cmp", "ISVCustomer"), ("cmp", "ISVMarketplaceInsights"), ("mpn", "CustomersAndTenants"),
            ("mpn", "Profile"),
        ] {
            let dataset = try dataset(program, name)
            let query = try #require(
                CommittedFixtures.store.systemQueries(program: program).first { $0.query.contains("FROM \(name)") })
            #expect(
                dataset.selectableColumns(.year2021) + dataset.availableMetrics(.year2021) == selected(by: query.query))
        }
        let usage = try dataset("cmp", "ISVUsage").selectableColumns(.year2021)
        let usageQuery = try #require(
            CommittedFixtures.store.systemQueries(program: "cmp").first { $0.query.contains("RawUsage") })
        #expect(usage == Array(selected(by: usageQuery.query).dropLast(3)))
        #expect(usage.count == 29)
        #expect(
            try dataset("cmp", "ISVUsage").availableMetrics(.year2021) == [
                "NormalizedUsage", "RawUsage", "EstimatedExtendedChargeCC", "MeteredUsage", "EstimatedExtendedChargePC",
            ])
    }

    @Test("The 2023 edition advertises everything, in the same order and with the same fields")
    func laterEdition() {
        for dataset in catalogue.datasets {
            let schema = dataset.schema(.year2021)
            #expect(dataset.selectableColumns(.year2023) == schema.columns.map(\.name))
            #expect(dataset.availableMetrics(.year2023) == schema.metrics.map(\.name))
            #expect(dataset.schema(.year2023).storedFields.map(\.name) == schema.storedFields.map(\.name))
            let advertised = schema.columns.map(\.isAdvertised)
            #expect(advertised == advertised.sorted { $0 && !$1 }, "\(dataset.name): advertised columns come first")
        }
    }

    @Test("Every column a system query selects is known")
    func systemQueriesFit() throws {
        for program in FixtureCatalogue.programs {
            for query in CommittedFixtures.store.systemQueries(program: program) {
                let words = query.query.split(whereSeparator: { $0 == " " || $0 == "," })
                let from = try #require(words.firstIndex(of: "FROM"))
                let dataset = try dataset(program, String(words[from + 1]))
                let schema = dataset.schema(.year2021)
                let known = Set(schema.columns.map(\.name) + schema.metrics.map(\.name))
                #expect(selected(by: query.query).filter { !known.contains($0) } == [])
            }
        }
    }

    @Test("Datasets are found in any letter case, in their own program only")
    func findsDatasets() {
        #expect(catalogue.dataset(program: "cmp", named: "isvORDER")?.name == "ISVOrder")
        #expect(catalogue.dataset(program: "mpn", named: "ISVOrder") == nil)
    }

    @Test("Revenue and personal data are marked as sensitive")
    func sensitive() throws {
        let tenants = try dataset("mpn", "CustomersAndTenants").schema(.year2021)
        #expect(
            tenants.columns.filter(\.isSensitive).map(\.name) == [
                "BilledRevenueUSD", "AzureConsumedRevenueUSD", "CPORRevenue",
            ])
        let usage = try dataset("mpn", "DynamicsUsage").schema(.year2021)
        #expect(usage.metrics.filter(\.isSensitive).map(\.name) == ["TotalRevenueAndACR"])
    }

    private static let fiveRanges = ["LAST_MONTH", "LAST_3_MONTHS", "LAST_6_MONTHS", "LAST_1_YEAR", "LIFETIME"]

    private func selected(by query: String) -> [String] {
        let words = query.split(whereSeparator: { $0 == " " || $0 == "," }).map { String($0) }
        return Array(words.dropFirst().prefix { $0 != "FROM" })
    }
}
