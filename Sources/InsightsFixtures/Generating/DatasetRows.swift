/// The rule that generates the rows of one dataset.
struct DatasetRows: Sendable {
    /// The data that the rows are derived from.
    enum Source: Sendable {
        /// Every block of the world.
        case world(@Sendable (World, inout CSVText) -> Void)
        /// The partner organisation, which is the same at any scale.
        case partner(@Sendable (PartnerOrganization, inout CSVText) -> Void)
        /// The totals over all blocks that count for competencies.
        case totals(@Sendable (CompetencyTotals, inout CSVText) -> Void)
    }

    let program: String
    let dataset: String
    let source: Source
    /// Whether these are the columns that the edition 2026 adds to the rows of the dataset.
    var isAddition = false

    /// The path of the CSV file, relative to the fixture folder.
    var path: String { "\(program)/\(dataset)\(isAddition ? "-2026" : "").csv" }

    private static func cmp(_ dataset: String, _ write: @escaping @Sendable (World, inout CSVText) -> Void) -> Self {
        DatasetRows(program: "cmp", dataset: dataset, source: .world(write))
    }

    private static func mpn(_ dataset: String, _ write: @escaping @Sendable (World, inout CSVText) -> Void) -> Self {
        DatasetRows(program: "mpn", dataset: dataset, source: .world(write))
    }

    private static func addition(
        to dataset: String, of program: String, _ write: @escaping @Sendable (World, inout CSVText) -> Void
    ) -> Self {
        DatasetRows(program: program, dataset: dataset, source: .world(write), isAddition: true)
    }

    /// All datasets in the catalogue's order, then the columns that the edition 2026 adds.
    static let all: [DatasetRows] = [
        cmp("ISVCustomer") { $0.writeISVCustomer(to: &$1) },
        cmp("ISVMarketplaceInsights") { $0.writeISVMarketplaceInsights(to: &$1) },
        cmp("ISVUsage") { $0.writeISVUsage(to: &$1) },
        cmp("ISVOrder") { $0.writeISVOrder(to: &$1) },
        cmp("ISVOrderV2") { $0.writeISVOrderV2(to: &$1) },
        cmp("ISVRevenue") { $0.writeISVRevenue(to: &$1) },
        cmp("ISVQualityOfService") { $0.writeISVQualityOfService(to: &$1) },
        cmp("ISVOfferRetention") { $0.writeISVOfferRetention(to: &$1) },
        cmp("ISVLicense") { $0.writeISVLicense(to: &$1) },
        mpn("CustomersAndTenants") { $0.writeCustomersAndTenants(to: &$1) },
        mpn("SeatsSubscriptionsAndRevenue") { $0.writeSeatsSubscriptionsAndRevenue(to: &$1) },
        mpn("AzureUsage") { $0.writeAzureUsage(to: &$1) },
        mpn("MSLearn") { $0.writeMSLearn(to: &$1) },
        mpn("OfficeUsage") { $0.writeOfficeUsage(to: &$1) },
        DatasetRows(program: "mpn", dataset: "Profile", source: .partner { $0.writeProfile(to: &$1) }),
        mpn("TrainingCompletions") { $0.writeTrainingCompletions(to: &$1) },
        mpn("DynamicsUsage") { $0.writeDynamicsUsage(to: &$1) },
        DatasetRows(
            program: "mpn", dataset: "CompetencySummaryHistory",
            source: .totals { $0.writeCompetencySummary(to: &$1) }),
        mpn("PowerBIUsage") { $0.writePowerBIUsage(to: &$1) },
        mpn("EMSUsage") { $0.writeEMSUsage(to: &$1) },
        DatasetRows(
            program: "mpn", dataset: "CompetencyPeformanceRequirement",
            source: .totals { $0.writeCompetencyPerformance(to: &$1) }),
        mpn("ResellerPerformance") { $0.writeResellerPerformance(to: &$1) },
        mpn("CLASAgreementRenewalsPropensity") { $0.writeAgreementRenewals(to: &$1) },
        mpn("CLASAzurePropensity") { $0.writeAzurePropensity(to: &$1) },
        mpn("CLASD365Propensity") { $0.writeDynamicsPropensity(to: &$1) },
        mpn("CLASM365Propensity") { $0.writeWorkplacePropensity(to: &$1) },
        mpn("TeamsUsage3PApps") { $0.writeTeamsUsage3PApps(to: &$1) },
        mpn("TeamsUsageWorkload") { $0.writeTeamsUsageWorkload(to: &$1) },
        mpn("TeamsUsageMeetingsAndCalls") { $0.writeTeamsUsageMeetingsAndCalls(to: &$1) },
        mpn("CloudProductsResellerPerformance") { $0.writeResellerPerformance(to: &$1) },
        mpn("CLASSurfacePropensity") { $0.writeWorkplacePropensity(to: &$1) },
        addition(to: "ISVUsage", of: "cmp") { $0.writeISVUsageAddition(to: &$1) },
        addition(to: "AzureUsage", of: "mpn") { $0.writeAzureUsageAddition(to: &$1) },
        addition(to: "OfficeUsage", of: "mpn") { $0.writeOfficeUsageAddition(to: &$1) },
    ]
}
