extension World {
    /// Writes the rows of ResellerPerformance and CloudProductsResellerPerformance.
    ///
    /// Both have one row per month and subscription that a reseller sold; they are probably one table under two names.
    func writeResellerPerformance(to csv: inout CSVText) {
        for month in CalendarMonth.history {
            for subscription in subscriptions {
                guard let reseller = subscription.reseller, let use = subscription.month(month) else { continue }
                put(reseller, into: &csv)
                putSale(of: subscription, use, into: &csv)
                csv.put("ResellerStatus", reseller.status)
                csv.put("PGAMpnId", partner.global.mpnID)
                csv.putIndustry(of: subscription.tenant)
                csv.endRow()
            }
        }
    }

    private func put(_ reseller: Reseller, into row: inout CSVText) {
        row.put("ResellerMpnId", reseller.mpnID)
        row.put("ResellerName", reseller.name)
        row.put("ResellerMarket", reseller.market)
        row.put("IndirectProviderMPNId", reseller.providerMpnID)
        row.put("IndirectProviderName", reseller.providerName)
    }

    private func putSale(of subscription: Subscription, _ use: Subscription.Month, into row: inout CSVText) {
        let hasSeats = subscription.product.seatPrice != nil
        row.put("Month", use.month.firstDay)
        row.put("Product", subscription.product.name)
        row.put("SubscriptionID", subscription.subscriptionID)
        row.put("AvailableSeats", hasSeats ? use.availableSeats : nil)
        row.put("AssignedSeats", hasSeats ? use.assignedSeats : nil)
        row.put("BilledRevenueUSD", subscription.billedRevenue(in: use))
        row.put("CustomerName", subscription.tenant.customer.name)
        row.put("CustomerTPid", subscription.tenant.tpid)
        row.put("CustomerSegment", subscription.tenant.segment)
        row.put("CustomerMarket", subscription.tenant.customer.country.name)
    }
}
