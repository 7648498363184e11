import InsightsAPI
import InsightsQuery
import InsightsTime
import Testing

@testable import InsightsFixtures

@Suite("Catalogue")
struct CatalogueTests {
    let catalogue = CommittedFixtures.store.catalogue

    private func dataset(_ program: String, _ name: String) throws -> Dataset {
        try #require(catalogue.dataset(program: program, named: name))
    }

    private func listed(_ program: String, _ edition: Edition) -> [String] {
        catalogue.datasets(for: program, in: edition).filter { $0.isAdvertised(in: edition) }.map(\.name)
    }

    @Test("The 2021 edition lists four datasets of the marketplace and twenty of the partner program, as published")
    func lists() {
        #expect(listed("cmp", .year2021) == ["ISVCustomer", "ISVMarketplaceInsights", "ISVUsage", "ISVOrder"])
        #expect(
            listed("mpn", .year2021) == [
                "CustomersAndTenants", "SeatsSubscriptionsAndRevenue", "AzureUsage", "MSLearn", "OfficeUsage",
                "Profile", "TrainingCompletions", "DynamicsUsage", "CompetencySummaryHistory", "PowerBIUsage",
                "EMSUsage", "CompetencyPeformanceRequirement", "ResellerPerformance",
                "CLASAgreementRenewalsPropensity", "CLASAzurePropensity", "CLASD365Propensity", "CLASM365Propensity",
                "TeamsUsage3PApps", "TeamsUsageWorkload", "TeamsUsageMeetingsAndCalls",
            ])
        #expect(catalogue.datasets(for: "CMP").isEmpty)
    }

    @Test("The later datasets are unknown to the marketplace of 2021; the partner program accepts its unlisted ones")
    func editions() {
        let later = ["ISVOrderV2", "ISVRevenue", "ISVQualityOfService", "ISVOfferRetention"]
        let unlisted = ["CloudProductsResellerPerformance", "CLASSurfacePropensity"]
        #expect(catalogue.datasets(for: "cmp", in: .year2021).map(\.name) == listed("cmp", .year2021))
        #expect(catalogue.datasets(for: "mpn", in: .year2021).map(\.name) == listed("mpn", .year2021) + unlisted)
        #expect(listed("cmp", .year2023) == listed("cmp", .year2021) + later)
        #expect(listed("mpn", .year2023) == listed("mpn", .year2021) + unlisted)
        #expect(catalogue.dataset(program: "cmp", named: "isvrevenue")?.presence(in: .year2021) == .absent)
        #expect(catalogue.dataset(program: "mpn", named: "CLASSurfacePropensity")?.presence(in: .year2021) == .accepted)
    }

    @Test("The edition 2026 lists ISVLicense, and accepts ISVOrderV2 without listing it")
    func latest() {
        let later = ["ISVRevenue", "ISVQualityOfService", "ISVOfferRetention", "ISVLicense"]
        #expect(listed("cmp", .year2026) == listed("cmp", .year2021) + later)
        #expect(listed("mpn", .year2026) == listed("mpn", .year2023))
        #expect(catalogue.dataset(program: "cmp", named: "ISVOrderV2")?.presence(in: .year2026) == .accepted)
        #expect(catalogue.dataset(program: "cmp", named: "ISVLicense")?.presence(in: .year2023) == .absent)
    }

    @Test("Rows of 2026 have the columns of 2023 with their values, and those that are added")
    func latestRows() throws {
        for dataset in catalogue.datasets {
            let earlier = try CommittedFixtures.store.table(program: dataset.program, dataset: dataset.name)
            let later = try CommittedFixtures.store.table(
                program: dataset.program, dataset: dataset.name, in: .year2026)
            #expect(later.rowCount == earlier.rowCount)
            #expect(later.schema.storedFields.map(\.name) == dataset.schema(.year2026).storedFields.map(\.name))
            let names = Set(later.schema.storedFields.map(\.name))
            #expect(names.isSuperset(of: earlier.schema.storedFields.map(\.name)), "\(dataset.name)")
        }
        let usage = try dataset("cmp", "ISVUsage")
        #expect(usage.selectableColumns(.year2026).count == 55)
        #expect(usage.availableMetrics(.year2026).count == 6)
        #expect(usage.selectableColumns(.year2026).suffix(2) == ["IsMultisolution", "VMSubscription"])
        #expect(try dataset("mpn", "AzureUsage").availableMetrics(.year2026).count == 4)
    }

    @Test("The anchor is the month of the documents")
    func anchor() {
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
            ("mpn", "Profile"), ("mpn", "MSLearn"), ("mpn", "TrainingCompletions"), ("mpn", "PowerBIUsage"),
            ("mpn", "EMSUsage"), ("mpn", "TeamsUsageWorkload"), ("mpn", "CLASAzurePropensity"),
        ] {
            let dataset = try dataset(program, name)
            let query = try #require(
                CommittedFixtures.store.systemQueries(program: program, edition: .year2021).first {
                    $0.query.contains("FROM \(name)")
                })
            #expect(
                dataset.selectableColumns(.year2021) + dataset.availableMetrics(.year2021) == selected(by: query.query))
        }
        let usage = try dataset("cmp", "ISVUsage").selectableColumns(.year2021)
        let usageQuery = try #require(
            CommittedFixtures.store.systemQueries(program: "cmp", edition: .year2021).first {
                $0.query.contains("RawUsage")
            })
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
