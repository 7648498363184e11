import InsightsTime

extension World {
    /// Writes the rows of SeatsSubscriptionsAndRevenue: one per month, subscription and credited location.
    func writeSeatsSubscriptionsAndRevenue(to csv: inout CSVText) {
        for month in CalendarMonth.history {
            for subscription in subscriptions {
                guard let use = subscription.month(month) else { continue }
                for (index, location) in subscription.locations.enumerated() {
                    putSubscription(subscription, use, at: location, into: &csv)
                    putProduct(of: subscription, into: &csv)
                    putSale(of: subscription, at: location, isDuplicate: index > 0, into: &csv)
                    putSeats(of: subscription, use, into: &csv)
                    putCredit(of: subscription, use, at: location, into: &csv)
                    csv.endRow()
                }
            }
        }
    }

    private func putSubscription(
        _ subscription: Subscription, _ use: Subscription.Month, at location: PartnerLocation, into row: inout CSVText
    ) {
        let tenant = subscription.tenant
        row.put("PGAMpnId", partner.global.mpnID)
        row.put("MpnId", location.mpnID)
        row.put("SubscriptionId", subscription.subscriptionID)
        row.put("SubscriptionStartDate", subscription.start)
        row.put("SubscriptionEndDate", subscription.end)
        row.put("SubscriptionState", use.isLast ? "Churned" : subscription.isDisabled ? "Disabled" : "Active")
        row.put("Month", use.month.firstDay)
        row.put("IsAutoRenew", subscription.renewsItself ? "Y" : "N")
        row.put("CustomerName", tenant.customer.name)
        row.put("CustomerTenantId", tenant.tenantID)
        row.put("CustomerTpid", tenant.tpid)
        row.put("DUNSNumber", tenant.dunsNumber)
        row.put("CustomerSegment", tenant.segment)
        row.put("TopSegment", tenant.topSegment)
        row.put("CustomerMarket", tenant.customer.country.name)
    }

    private func putProduct(of subscription: Subscription, into row: inout CSVText) {
        let product = subscription.product
        row.put("ProductFamily", product.category)
        row.put("ReportingProductName", product.rawName)
        row.put("Product", product.name)
        row.put("RawProductName", product.rawName)
        row.put("ProductPartNumber", product.partNumber)
        row.put("SKU", product.sku)
        row.put("RevSumDivisionName", product.division)
    }

    private func putSale(
        of subscription: Subscription, at location: PartnerLocation, isDuplicate: Bool, into row: inout CSVText
    ) {
        row.put("PartnerName", location.name)
        row.put("SolutionArea", subscription.product.solutionArea)
        row.put("PartnerLocationID", location.locationID)
        row.put("PartnerAttributionType", subscription.attribution)
        row.put("SalesChannel", subscription.channel.rawValue)
        row.put("PricingLevel", subscription.pricingLevel)
        row.put("EnrollmentNumber", subscription.enrollmentNumber)
        row.put("IsDuplicateRowForPGA", bit: isDuplicate)
    }

    private func putSeats(of subscription: Subscription, _ use: Subscription.Month, into row: inout CSVText) {
        let hasSeats = subscription.product.seatPrice != nil
        row.put("SubscriptionStartMonth", subscription.start.startOfMonth)
        row.put("BilledRevenueUSD", subscription.billedRevenue(in: use))
        row.put("AzureConsumedRevenueUSD", use.consumption)
        row.put("AvailableSeats", hasSeats ? use.addedSeats : nil)
        row.put("AvailableSeatsEOP", hasSeats ? use.availableSeats : nil)
    }

    private func putCredit(
        of subscription: Subscription, _ use: Subscription.Month, at location: PartnerLocation, into row: inout CSVText
    ) {
        let isClaimed = subscription.attribution == "CPOR"
        row.put("PartnerLocation", location.place)
        row.put("ResellerID", subscription.reseller?.mpnID)
        row.put("ResellerName", subscription.reseller?.name)
        row.put("IndustryName", subscription.tenant.industry)
        row.put("VerticalName", subscription.tenant.vertical)
        row.put("EOU", subscription.tenant.eou)
        row.put("CPORRevenue", isClaimed ? subscription.billedRevenue(in: use) : nil)
        row.put("CPORPaidSeats", isClaimed ? use.availableSeats : nil)
        row.put("CPORActiveUsers", isClaimed ? use.activeSeats : nil)
        row.put("TotalAssignedSeats", subscription.product.seatPrice == nil ? nil : use.assignedSeats)
    }
}
