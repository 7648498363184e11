/// The columns that the edition 2026 adds to datasets, row by row as in their own files.
extension World {
    /// Writes the columns beside those of `writeISVUsage`.
    func writeISVUsageAddition(to csv: inout CSVText) {
        for record in usage {
            let order = record.order
            csv.put("IsCustomMeter", bit: order.plan.meter != nil)
            csv.put("AssetId", order.assetID)
            // No offer of the world is a multi-solution offer.
            csv.put("IsMultisolution", bit: false)
            csv.put("VMSubscription", order.plan.cores == nil ? nil : order.customer.azureSubscriptionID)
            csv.endRow()
        }
    }

    /// Writes the columns beside those of `writeAzureUsage`.
    func writeAzureUsageAddition(to csv: inout CSVText) {
        for consumption in consumption {
            let tenant = consumption.subscription.tenant
            for (index, location) in consumption.subscription.locations.enumerated() {
                csv.put("ComputeOSAttribute", consumption.service.operatingSystem == nil ? nil : "Standard")
                csv.put("CustomerTenantName", tenant.name)
                csv.put("PartnerOneSubID", "P1-\(location.mpnID)")
                csv.put("PartnerOneSubCountry", location.country)
                csv.put("ParticipantPublicCustomerNumber", "PCN\(location.mpnID)")
                csv.put("PCNSubsidiaryName", location.country)
                csv.put("PCNPartnerName", location.name)
                csv.put("IsDuplicateAtMpnLevel", bit: false)
                csv.put("IsDuplicateAtPgaAttributionTypeLevel", bit: index > 0)
                csv.put("AI_OfferType", String?.none)
                csv.endRow()
            }
        }
    }

    /// Writes the column beside those of `writeOfficeUsage`.
    func writeOfficeUsageAddition(to csv: inout CSVText) {
        for workload in workloads {
            for _ in workload.subscription.locations {
                csv.put("PGAMpnId", partner.global.mpnID)
                csv.endRow()
            }
        }
    }
}
