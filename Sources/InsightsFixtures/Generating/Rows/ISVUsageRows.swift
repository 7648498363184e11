import InsightsTime

extension World {
    /// Writes the rows of ISVUsage: one per record, by day.
    func writeISVUsage(to csv: inout CSVText) {
        for record in usage {
            putPlan(record, into: &csv)
            putUse(record, into: &csv)
            putAnomaly(record, into: &csv)
            putAgreement(record, into: &csv)
            putAmounts(record, into: &csv)
            csv.endRow()
        }
    }

    private func putPlan(_ record: UsageRecord, into row: inout CSVText) {
        let order = record.order
        row.put("MarketplaceSubscriptionId", order.marketplaceSubscriptionID)
        row.put("MonthStartDate", record.day.startOfMonth)
        row.put("OfferType", order.offer.kind.rawValue)
        row.put("AzureLicenseType", order.customer.azureLicenseType)
        row.put("MarketplaceLicenseType", order.plan.license.rawValue)
        row.put("SKU", order.plan.sku)
        row.put("CustomerCountry", order.customer.country.name)
        row.put("IsPreviewSKU", yesNo: order.plan.isPreview)
        row.put("SKUBillingType", order.plan.listPrice > .zero ? "Paid" : "Free")
        row.put("IsInternal", yesNo: record.isInternal)
        row.put("VMSize", order.plan.machineSize)
        row.put("CloudInstanceName", order.customer.cloud)
        row.put("ServicePlanName", order.plan.planID)
        row.put("OfferName", order.offer.name)
        row.put("DeploymentMethod", order.offer.kind == .saas ? nil : "Azure portal")
    }

    private func putUse(_ record: UsageRecord, into row: inout CSVText) {
        let order = record.order
        row.put("CustomerName", order.customer.name)
        row.put("CustomerCompanyName", order.customer.companyName)
        row.put("UsageDate", record.day)
        row.put("IsNewCustomer", yesNo: order.isFirstMonth(for: record.day))
        row.put("CoreSize", order.plan.cores)
        row.put("TrialEndDate", order.trialEnd)
        row.put("CustomerCurrencyCC", order.customer.country.currency)
        row.put("PriceCC", record.priceCC)
        row.put("PayoutCurrencyPC", Country.usDollar.currency)
        row.put("EstimatedPricePC", record.pricePC)
        row.put("UsageReference", record.reference)
        row.put("UsageUnit", order.plan.usageUnit)
        row.put("CustomerId", order.customer.customerID)
        row.put("BillingAccountId", order.customer.billingAccountID)
    }

    private func putAnomaly(_ record: UsageRecord, into row: inout CSVText) {
        let anomaly = record.anomaly
        row.put("IsPrivateOffer", bit: record.order.privateOffer != nil)
        row.put("MeterId", record.order.plan.meter.map { "\(record.order.offer.offerID)/\($0)" })
        row.put("MeterDimension", record.order.plan.meter)
        row.put("PartnerCenterDetectedAnomaly", bit: anomaly != nil)
        row.put("PublisherMarkedAnomaly", bit: anomaly?.isConfirmed ?? false)
        row.put("NewReportedUsage", anomaly?.corrected)
        row.put("ActionTakenAt", anomaly?.actedAt)
        row.put("ActionTakenBy", anomaly == nil ? nil : "avery.holt@harborlight.example")
    }

    private func putAgreement(_ record: UsageRecord, into row: inout CSVText) {
        let order = record.order
        let isApplication = order.offer.kind == .azureApplication
        row.put("PlanId", order.plan.planID)
        row.put("ReferenceId", order.referenceID)
        row.put("ListPriceUSD", order.plan.listPrice)
        row.put("DiscountPriceUSD", order.discountPrice)
        row.put("IsPrivatePlan", bit: order.plan.isPrivate)
        row.put("OfferId", order.offer.offerID)
        row.put("PrivateOfferId", order.privateOffer?.offerID)
        row.put("PrivateOfferName", order.privateOffer?.name)
        row.put("BillingId", order.customer.billingID)
        row.put("CustomerAdjustmentUSD", String?.none)
        row.put("MultiParty", bit: order.isMultiparty)
        row.put("PartnerInfo", order.partnerInfo)
        row.put("SalesNotes", order.privateOffer?.notes)
        row.put("PlanType", isApplication ? "Managed Application" : nil)
        row.put("CustomerAccess", isApplication ? "Restricted access" : nil)
        row.put("PublisherAccess", isApplication ? "Enabled" : nil)
    }

    private func putAmounts(_ record: UsageRecord, into row: inout CSVText) {
        row.put("NormalizedUsage", record.normalizedUsage)
        row.put("RawUsage", record.rawUsage)
        row.put("EstimatedExtendedChargeCC", record.chargeCC)
        row.put("MeteredUsage", record.meteredUsage)
        row.put("EstimatedExtendedChargePC", record.chargePC)
        row.put("EstimatedFinancialImpactUSD", record.financialImpact)
    }
}
