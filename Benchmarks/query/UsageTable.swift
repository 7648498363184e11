import InsightsQuery
import InsightsTime

/// The table that is measured: thirteen columns of ISVUsage under their catalogue names and types.
enum UsageTable {
    static let schema = TableSchema(
        name: "ISVUsage",
        columns: [
            ColumnSchema(name: "UsageDate", type: .date),
            ColumnSchema(name: "MonthStartDate", type: .month),
            ColumnSchema(name: "MarketplaceSubscriptionId", type: .guid),
            ColumnSchema(name: "CustomerId", type: .guid),
            ColumnSchema(name: "CustomerName", type: .string),
            ColumnSchema(name: "CustomerCountry", type: .string),
            ColumnSchema(name: "OfferName", type: .string),
            ColumnSchema(name: "SKU", type: .string),
            ColumnSchema(name: "SKUBillingType", type: .string),
            ColumnSchema(name: "IsNewCustomer", type: .string),
        ],
        metrics: [
            MetricSchema(name: "NormalizedUsage", type: .decimal, function: .sum),
            MetricSchema(name: "EstimatedExtendedChargeCC", type: .decimal, function: .sum),
            MetricSchema(name: "EstimatedExtendedChargePC", type: .decimal, function: .sum),
        ],
        timeColumn: "UsageDate")

    /// The measured queries, in the order of the table; the peers run the same ones in their syntax (peers.py).
    static let queries: [(name: String, text: String)] = [
        ("distinct", "SELECT DISTINCT CustomerName FROM ISVUsage TIMESPAN LIFETIME"),
        (
            "days",
            """
            SELECT UsageDate, NormalizedUsage, EstimatedExtendedChargePC FROM ISVUsage WHERE SKUBillingType = 'Paid' \
            AND UsageDate >= '2020-04-01' AND UsageDate <= '2021-03-31' ORDER BY UsageDate ASC TIMESPAN LIFETIME
            """
        ),
        (
            "top",
            """
            SELECT MarketplaceSubscriptionId, NormalizedUsage FROM ISVUsage ORDER BY NormalizedUsage DESC \
            LIMIT 10 TIMESPAN LIFETIME
            """
        ),
        ("like", "SELECT NormalizedUsage FROM ISVUsage WHERE CustomerName LIKE '%contoso%' TIMESPAN LIFETIME"),
        (
            "six",
            """
            SELECT CustomerName, CustomerCountry, OfferName, SKU, SKUBillingType, MonthStartDate, NormalizedUsage, \
            EstimatedExtendedChargeCC, EstimatedExtendedChargePC FROM ISVUsage TIMESPAN LIFETIME
            """
        ),
    ]

    /// The query on columns kept beside the CSV: its first row needs two columns whole.
    static let start = "SELECT CustomerName, NormalizedUsage FROM ISVUsage LIMIT 1 TIMESPAN LIFETIME"

    /// The rows that are exported: an amount is a metric and would group them, so that the six are columns.
    static let export = """
        SELECT UsageDate, MarketplaceSubscriptionId, CustomerName, CustomerCountry, OfferName, SKU FROM ISVUsage \
        WHERE SKUBillingType = 'Paid' AND UsageDate >= '2020-07-01' TIMESPAN LIFETIME
        """
}
