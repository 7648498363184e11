extension World {
    /// Writes the rows of CustomersAndTenants: one per month, subscription and credited location.
    func writeCustomersAndTenants(to csv: inout CSVText) {
        for month in CalendarMonth.history {
            for subscription in subscriptions {
                guard let use = subscription.month(month) else { continue }
                for (index, location) in subscription.locations.enumerated() {
                    putCustomer(of: subscription, use, at: location, into: &csv)
                    putProduct(of: subscription, use, at: location, isDuplicate: index > 0, into: &csv)
                    putCredit(of: subscription, use, at: location, into: &csv)
                    csv.endRow()
                }
            }
        }
    }

    private func putCustomer(
        of subscription: Subscription, _ use: Subscription.Month, at location: PartnerLocation, into row: inout CSVText
    ) {
        let tenant = subscription.tenant
        row.put("PGAMpnId", partner.global.mpnID)
        row.put("MpnId", location.mpnID)
        row.put("PartnerName", location.name)
        row.put("CustomerName", tenant.customer.name)
        row.put("CustomerTpid", tenant.tpid)
        row.put("DUNSNumber", tenant.dunsNumber)
        row.put("CustomerSegment", tenant.segment)
        row.put("TopSegment", tenant.topSegment)
        row.put("CustomerMarket", tenant.customer.country.name)
        row.put("CustomerStatus", use.isLast ? "Inactive" : "Active")
        row.put("CustomerTenantId", tenant.tenantID)
        row.put("CustomerTenantName", tenant.name)
        row.put("CustomerTenantCountry", tenant.customer.country.name)
        row.put("TenantDomainName", tenant.domain)
    }

    private func putProduct(
        of subscription: Subscription, _ use: Subscription.Month, at location: PartnerLocation, isDuplicate: Bool,
        into row: inout CSVText
    ) {
        let product = subscription.product
        row.put("Product", product.name)
        row.put("RawProductName", product.rawName)
        row.put("ProductPartNumber", product.partNumber)
        row.put("SKU", product.sku)
        row.put("Month", use.month.firstDay)
        row.put("PartnerLocationID", location.locationID)
        row.put("PartnerAttributionType", subscription.attribution)
        row.put("SalesChannel", subscription.channel.rawValue)
        row.put("IsDuplicateRowForPGA", bit: isDuplicate)
        row.put("AvailableSeats", product.seatPrice == nil ? nil : use.availableSeats)
        row.put("BilledRevenueUSD", subscription.billedRevenue(in: use))
        row.put("AzureConsumedRevenueUSD", use.consumption)
    }

    private func putCredit(
        of subscription: Subscription, _ use: Subscription.Month, at location: PartnerLocation, into row: inout CSVText
    ) {
        let isClaimed = subscription.attribution == "CPOR"
        row.put("PartnerLocation", location.place)
        row.put("IndustryName", subscription.tenant.industry)
        row.put("VerticalName", subscription.tenant.vertical)
        row.put("EOU", subscription.tenant.eou)
        row.put("CPORRevenue", isClaimed ? subscription.billedRevenue(in: use) : nil)
        row.put("CPORPaidSeats", isClaimed ? use.availableSeats : nil)
        row.put("CPORActiveUsers", isClaimed ? use.activeSeats : nil)
    }
}
