import InsightsTime

extension World {
    /// Writes the rows of ISVOrderV2: the orders of ISVOrder with their estimated charges.
    func writeISVOrderV2(to csv: inout CSVText) {
        for order in orders {
            putSubscription(order, into: &csv)
            csv.put("MarketplaceLicenseType", order.plan.license.rawValue)
            putOrder(order, into: &csv)
            putCharges(order, into: &csv)
            csv.endRow()
        }
    }

    private func putCharges(_ order: Order, into row: inout CSVText) {
        row.put("TermStartDate", order.purchased)
        row.put("TermEndDate", order.purchased.adding(months: order.plan.termMonths))
        row.put("PurchaseRecordId", order.purchaseRecordID)
        row.put("PurchaseRecordLineItemId", "\(order.purchaseRecordID)-1")
        row.put("HasTrial", order.plan.trialMonths > 0)
        row.put("IsTrialDeployment", order.isTrial)
        row.put("estimatedcharges", order.billedRevenue)
    }
}
