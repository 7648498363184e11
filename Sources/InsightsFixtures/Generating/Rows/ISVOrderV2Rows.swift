import InsightsTime

extension World {
    /// Writes the rows of ISVOrderV2: the orders of ISVOrder with their estimated charges.
    func writeISVOrderV2(to csv: inout CSVText) {
        for order in orders {
            putOrder(order, into: &csv)
            putCharges(order, into: &csv)
            csv.endRow()
        }
    }

    private func putOrder(_ order: Order, into row: inout CSVText) {
        let customer = order.customer
        row.put("MarketplaceSubscriptionId", order.marketplaceSubscriptionID)
        row.put("MonthStartDate", order.purchased.startOfMonth)
        row.put("OfferType", order.offer.kind.rawValue)
        row.put("AzureLicenseType", order.azureLicenseType)
        row.put("MarketplaceLicenseType", order.plan.license.rawValue)
        row.put("Sku", order.plan.sku)
        row.put("CustomerCountry", customer.country.name)
        row.put("IsPreviewSKU", yesNo: order.plan.isPreview)
        row.put("OrderId", order.orderID)
        row.put("OrderQuantity", order.quantity)
        row.put("CloudInstanceName", customer.cloud)
        row.put("IsNewCustomer", yesNo: order.isFirstMonth)
        row.put("OrderStatus", order.status.rawValue)
        row.put("OrderCancelDate", order.status == .cancelled ? order.ended : nil)
        row.put("CustomerCompanyName", customer.companyName)
        row.put("CustomerName", customer.name)
        row.put("OrderPurchaseDate", order.purchased)
        row.put("OfferName", order.offer.name)
        row.put("TrialEndDate", order.trialEnd)
        row.put("CustomerId", customer.customerID)
        row.put("BillingAccountId", customer.billingAccountID)
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
