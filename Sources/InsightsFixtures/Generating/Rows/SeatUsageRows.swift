extension World {
    /// Writes the rows of PowerBIUsage: one per month and subscription.
    func writePowerBIUsage(to csv: inout CSVText) {
        for month in CalendarMonth.history {
            for subscription in subscriptions where subscription.product.isPowerBI {
                guard let use = subscription.month(month) else { continue }
                csv.putSeatSubscription(subscription, use, status: subscription.activity(in: use))
                csv.put("AvailableSeats", use.availableSeats)
                csv.put("AssignedSeats", use.assignedSeats)
                csv.put("ActiveSeats", use.activeSeats)
                csv.put("DeploymentOpportunity", use.availableSeats - use.assignedSeats)
                csv.put("ActiveUsagePercent", use.activePercent)
                csv.put("PGAMpnId", partner.global.mpnID)
                csv.put("PartnerLocation", subscription.tenant.location.place)
                csv.putIndustry(of: subscription.tenant)
                csv.endRow()
            }
        }
    }

    /// Writes the rows of EMSUsage: one per month and subscription.
    func writeEMSUsage(to csv: inout CSVText) {
        for month in CalendarMonth.history {
            for subscription in subscriptions where subscription.product.isMobility {
                guard let use = subscription.month(month) else { continue }
                csv.putSeatSubscription(subscription, use, status: use.isLast ? "Closed" : "Active")
                csv.putMobilityUnits(use)
                csv.put("PGAMpnId", partner.global.mpnID)
                csv.put("PartnerLocation", subscription.tenant.location.place)
                csv.put("PartnerAttributionType", subscription.attribution)
                csv.putIndustry(of: subscription.tenant)
                csv.put("AATPActiveUsage", use.activeSeats / 3)
                csv.put("MCASActiveUsage", use.activeSeats / 4)
                csv.put("MDM", use.activeSeats / 2)
                csv.put("MAM", use.activeSeats / 5)
                csv.put("SSPR", use.activeSeats / 6)
                csv.endRow()
            }
        }
    }
}

extension CSVText {
    /// Adds the columns on a subscription and its partner that the seat datasets share.
    fileprivate mutating func putSeatSubscription(
        _ subscription: Subscription, _ use: Subscription.Month, status: String
    ) {
        let tenant = subscription.tenant
        put("SubscriptionId", subscription.subscriptionID)
        put("SubscriptionStartDate", subscription.start)
        put("SubscriptionEndDate", subscription.end)
        put("SubscriptionStatus", status)
        put("Month", use.month.firstDay)
        put("SKU", subscription.product.sku)
        put("SKUId", subscription.product.skuID)
        put("FreeVsPaidSKU", subscription.product.isFree ? "Free" : "Paid")
        put("SalesModel", subscription.channel.rawValue)
        put("DetailedSalesModel", subscription.channel.detail)
        put("CustomerName", tenant.customer.name)
        put("CustomerTenantId", tenant.tenantID)
        put("CustomerTpid", tenant.tpid)
        put("CustomerSegment", tenant.segment)
        put("CustomerMarket", tenant.customer.country.name)
        put("MPNId", tenant.location.mpnID)
        put("PartnerName", tenant.location.name)
        put("PartnerLocationID", tenant.location.locationID)
        put("PartnerAttachType", subscription.attribution)
        put("PartnerHierarchy", tenant.location.hierarchy)
    }

    /// Adds the units of Enterprise Mobility and of its three parts; every user has paid for all of them.
    fileprivate mutating func putMobilityUnits(_ use: Subscription.Month) {
        put("PaidAvailableUnits", use.availableSeats)
        put("MonthlyActiveUsers", use.activeSeats)
        put("AADPPaidAvailableUnits", use.availableSeats)
        put("IntunePaidAvailableUnits", use.availableSeats)
        put("AzipPaidAvailableUnits", use.availableSeats)
        put("AADPMonthlyActiveUsers", use.activeSeats)
        put("IntuneMonthlyActiveUsers", use.activeSeats * 7 / 10)
        put("AzipMonthlyActiveUsers", use.activeSeats * 4 / 10)
    }

    /// Adds the industry of a tenant and the unit responsible for it.
    mutating func putIndustry(of tenant: CloudTenant) {
        put("IndustryName", tenant.industry)
        put("VerticalName", tenant.vertical)
        put("EOU", tenant.eou)
    }
}
