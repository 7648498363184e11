extension World {
    /// The rows of OfficeUsage: one per month, subscription, workload and credited location.
    func officeUsage() -> [UInt8] {
        var csv = CSVWriter()
        for workload in workloads {
            let subscription = workload.subscription
            let tenant = subscription.tenant
            for (location, isDuplicate) in subscription.locations {
                csv.row { row in
                    row.put("CustomerTenantId", tenant.tenantID)
                    row.put("CustomerTpid", tenant.tpid)
                    row.put("WorkloadName", workload.name)
                    row.put("Month", workload.month.month.firstDay)
                    row.put("PaidAvailableUnits", workload.month.availableSeats)
                    row.put("MonthlyActiveUsers", workload.monthlyActiveUsers)
                    row.put("CustomerName", tenant.customer.name)
                    row.put("CustomerMarket", tenant.customer.country.name)
                    row.put("CustomerSegment", tenant.segment)
                    row.put("MPNId", location.mpnID)
                    row.put("PartnerName", location.name)
                    row.put("PartnerLocationID", location.locationID)
                    row.put("PartnerAttributionType", subscription.attribution)
                    row.put("IsDuplicateRowForPGA", bit: isDuplicate)
                    row.put("PartnerLocation", "\(location.city), \(location.country)")
                    row.put("IndustryName", tenant.industry)
                    row.put("VerticalName", tenant.vertical)
                    row.put("EOU", tenant.eou)
                }
            }
        }
        return csv.bytes
    }
}
