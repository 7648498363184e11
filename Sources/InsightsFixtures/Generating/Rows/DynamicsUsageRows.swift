extension World {
    /// The rows of DynamicsUsage: one per month and subscription.
    func dynamicsUsage() -> [UInt8] {
        var csv = CSVWriter()
        for month in CalendarMonth.history {
            for subscription in subscriptions where subscription.product.isDynamics {
                guard let use = subscription.months.first(where: { $0.month == month }) else { continue }
                csv.row { row in
                    putSubscription(subscription, use, into: &row)
                    putCustomer(of: subscription, into: &row)
                    putSeats(of: subscription, use, into: &row)
                }
            }
        }
        return csv.bytes
    }

    private func putSubscription(_ subscription: Subscription, _ use: Subscription.Month, into row: inout CSVRow) {
        row.put("PGAMpnId", locations[0].mpnID)
        row.put("SubscriptionId", subscription.subscriptionID)
        row.put("SubscriptionStartDate", subscription.start)
        row.put("SubscriptionEndDate", subscription.end)
        row.put("SubscriptionStatus", subscription.status(in: use))
        row.put("Month", use.month.firstDay)
        row.put("RevSumDivisionName", subscription.product.division)
        row.put("RevSumCategoryName", subscription.product.category)
        row.put("SKU", subscription.product.sku)
        row.put("SKUId", subscription.product.skuID)
        row.put("FreeVsPaidSKU", subscription.product.isFree ? "Free" : "Paid")
        row.put("SalesModel", subscription.channel.rawValue)
        row.put("DetailedSalesModel", subscription.channel.detail)
    }

    private func putCustomer(of subscription: Subscription, into row: inout CSVRow) {
        let tenant = subscription.tenant
        row.put("CustomerName", tenant.customer.name)
        row.put("CustomerTenantId", tenant.tenantID)
        row.put("CustomerTpid", tenant.tpid)
        row.put("CustomerSegment", tenant.segment)
        row.put("CustomerMarket", tenant.customer.country.name)
        row.put("MPNId", tenant.location.mpnID)
        row.put("PartnerName", tenant.location.name)
        row.put("PartnerLocation", "\(tenant.location.city), \(tenant.location.country)")
        row.put("PartnerAttachType", subscription.attribution)
    }

    private func putSeats(of subscription: Subscription, _ use: Subscription.Month, into row: inout CSVRow) {
        row.put("AvailableSeats", use.availableSeats)
        row.put("AssignedSeats", use.assignedSeats)
        row.put("ActiveSeats", use.activeSeats)
        row.put("DeploymentOpportunity", use.availableSeats - use.assignedSeats)
        row.put("ActiveUsagePercent", Amount(hundredths: use.activeSeats * 10_000 / use.availableSeats))
        row.put("PartnerLocationID", subscription.tenant.location.locationID)
        row.put("IndustryName", subscription.tenant.industry)
        row.put("VerticalName", subscription.tenant.vertical)
        row.put("EOU", subscription.tenant.eou)
        row.put("TotalRevenueAndACR", subscription.billedRevenue(in: use))
    }
}
