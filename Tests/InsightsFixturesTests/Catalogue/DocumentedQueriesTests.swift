import InsightsAPI
import InsightsQuery
import InsightsTime
import Testing

@testable import InsightsFixtures

/// The documented queries, run on the committed rows at several positions of the clock.
@Suite("Documented queries")
struct DocumentedQueriesTests {
    /// Start and clock: the documented moment, both ends of a month, after eleven months, after more than a year.
    static let clocks: [(start: String, now: String)] = [
        ("2021-01-06T05:38:34Z", "2021-01-06T05:38:34Z"), ("2024-02-29T00:00:00Z", "2024-02-29T23:59:59Z"),
        ("2026-11-30T12:00:00Z", "2026-12-01T00:00:00Z"), ("2026-11-20T12:00:00Z", "2027-10-31T00:00:00Z"),
        ("2026-11-20T12:00:00Z", "2028-01-15T00:00:00Z"),
    ]

    static let cmp = [
        "SELECT DateAcquired,CustomerCompanyName,CustomerId FROM ISVCustomer WHERE IsActive = 1",
        "SELECT DateAcquired,CustomerCompanyName,CustomerId FROM ISVCustomer WHERE IsActive = 0",
        """
        SELECT DateAcquired,CustomerCompanyName,CustomerId FROM ISVCustomer WHERE DateAcquired <= '2020-06-30' \
        AND CustomerCountryRegion = 'United States'
        """,
        """
        SELECT MonthStartDate, NormalizedUsage FROM ISVUsage WHERE MarketplaceLicenseType = 'Billed Through \
        Azure' AND OfferType NOT IN ('Azure Applications', 'SaaS') TIMESPAN LAST_6_MONTHS
        """,
        """
        SELECT MonthStartDate, RawUsage FROM ISVUsage WHERE MarketplaceLicenseType = 'Billed Through Azure' AND \
        OfferType NOT IN ('Azure Applications', 'SaaS') TIMESPAN LAST_1_YEAR
        """,
        """
        SELECT MonthStartDate, NormalizedUsage FROM ISVUsage WHERE MarketplaceLicenseType = 'Bring Your Own \
        License' AND OfferType NOT IN ('Azure Applications', 'SaaS') TIMESPAN LAST_6_MONTHS
        """,
        """
        SELECT MonthStartDate, RawUsage FROM ISVUsage WHERE MarketplaceLicenseType = 'Bring Your Own License' \
        AND OfferType NOT IN ('Azure Applications', 'SaaS') TIMESPAN LAST_6_MONTHS
        """,
        """
        SELECT UsageDate, NormalizedUsage, EstimatedExtendedChargePC FROM ISVUsage WHERE SKUBillingType = 'Paid' \
        ORDER BY UsageDate DESC TIMESPAN LAST_MONTH
        """,
        """
        SELECT UsageDate, RawUsage, EstimatedExtendedChargePC FROM ISVUsage WHERE SKUBillingType = 'Paid' ORDER \
        BY UsageDate DESC TIMESPAN LAST_MONTH
        """,
        """
        SELECT OfferName, NormalizedUsage FROM ISVUsage WHERE MarketplaceLicenseType = 'Billed Through Azure' \
        AND OfferName = 'Example Offer Name' TIMESPAN LAST_6_MONTHS
        """,
        """
        SELECT OfferName, MeteredUsage FROM ISVUsage WHERE OfferName = 'Example Offer Name' AND OfferType IN \
        ('SaaS', 'Azure Applications') TIMESPAN LAST_6_MONTHS
        """,
        """
        SELECT OfferType, OfferName, SKU, IsPrivateOffer, UsageReference, UsageDate, RawUsage, EstimatedPricePC \
        FROM ISVUsage ORDER BY UsageDate DESC TIMESPAN LAST_MONTH
        """,
        """
        SELECT OfferType, OfferName, SKU, IsPrivateOffer, UsageReference, UsageDate, RawUsage, EstimatedPricePC \
        FROM ISVUsage WHERE IsPrivateOffer = '1' ORDER BY UsageDate DESC TIMESPAN LAST_MONTH
        """,
        """
        SELECT AssetId, PurchaseRecordId, PurchaseRecordLineItemId, OrderPurchaseDate FROM ISVOrder WHERE \
        AzureLicenseType = 'Enterprise' TIMESPAN LAST_6_MONTHS
        """,
        """
        SELECT OfferName, AssetId, PurchaseRecordId, PurchaseRecordLineItemId, OrderPurchaseDate, OrderStatus, \
        OrderCancelDate FROM ISVOrder WHERE AzureLicenseType = 'Pay as You Go' TIMESPAN LAST_6_MONTHS
        """,
        """
        SELECT OfferName, AssetId, PurchaseRecordId, PurchaseRecordLineItemId, OrderPurchaseDate FROM ISVOrder \
        WHERE OrderStatus = 'Active' TIMESPAN LAST_6_MONTHS
        """,
        """
        SELECT OfferName, AssetId, PurchaseRecordId, PurchaseRecordLineItemId, OrderPurchaseDate FROM ISVOrder \
        WHERE OrderStatus = 'Cancelled' TIMESPAN LAST_6_MONTHS
        """,
        """
        SELECT AssetId, Quantity, PurchaseRecordId, PurchaseRecordLineItemId, TermStartDate, TermEndDate, \
        BilledRevenue, Currency from ISVOrder WHERE OrderStatus = 'Active' TIMESPAN LAST_6_MONTHS
        """,
        """
        SELECT AssetId, Quantity, PurchaseRecordId, PurchaseRecordLineItemId from ISVOrder WHERE OrderStatus = \
        'Active' and IsTrial = 'True' TIMESPAN LAST_6_MONTHS
        """,
        """
        SELECT OfferName, SKU, IsPrivateOffer, AssetId, PurchaseRecordId, PurchaseRecordLineItemId, \
        OrderPurchaseDate, BilledRevenue FROM ISVOrder WHERE OrderStatus = 'Active' TIMESPAN LAST_6_MONTHS
        """,
        """
        SELECT OfferName, SKU, IsPrivateOffer, AssetId, PurchaseRecordId, PurchaseRecordLineItemId, \
        OrderPurchaseDate, BilledRevenue FROM ISVOrder WHERE IsPrivateOffer = '1' and OrderStatus = 'Active' \
        TIMESPAN LAST_6_MONTHS
        """,
        "SELECT MarketplaceSubscriptionId,CustomerId FROM ISVUsage TIMESPAN LAST_MONTH",
        """
        SELECT MarketplaceSubscriptionId, EstimatedExtendedChargeCC FROM ISVUsage ORDER BY \
        EstimatedExtendedChargeCC LIMIT 10
        """,
        """
        SELECT CustomerId, NormalizedUsage, RawUsage FROM ISVUsage WHERE NormalizedUsage > 100000 ORDER BY \
        NormalizedUsage TIMESPAN LAST_6_MONTHS
        """,
        """
        SELECT MarketplaceSubscriptionId, MonthStartDate, NormalizedUsage FROM ISVUsage WHERE CustomerId IN \
        ('2a31c234-1f4e-4c60-909e-76d234f93161', '80780748-3f9a-11eb-b378-0242ac130002')
        """,
        "SELECT OrderId from ISVOrder",
        """
        SELECT OrderId, OrderPurchaseDate FROM ISVOrder WHERE AzureLicenseType = 'Enterprise' TIMESPAN \
        LAST_6_MONTHS
        """,
        """
        SELECT OrderId, OrderPurchaseDate FROM ISVOrder WHERE AzureLicenseType = 'Pay as You Go' TIMESPAN \
        LAST_6_MONTHS
        """,
        """
        SELECT OrderId, OrderPurchaseDate FROM ISVOrder WHERE OfferName = 'Example Offer Name' TIMESPAN \
        LAST_6_MONTHS
        """,
        "SELECT OrderId, OrderPurchaseDate FROM ISVOrder WHERE OrderStatus = 'Active' TIMESPAN LAST_6_MONTHS",
        "SELECT OrderId, OrderPurchaseDate FROM ISVOrder WHERE OrderStatus = 'Cancelled' TIMESPAN LAST_6_MONTHS",
    ]

    static let mpn = [
        """
        SELECT CustomerName, CustomerTpid, Product FROM CustomersAndTenants WHERE CustomerMarket='United States' \
        TIMESPAN LAST_MONTH
        """,
        """
        SELECT CustomerName, CustomerTpid, SKU, Month, BilledRevenueUSD FROM CustomersAndTenants WHERE \
        SKU='MICROSOFT 365 BUSINESS STANDARD' AND BilledRevenueUSD>20000 TIMESPAN LAST_6_MONTHS
        """,
        """
        SELECT CustomerName, CustomerTpid, Product, AvailableSeats FROM CustomersAndTenants ORDER BY \
        AvailableSeats DESC LIMIT 10 TIMESPAN LAST_MONTH
        """,
        "SELECT MPNId, PartnerName FROM Profile WHERE Country='United States'",
        "SELECT CustomerTenantId, PaidAvailableUnits FROM OfficeUsage TIMESPAN LAST_MONTH",
        "SELECT CustomerTenantId, PaidAvailableUnits FROM OfficeUsage ORDER BY PaidAvailableUnits LIMIT 10",
        """
        SELECT CustomerTenantId, PaidAvailableUnits, MonthlyActiveUsers FROM OfficeUsage WHERE \
        MonthlyActiveUsers > 100000 ORDER BY MonthlyActiveUsers TIMESPAN LAST_6_MONTHS
        """,
        """
        SELECT CustomerTenantId, Month, MonthlyActiveUsers FROM OfficeUsage WHERE CustomerTpId IN \
        ('2a31c234-1f4e-4c60-909e-76d234f93161', '80780748-3f9a-11eb-b378-0242ac130002')
        """,
        """
        SELECT CustomerName, Product, BilledRevenueUSD FROM CustomersAndTenants ORDER BY BilledRevenueUSD LIMIT \
        10 TIMESPAN LAST_MONTH
        """,
        "SELECT SubscriptionId from DynamicsUsage",
        "SELECT ResellerMpnId, ResellerName FROM ResellerPerformance WHERE ResellerMarket='US' TIMESPAN LAST_MONTH",
        """
        SELECT ResellerMpnId, ResellerName, CustomerCount, SubscriptionCount, TotalAvailableSeats, \
        TotalAssignedSeats, TotalRevenue FROM ResellerPerformance WHERE ResellerMpnId='1051xxx'
        """,
        """
        SELECT ResellerMpnId, ResellerName, TotalRevenue FROM ResellerPerformance ORDER BY TotalRevenue LIMIT 10 \
        TIMESPAN LAST_MONTH
        """,
        """
        SELECT SubscriptionId, SubscriptionEndDate, CustomerName, CustomerTpid, Product FROM \
        SeatsSubscriptionsAndRevenue WHERE IsAutoRenew='N' TIMESPAN LAST_MONTH
        """,
        """
        SELECT SubscriptionId, SubscriptionEndDate, CustomerName, CustomerTpid, Product FROM \
        SeatsSubscriptionsAndRevenue WHERE SubscriptionState='Disabled' TIMESPAN LAST_MONTH
        """,
        """
        SELECT MPNId, SubscriptionCount, TotalSoldSeats, BilledRevenueUSD, CustomerCount FROM \
        SeatsSubscriptionsAndRevenue TIMESPAN LAST_6_MONTHS
        """,
        """
        SELECT SubscriptionId, CustomerName, Month, UsageUnits, UsageQuantity, TotalACR FROM AzureUsage WHERE \
        MeterCategory='Azure DNS' TIMESPAN LAST_6_MONTHS
        """,
        """
        SELECT SubscriptionId, ServiceName, CustomerName, Month, UsageUnits, UsageQuantity, TotalACR FROM \
        AzureUsage WHERE TotalACR>20000 TIMESPAN LAST_6_MONTHS
        """,
    ]

    static let laterCmp = [
        """
        SELECT BillingAccountId, OfferName, OfferType, Revenue, EarningAmountCC, EstimatedRevenueUSD, \
        EarningAmountUSD, PayoutStatus, PurchaseRecordId, LineItemId,TransactionAmountCC,TransactionAmountUSD, \
        Quantity,Units FROM ISVRevenue TIMESPAN LAST_MONTH
        """,
        """
        SELECT BillingAccountId, OfferName, OfferType, EstimatedRevenueUSD, EarningAmountUSD, PayoutStatus, \
        PurchaseRecordId, LineItemId, TransactionAmountUSD FROM ISVRevenue where PayoutStatus='Sent' TIMESPAN \
        LAST_3_MONTHS
        """,
        """
        SELECT BillingAccountId, OfferName,OfferType, TrialDeployment, EstimatedRevenueUSD, EarningAmountUSD FROM \
        ISVRevenue WHERE TrialDeployment='False' and BillingModel='SubscriptionBased'
        """,
        """
        SELECT OfferId, Sku, DeploymentStatus, DeploymentCorrelationId, SubscriptionId, CustomerTenantId, \
        CustomerName, TemplateType, StartTime, EndTime, DeploymentDurationInMilliSeconds, DeploymentRegion FROM \
        ISVQualityOfService TIMESPAN LAST_6_MONTHS
        """,
        """
        SELECT OfferCategory, OfferName, ProductId, DeploymentMethod, ServicePlanName, Sku, SkuBillingType, \
        CustomerId, CustomerName, CustomerCompanyName, CustomerCountryName, CustomerCountryCode, \
        CustomerCurrencyCode, FirstUsageDate, AzureLicenseType, OfferType, Offset FROM ISVOfferRetention TIMESPAN \
        LAST_6_MONTHS
        """,
        """
        SELECT OfferCategory, OfferName, Sku, ProductId, OfferType, FirstUsageDate, Offset, CustomerId, \
        CustomerName, CustomerCompanyName, CustomerCountryName, CustomerCountryCode, CustomerCurrencyCode FROM \
        ISVOfferRetention TIMESPAN LAST_6_MONTHS
        """,
    ]

    private func rowCount(
        _ program: String, _ query: String, _ start: String, _ now: String, in edition: Edition = .year2021
    ) throws -> Int {
        let store = CommittedFixtures.store
        let start = try #require(Timestamp(start))
        let now = try #require(Timestamp(now))
        let bound = try store.catalogue.queryCatalog(for: program, in: edition).prepare(query)
        let table = try store.table(
            program: program, dataset: bound.table, shiftedByMonths: store.monthShift(startedAt: start, now: now),
            in: edition)
        return bound.run(on: table, window: bound.timespan.window(endingAt: now)).rowCount
    }

    @Test("A documented query of the marketplace finds rows at any time of the clock", arguments: cmp, clocks)
    func marketplace(_ query: String, _ clock: (start: String, now: String)) throws {
        // A fixed day of 2020 lies in the last six months only as long as the clock shows 2020.
        let fixedDay = query.contains("'2020-06-30'")
        if fixedDay { #expect(try rowCount("cmp", query, "2020-12-20T00:00:00Z", "2020-12-20T00:00:00Z") > 0) }
        if !fixedDay { #expect(try rowCount("cmp", query, clock.start, clock.now) > 0) }
    }

    @Test("A documented query of the partner program finds rows at any time of the clock", arguments: mpn, clocks)
    func partner(_ query: String, _ clock: (start: String, now: String)) throws {
        #expect(try rowCount("mpn", query, clock.start, clock.now) > 0)
    }

    @Test(
        "A documented query on a later dataset of the marketplace finds rows at any time of the clock",
        arguments: laterCmp, clocks)
    func later(_ query: String, _ clock: (start: String, now: String)) throws {
        #expect(try rowCount("cmp", query, clock.start, clock.now, in: .year2023) > 0)
        #expect(throws: QueryDiagnostic.self) { try rowCount("cmp", query, clock.start, clock.now) }
    }

    @Test("Every system query finds rows at any time of the clock", arguments: Edition.allCases, clocks)
    func system(_ edition: Edition, _ clock: (start: String, now: String)) throws {
        for program in FixtureCatalogue.programs {
            for query in CommittedFixtures.store.systemQueries(program: program, edition: edition) {
                #expect(
                    try rowCount(program, query.query, clock.start, clock.now, in: edition) > 0, "\(query.name)")
            }
        }
    }

    @Test("Six months of orders exceed the hundred rows of a test query at any time", arguments: clocks)
    func manyOrders(_ clock: (start: String, now: String)) throws {
        #expect(try rowCount("cmp", "SELECT OrderId from ISVOrder", clock.start, clock.now) > 200)
    }

    @Test("No schema has a fault", arguments: Edition.allCases)
    func schemas(_ edition: Edition) {
        for dataset in CommittedFixtures.store.catalogue.datasets { #expect(dataset.schema(edition).faults == []) }
    }
}
