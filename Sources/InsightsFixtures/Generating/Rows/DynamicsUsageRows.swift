extension World {
    /// Writes the rows of DynamicsUsage: one per month and subscription.
    func writeDynamicsUsage(to csv: inout CSVText) {
        for month in CalendarMonth.history {
            for subscription in subscriptions where subscription.product.isDynamics {
                guard let use = subscription.month(month) else { continue }
                putSubscription(subscription, use, into: &csv)
                putCustomer(of: subscription, into: &csv)
                putSeats(of: subscription, use, into: &csv)
                csv.endRow()
            }
        }
    }

    private func putSubscription(_ subscription: Subscription, _ use: Subscription.Month, into row: inout CSVText) {
        row.put("PGAMpnId", partner.global.mpnID)
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

    private func putCustomer(of subscription: Subscription, into row: inout CSVText) {
        let tenant = subscription.tenant
        row.put("CustomerName", tenant.customer.name)
        row.put("CustomerTenantId", tenant.tenantID)
        row.put("CustomerTpid", tenant.tpid)
        row.put("CustomerSegment", tenant.segment)
        row.put("CustomerMarket", tenant.customer.country.name)
        row.put("MPNId", tenant.location.mpnID)
        row.put("PartnerName", tenant.location.name)
        row.put("PartnerLocation", tenant.location.place)
        row.put("PartnerAttachType", subscription.attribution)
    }

    private func putSeats(of subscription: Subscription, _ use: Subscription.Month, into row: inout CSVText) {
        row.put("AvailableSeats", use.availableSeats)
        row.put("AssignedSeats", use.assignedSeats)
        row.put("ActiveSeats", use.activeSeats)
        row.put("DeploymentOpportunity", use.availableSeats - use.assignedSeats)
        row.put("ActiveUsagePercent", use.activePercent)
        row.put("PartnerLocationID", subscription.tenant.location.locationID)
        row.put("IndustryName", subscription.tenant.industry)
        row.put("VerticalName", subscription.tenant.vertical)
        row.put("EOU", subscription.tenant.eou)
        row.put("TotalRevenueAndACR", subscription.billedRevenue(in: use))
    }
}

extension Subscription.Month {
    /// The active seats as a percentage of the paid seats.
    var activePercent: Amount { Amount(hundredths: activeSeats * 10_000 / availableSeats) }
}
