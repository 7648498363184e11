extension World {
    /// Writes the rows of AzureUsage: one per month, subscription, service and credited location.
    func writeAzureUsage(to csv: inout CSVText) {
        for consumption in consumption {
            for (index, location) in consumption.subscription.locations.enumerated() {
                putSubscription(of: consumption, into: &csv)
                putPartner(of: consumption.subscription, location, isDuplicate: index > 0, into: &csv)
                putService(of: consumption, into: &csv)
                putCredit(of: consumption, at: location, into: &csv)
                csv.endRow()
            }
        }
    }

    private func putSubscription(of consumption: AzureConsumption, into row: inout CSVText) {
        let subscription = consumption.subscription
        row.put("PGAMpnId", partner.global.mpnID)
        row.put("SubscriptionId", subscription.subscriptionID)
        row.put("SubscriptionStartDate", subscription.start)
        row.put("SubscriptionEndDate", subscription.end)
        row.put("FirstUseDate", subscription.start)
        row.put("SubscriptionState", consumption.month.isLast ? "Closed" : "Active")
        row.put("Month", consumption.month.month.firstDay)
        row.put("ServiceName", consumption.service.name)
        row.put("MeterCategory", consumption.service.meterCategory)
        row.put("UsageUnits", consumption.quantity)
        row.put("UsageQuantity", consumption.quantity)
    }

    private func putPartner(
        of subscription: Subscription, _ location: PartnerLocation, isDuplicate: Bool, into row: inout CSVText
    ) {
        let tenant = subscription.tenant
        row.put("CustomerName", tenant.customer.name)
        row.put("CustomerTenantId", tenant.tenantID)
        row.put("CustomerTpid", tenant.tpid)
        row.put("CustomerSegment", tenant.segment)
        row.put("CustomerMarket", tenant.customer.country.name)
        row.put("MpnId", location.mpnID)
        row.put("PartnerName", location.name)
        row.put("PartnerLocationID", location.locationID)
        row.put("PartnerAttributionType", subscription.attribution)
        row.put("SalesChannel", subscription.channel.rawValue)
        row.put("EnrollmentNumber", subscription.enrollmentNumber)
        row.put("IsACRDuplicateAtPGALevel", bit: isDuplicate)
        row.put("ResellerID", subscription.reseller?.mpnID)
        row.put("ResellerName", subscription.reseller?.name)
    }

    private func putService(of consumption: AzureConsumption, into row: inout CSVText) {
        let service = consumption.service
        row.put("MonthlySubscriptionLevelACR", consumption.month.consumption)
        row.put("ServiceLevel1", service.levels[0])
        row.put("ServiceLevel2", service.levels[1])
        row.put("ServiceLevel3", service.levels[2])
        row.put("ServiceLevel4", service.levels[3])
        row.put("ServiceGroup2", service.levels[0])
        row.put("ServiceGroup3", service.levels[1])
        row.put("ServiceInfluencer", String?.none)
        row.put("ComputeOS", service.operatingSystem)
        row.put("ComputeCoreSoftware", service.software)
    }

    private func putCredit(
        of consumption: AzureConsumption, at location: PartnerLocation, into row: inout CSVText
    ) {
        let subscription = consumption.subscription
        row.put("PartnerLocation", location.place)
        row.put("IndustryName", subscription.tenant.industry)
        row.put("VerticalName", subscription.tenant.vertical)
        row.put("EOU", subscription.tenant.eou)
        row.put("AdminType", subscription.attribution == "PAL" ? "Contributor" : nil)
        row.put("AssociationType", subscription.attribution)
        row.put("ACR_USD", consumption.revenue)
    }
}
