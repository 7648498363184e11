import InsightsTime
import Testing

@testable import InsightsFixtures

/// Invariants across the datasets of the marketplace: order, usage, invoice.
@Suite("Marketplace identities")
struct MarketplaceIdentityTests {
    @Test("Both datasets of orders have the same orders with the same charges", arguments: TestWorld.all)
    func twoVersions(_ world: TestWorld) {
        let second = world.sheet("cmp/ISVOrderV2.csv").rows
        #expect(second.count == world.orders.count)
        for (order, later) in zip(world.orders, second) {
            for column in [
                "OrderId", "CustomerId", "OrderStatus", "OrderCancelDate", "TermEndDate", "PurchaseRecordLineItemId",
            ] {
                #expect(order[column] == later[column])
            }
            #expect(order["BilledRevenue"] == later["estimatedcharges"])
            #expect(order["IsTrial"] == later["IsTrialDeployment"])
        }
    }

    @Test("The usage of a month is billed in the next month, to the cent", arguments: TestWorld.all)
    func usageIsBilled(_ world: TestWorld) throws {
        for (metric, column) in [
            ("EstimatedExtendedChargePC", "EstimatedRevenueUSD"), ("EstimatedExtendedChargeCC", "Revenue"),
        ] {
            var used: [String: Int] = [:]
            let last = CalendarMonth.history.upperBound.firstDay
            for (key, sum) in try world.sums("SELECT MonthStartDate, CustomerId, PlanId, \(metric) FROM ISVUsage") {
                let month = try #require(CivilDate(key.prefix(10)))
                if sum > 0 && month < last { used["\(month.adding(months: 1))\(key.dropFirst(10))", default: 0] += sum }
            }
            let billed = try world.sums(
                """
                SELECT MonthStartDate, CustomerId, PlanId, \(column) FROM ISVRevenue \
                WHERE BillingModel = 'UsageBased' AND \(column) > 0
                """)
            #expect(billed == used, "\(metric)")
        }
    }

    @Test(
        "Every line of revenue follows its order, and no line is billed after the order's end",
        arguments: TestWorld.all)
    func ordersPrecedeRevenue(_ world: TestWorld) throws {
        let orders = Dictionary(uniqueKeysWithValues: world.orders.map { ($0["AssetId"], $0) })
        for line in world.revenue {
            let order = try #require(orders[line["AssetId"]])
            for column in ["CustomerId", "BillingAccountId", "PlanId", "PurchaseRecordId", "OfferName", "CustomerName"]
            {
                #expect(line[column] == order[column])
            }
            #expect(line.day("MonthStartDate") > order.day("OrderPurchaseDate"))
            #expect(line.day("TermEndDate") > line.day("TermStartDate"))
            #expect(line.day("MonthStartDate") > line.day("TermStartDate"))
            if !order["OrderCancelDate"].isEmpty, line["BillingModel"] == "SubscriptionBased" {
                #expect(line.day("TermStartDate") < order.day("OrderCancelDate"))
            }
            if line["BillingModel"] == "SubscriptionBased" {
                #expect(line["Revenue"] == order["BilledRevenue"])
                #expect(line.tenThousandths("Quantity") == order.integer("Quantity") * 10_000)
            }
        }
        #expect(Set(world.revenue.map { $0["LineItemId"] }).count == world.revenue.count)
    }

    @Test("A payout has a day, and the publisher earns its share", arguments: TestWorld.all)
    func payouts(_ world: TestWorld) throws {
        for line in world.revenue {
            #expect((line["PayoutStatus"] == "Sent") == !line["PaymentSentDate"].isEmpty)
            if line["PayoutStatus"] == "Sent" { #expect(line.day("PaymentSentDate") > line.day("MonthStartDate")) }
            let amount = try #require(line.tenThousandths("EstimatedRevenueUSD"))
            #expect(line.tenThousandths("EarningAmountUSD") == (amount * 9_700 + 5_000) / 10_000)
        }
    }

    @Test("A customer's usage of a plan adds up from its first day", arguments: TestWorld.all)
    func retention(_ world: TestWorld) throws {
        var charged: [String: Int] = [:]
        for record in world.usage {
            let key = "\(record["CustomerId"])/\(record["OfferName"])/\(record["PlanId"])"
            charged[key, default: 0] += record.tenThousandths("EstimatedExtendedChargePC") ?? 0
        }
        var totals: [String: Int] = [:]
        var firstDays: [String: String] = [:]
        for row in world.sheet("cmp/ISVOfferRetention.csv").rows {
            let key = "\(row["CustomerId"])/\(row["OfferName"])/\(row["ServicePlanName"])"
            #expect((row["Offset"] == "0") == (firstDays[key] == nil))
            #expect(firstDays[key, default: row["FirstUsageDate"]] == row["FirstUsageDate"])
            firstDays[key] = row["FirstUsageDate"]
            totals[key, default: 0] += try #require(row.tenThousandths("RevenueGeneratedPerDay(USD)"))
            #expect(row.tenThousandths("RevenueGenerated(USD)") == totals[key])
        }
        #expect(totals == charged)
    }

    @Test("Deployments are for orders of Azure applications by known customers", arguments: TestWorld.all)
    func deployments(_ world: TestWorld) throws {
        let buyers = Set(
            world.orders.filter { $0["OfferType"] == "Azure Applications" }
                .map { "\($0["MarketplaceSubscriptionId"])/\($0["OfferId"])/\($0["Sku"])/\($0["OrderPurchaseDate"])" })
        var statuses: [String: Set<String>] = [:]
        for row in world.sheet("cmp/ISVQualityOfService.csv").rows {
            let start = try #require(Timestamp(row["StartTime"]))
            let end = try #require(Timestamp(row["EndTime"]))
            #expect(buyers.contains("\(row["SubscriptionId"])/\(row["OfferId"])/\(row["Sku"])/\(start.date)"))
            let seconds = end.secondsSinceEpoch - start.secondsSinceEpoch
            #expect(seconds == (row.integer("DeploymentDurationInMilliSeconds") + 999) / 1000)
            #expect((row["DeploymentStatus"] == "Failed") == !row["ErrorCode"].isEmpty)
            #expect(row["ResourceUri"].hasSuffix("/providers/\(row["ResourceType"])/\(row["ResourceName"])"))
            statuses[row["DeploymentCorrelationId"], default: []].insert(row["DeploymentStatus"])
        }
        #expect(statuses.values.allSatisfy { $0.count == 1 })
    }

    @Test("A customer has the same names in every dataset", arguments: TestWorld.all)
    func customers(_ world: TestWorld) {
        let companies = Dictionary(
            uniqueKeysWithValues: world.customers.map { ($0["CustomerId"], $0["CustomerCompanyName"]) })
        for path in ["ISVOrder", "ISVOrderV2", "ISVUsage", "ISVRevenue", "ISVOfferRetention"] {
            let rows = world.sheet("cmp/\(path).csv").rows
            #expect(rows.allSatisfy { companies[$0["CustomerId"]] == $0["CustomerCompanyName"] }, "\(path)")
        }
    }

    @Test("A page has no more clicks than visits", arguments: TestWorld.all)
    func traffic(_ world: TestWorld) {
        for row in world.traffic {
            #expect(row.integer("GetItNow") <= row.integer("PageVisits"))
            #expect(row.integer("FreeTrial") <= row.integer("GetItNow"))
            #expect(row.integer("consentGivenCount") <= row.integer("GetItNow"))
        }
    }
}
