extension World {
    /// Writes the rows of OfficeUsage: one per month, subscription, workload and credited location.
    func writeOfficeUsage(to csv: inout CSVText) {
        for workload in workloads {
            let subscription = workload.subscription
            let tenant = subscription.tenant
            for (index, location) in subscription.locations.enumerated() {
                csv.put("CustomerTenantId", tenant.tenantID)
                csv.put("CustomerTpid", tenant.tpid)
                csv.put("WorkloadName", workload.name)
                csv.put("Month", workload.month.month.firstDay)
                csv.put("PaidAvailableUnits", workload.month.availableSeats)
                csv.put("MonthlyActiveUsers", workload.monthlyActiveUsers)
                csv.put("CustomerName", tenant.customer.name)
                csv.put("CustomerMarket", tenant.customer.country.name)
                csv.put("CustomerSegment", tenant.segment)
                csv.put("MPNId", location.mpnID)
                csv.put("PartnerName", location.name)
                csv.put("PartnerLocationID", location.locationID)
                csv.put("PartnerAttributionType", subscription.attribution)
                csv.put("IsDuplicateRowForPGA", bit: index > 0)
                csv.put("PartnerLocation", location.place)
                csv.put("IndustryName", tenant.industry)
                csv.put("VerticalName", tenant.vertical)
                csv.put("EOU", tenant.eou)
                csv.endRow()
            }
        }
    }
}
