import InsightsAPI
import InsightsQuery
import InsightsTime
import Testing

@testable import InsightsFixtures

/// The documented facts of every dataset, or the assumed ones if the documents have none.
@Suite("Dataset facts")
struct DatasetFactsTests {
    struct Facts: Sendable, CustomTestStringConvertible {
        let program: String
        let name: String
        /// How many columns there are of each type, in the order of `ColumnType.allCases`.
        let columns: [Int]
        let metrics: Int
        let timeColumn: String?
        var hasYear = true
        let sensitive: [String]
        var testDescription: String { name }

        init(
            _ program: String, _ name: String, _ columns: [Int], metrics: Int = 0, time: String?, hasYear: Bool = true,
            sensitive: [String] = []
        ) {
            self.program = program
            self.name = name
            self.columns = columns
            self.metrics = metrics
            timeColumn = time
            self.hasYear = hasYear
            self.sensitive = sensitive
        }
    }

    static let published: [Facts] = [
        Facts(
            "cmp", "ISVCustomer", [29, 2, 2, 0, 1, 2, 0, 1], time: "DateAcquired",
            sensitive: ["ProviderEmail", "FirstName", "LastName", "Email", "AddressLine1", "PurchaserEmail"]),
        Facts("cmp", "ISVMarketplaceInsights", [6, 0, 0, 0, 0, 1, 0, 0], metrics: 6, time: "Date"),
        Facts(
            "cmp", "ISVUsage", [35, 2, 6, 6, 0, 3, 0, 1], metrics: 6, time: "UsageDate",
            sensitive: [
                "ActionTakenBy", "EstimatedExtendedChargeCC", "EstimatedExtendedChargePC",
                "EstimatedFinancialImpactUSD",
            ]),
        Facts(
            "cmp", "ISVOrder", [28, 3, 7, 4, 3, 6, 0, 1], time: "OrderPurchaseDate", hasYear: false,
            sensitive: ["BilledRevenue"]),
        Facts(
            "cmp", "ISVOrderV2", [15, 3, 1, 1, 2, 6, 0, 0], time: "OrderPurchaseDate", hasYear: false,
            sensitive: ["estimatedcharges"]),
        Facts(
            "cmp", "ISVRevenue", [23, 1, 2, 15, 1, 5, 1, 0], time: "MonthStartDate",
            sensitive: [
                "CustomerEmail", "EarningAmountCC", "EarningAmountPC", "EarningAmountUSD", "Revenue",
                "EstimatedRevenuePC", "EstimatedRevenueUSD", "TransactionAmountCC", "TransactionAmountPC",
                "TransactionAmountUSD",
            ]),
        Facts("cmp", "ISVQualityOfService", [18, 3, 1, 0, 0, 0, 0, 2], time: "StartTime"),
        Facts(
            "cmp", "ISVOfferRetention", [14, 1, 1, 0, 0, 1, 0, 0], metrics: 2, time: "FirstUsageDate",
            sensitive: ["RevenueGenerated(USD)", "RevenueGeneratedPerDay(USD)"]),
        Facts("cmp", "ISVLicense", [8, 1, 2, 0, 0, 1, 0, 0], time: "ActivationDate", hasYear: false),
        Facts(
            "mpn", "CustomersAndTenants", [24, 1, 4, 3, 0, 0, 1, 0], time: "Month",
            sensitive: ["BilledRevenueUSD", "AzureConsumedRevenueUSD", "CPORRevenue"]),
        Facts(
            "mpn", "SeatsSubscriptionsAndRevenue", [30, 2, 5, 3, 0, 2, 2, 0], metrics: 4, time: "Month",
            sensitive: ["BilledRevenueUSD", "AzureConsumedRevenueUSD", "CPORRevenue"]),
        Facts(
            "mpn", "AzureUsage", [31, 2, 1, 4, 0, 3, 1, 0], metrics: 1, time: "Month",
            sensitive: ["MonthlySubscriptionLevelACR", "ACR_USD", "TotalACR"]),
        Facts("mpn", "MSLearn", [10, 1, 0, 0, 0, 1, 0, 0], time: "CompletionDate", sensitive: ["UserName", "UserId"]),
        Facts("mpn", "OfficeUsage", [13, 1, 3, 0, 0, 0, 1, 0], metrics: 4, time: "Month"),
        Facts("mpn", "Profile", [7, 0, 0, 0, 0, 0, 0, 0], time: nil),
        Facts(
            "mpn", "TrainingCompletions", [14, 1, 0, 0, 1, 2, 1, 0], time: "Month",
            sensitive: ["AADUserId", "MCPID", "IndividualFirstName", "IndividualLastName", "Email", "CorpEmail"]),
        Facts(
            "mpn", "DynamicsUsage", [21, 2, 4, 1, 0, 2, 1, 0], metrics: 7, time: "Month",
            sensitive: ["TotalRevenueAndACR"]),
        Facts("mpn", "CompetencySummaryHistory", [3, 0, 0, 0, 0, 2, 0, 0], time: "CompetencyStartDate"),
        Facts("mpn", "PowerBIUsage", [20, 2, 4, 1, 0, 2, 1, 0], time: "Month"),
        Facts("mpn", "EMSUsage", [21, 2, 13, 0, 0, 2, 1, 0], time: "Month"),
        Facts("mpn", "CompetencyPeformanceRequirement", [3, 0, 0, 5, 0, 0, 1, 0], time: "Month"),
        Facts(
            "mpn", "ResellerPerformance", [15, 1, 2, 1, 0, 0, 1, 0], metrics: 5, time: "Month",
            sensitive: ["BilledRevenueUSD", "TotalRevenue"]),
        Facts(
            "mpn", "CLASAgreementRenewalsPropensity", [30, 0, 0, 1, 6, 1, 0, 0], time: nil,
            sensitive: ["ExpiringRevenue"]),
        Facts("mpn", "CLASAzurePropensity", [66, 0, 2, 0, 7, 0, 0, 0], time: nil),
        Facts("mpn", "CLASD365Propensity", [43, 0, 0, 0, 7, 0, 0, 0], time: nil),
        Facts("mpn", "CLASM365Propensity", [59, 0, 0, 0, 6, 0, 0, 0], time: nil),
        Facts("mpn", "TeamsUsage3PApps", [10, 1, 1, 0, 0, 1, 0, 0], time: "DateKey"),
        Facts("mpn", "TeamsUsageWorkload", [10, 1, 4, 0, 0, 0, 1, 0], time: "MonthKey"),
        Facts("mpn", "TeamsUsageMeetingsAndCalls", [10, 1, 1, 1, 0, 1, 0, 0], time: "DateKey"),
        Facts(
            "mpn", "CloudProductsResellerPerformance", [15, 1, 2, 1, 0, 0, 1, 0], metrics: 5, time: "Month",
            sensitive: ["BilledRevenueUSD", "TotalRevenue"]),
        Facts("mpn", "CLASSurfacePropensity", [59, 0, 0, 0, 6, 0, 0, 0], time: nil),
    ]

    @Test("There are thirty-one datasets, in the catalogue's order")
    func all() {
        #expect(Self.published.count == 31)
        #expect(Self.published.map(\.name) == CommittedFixtures.store.catalogue.datasets.map(\.name))
        #expect(Self.published.map(\.name) == FixtureGenerator.datasetNames)
    }

    @Test(
        "A dataset has its columns by type, its metrics, time column and spans, minimum interval and sensitive columns",
        arguments: published)
    func facts(_ facts: Facts) throws {
        let dataset = try #require(
            CommittedFixtures.store.catalogue.dataset(program: facts.program, named: facts.name))
        let schema = dataset.schema(.year2023)
        #expect(ColumnType.allCases.map { type in schema.columns.count { $0.type == type } } == facts.columns)
        #expect(schema.metrics.count == facts.metrics)
        #expect(schema.timeColumn == facts.timeColumn)
        let ranges = ["LAST_MONTH", "LAST_3_MONTHS", "LAST_6_MONTHS", "LAST_1_YEAR", "LIFETIME"]
        #expect(dataset.availableDateRanges == ranges.filter { facts.hasYear || $0 != "LAST_1_YEAR" })
        #expect(dataset.minimumRecurrenceInterval == (facts.program == "mpn" ? 24 : nil))
        let sensitive =
            schema.columns.filter(\.isSensitive).map(\.name) + schema.metrics.filter(\.isSensitive).map(\.name)
        #expect(Set(sensitive) == Set(facts.sensitive))
        #expect(try CommittedFixtures.store.table(program: facts.program, dataset: facts.name).rowCount > 0)
    }

    /// Columns by the only values that they may have; a null does not count.
    static let domains: [(values: Set<String>, columns: [String])] = [
        (
            ["Cloud Solution Provider", "Enterprise", "Enterprise through Reseller", "Pay as You Go", "GTM"],
            ["ISVOrder.AzureLicenseType", "ISVOrderV2.AzureLicenseType", "ISVRevenue.SalesChannel"]
        ),
        (
            ["Yes", "No"],
            [
                "ISVOrder.IsPreviewSKU", "ISVOrder.IsNewCustomer", "ISVOrderV2.IsPreviewSKU",
                "ISVOrderV2.IsNewCustomer", "ISVCustomer.PromotionalCustomers", "ISVUsage.IsPreviewSKU",
                "ISVUsage.IsInternal", "ISVUsage.IsNewCustomer",
            ]
        ),
        (
            ["Active", "Cancelled", "Expired", "Abandoned", "Warning"],
            ["ISVOrder.OrderStatus", "ISVOrderV2.OrderStatus"]
        ),
        (
            ["Billed Through Azure", "Bring Your Own License", "Free", "Microsoft as Reseller"],
            ["ISVOrder.MarketplaceLicenseType", "ISVOrderV2.MarketplaceLicenseType", "ISVUsage.MarketplaceLicenseType"]
        ),
        (
            ["0", "1"],
            [
                "ISVOrder.IsPrivateOffer", "ISVOrder.IsPrivatePlan", "ISVOrder.MultiParty", "ISVCustomer.IsPrivatePlan",
                "ISVCustomer.MultiParty", "ISVUsage.IsPrivateOffer", "ISVUsage.PartnerCenterDetectedAnomaly",
                "ISVUsage.PublisherMarkedAnomaly", "ISVUsage.IsPrivatePlan", "ISVUsage.MultiParty",
                "ISVRevenue.IsPrivateOffer", "ISVRevenue.MultiParty", "CustomersAndTenants.IsDuplicateRowForPGA",
                "SeatsSubscriptionsAndRevenue.IsDuplicateRowForPGA", "AzureUsage.IsACRDuplicateAtPGALevel",
                "OfficeUsage.IsDuplicateRowForPGA",
            ]
        ),
        (["Purchase", "Renewed", "Canceled"], ["ISVOrder.OrderAction"]),
        (
            ["Cloud Solution Provider", "Enterprise", "Enterprise through Reseller", "Pay as You Go"],
            ["ISVCustomer.AzureLicenseType", "ISVUsage.AzureLicenseType", "ISVOfferRetention.AzureLicenseType"]
        ),
        (["individual", "organization"], ["ISVCustomer.CustomerType"]),
        (
            ["Free", "Paid"],
            [
                "ISVUsage.SKUBillingType", "ISVOfferRetention.SkuBillingType", "DynamicsUsage.FreeVsPaidSKU",
                "PowerBIUsage.FreeVsPaidSKU", "EMSUsage.FreeVsPaidSKU",
            ]
        ),
        (["Managed Application", "Solution Templates"], ["ISVUsage.PlanType", "ISVQualityOfService.TemplateType"]),
        (["Full access", "Restricted access"], ["ISVUsage.CustomerAccess", "ISVQualityOfService.CustomerAccess"]),
        (["Enabled", "Disabled"], ["ISVUsage.PublisherAccess", "ISVQualityOfService.PublisherAccess"]),
        (["website", "client"], ["ISVMarketplaceInsights.platforms"]),
        (["AZUREMARKETPLACE", "APPSOURCE"], ["ISVMarketplaceInsights.Site"]),
        (
            [
                "Sent", "Unprocessed", "Upcoming", "Rejected", "Not eligible", "Reprocessed", "Unreconciled",
                "Uncollected",
            ], ["ISVRevenue.PayoutStatus"]
        ),
        (["UsageBased", "SubscriptionBased"], ["ISVRevenue.BillingModel"]),
        (["Successful", "Failed"], ["ISVQualityOfService.DeploymentStatus"]),
        (["Active", "Inactive"], ["CustomersAndTenants.CustomerStatus"]),
        (["Active", "Churned", "Disabled"], ["SeatsSubscriptionsAndRevenue.SubscriptionState"]),
        (["Y", "N"], ["SeatsSubscriptionsAndRevenue.IsAutoRenew"]),
        (
            ["Open", "Closed", "Active", "In Grace Period"],
            ["AzureUsage.SubscriptionState", "EMSUsage.SubscriptionStatus"]
        ),
        (
            ["Active", "Inactive", "In Grace Period"],
            ["PowerBIUsage.SubscriptionStatus", "CompetencySummaryHistory.CompetencyStatus"]
        ),
        (["HeadQuarters", "Location"], ["PowerBIUsage.PartnerHierarchy", "EMSUsage.PartnerHierarchy"]),
        (["Gold", "Silver"], ["CompetencySummaryHistory.CompetencyLevel"]),
        (
            ["Meetings", "Calls", "Phone systems"],
            ["TeamsUsageWorkload.SubWorkload", "TeamsUsageMeetingsAndCalls.SubWorkload"]
        ),
        (
            ["Nonprofit", "Approved - Paid", "Approved - Free Only", "Approved - Inactive", "No"],
            [
                "CLASAgreementRenewalsPropensity.IsNonProfit", "CLASAzurePropensity.IsNonProfit",
                "CLASD365Propensity.IsNonProfit", "CLASM365Propensity.IsNonProfit", "CLASSurfacePropensity.IsNonProfit",
            ]
        ),
        (
            ["Act Now", "Evaluate", "Nurture", "Educate"],
            [
                "CLASAgreementRenewalsPropensity.AzureCluster", "CLASAgreementRenewalsPropensity.D365FOCluster",
                "CLASAgreementRenewalsPropensity.D365CECluster", "CLASAgreementRenewalsPropensity.D365BCCluster",
                "CLASAgreementRenewalsPropensity.M365Cluster", "CLASAgreementRenewalsPropensity.PowerAppsCluster",
                "CLASAzurePropensity.AzureCluster", "CLASD365Propensity.D365BCCluster",
                "CLASD365Propensity.D365FOCluster", "CLASD365Propensity.D365CECluster",
                "CLASD365Propensity.PowerAppsCluster", "CLASM365Propensity.M365Cluster",
                "CLASM365Propensity.SurfaceCluster", "CLASSurfacePropensity.M365Cluster",
                "CLASSurfacePropensity.SurfaceCluster",
            ]
        ),
    ]

    @Test("Columns with a documented domain have no other values", arguments: TestWorld.all)
    func domainsHold(_ world: TestWorld) throws {
        let datasets = Dictionary(uniqueKeysWithValues: world.store.catalogue.datasets.map { ($0.name, $0) })
        for (values, columns) in Self.domains {
            for column in columns {
                let parts = column.split(separator: ".").map { String($0) }
                let sheet = world.sheet(try #require(datasets[parts[0]]).path)
                let index = try #require(sheet.header.firstIndex(of: parts[1]))
                #expect(Set(sheet.rows.map { $0.cells[index] }).subtracting(values).isSubset(of: [""]), "\(column)")
            }
        }
    }
}
