import InsightsTime

extension World {
    /// Writes the rows of ISVOrder: one per order, by purchase.
    func writeISVOrder(to csv: inout CSVText) {
        for order in orders {
            putSubscription(order, into: &csv)
            putOrder(order, into: &csv)
            putPurchase(order, into: &csv)
            putTerms(order, into: &csv)
            putAgreement(order, into: &csv)
            csv.endRow()
        }
    }

    /// Writes the first columns of ISVOrder and ISVOrderV2.
    func putSubscription(_ order: Order, into row: inout CSVText) {
        row.put("MarketplaceSubscriptionId", order.marketplaceSubscriptionID)
        row.put("MonthStartDate", order.purchased.startOfMonth)
        row.put("OfferType", order.offer.kind.rawValue)
        row.put("AzureLicenseType", order.azureLicenseType)
    }

    /// Writes the columns of ISVOrder and ISVOrderV2 from the SKU to the billing account.
    func putOrder(_ order: Order, into row: inout CSVText) {
        let customer = order.customer
        row.put("Sku", order.plan.sku)
        row.put("CustomerCountry", customer.country.name)
        row.put("IsPreviewSKU", yesNo: order.plan.isPreview)
        row.put("OrderId", order.orderID)
        row.put("OrderQuantity", order.quantity)
        row.put("CloudInstanceName", customer.cloud)
        row.put("IsNewCustomer", yesNo: order.isFirstMonth)
        row.put("OrderStatus", order.status.rawValue)
        row.put("OrderCancelDate", order.status == .cancelled ? order.ended : nil)
        row.put("CustomerCompanyName", customer.companyName)
        row.put("CustomerName", customer.name)
        row.put("OrderPurchaseDate", order.purchased)
        row.put("OfferName", order.offer.name)
        row.put("TrialEndDate", order.trialEnd)
        row.put("CustomerId", customer.customerID)
        row.put("BillingAccountId", customer.billingAccountID)
    }

    private func putPurchase(_ order: Order, into row: inout CSVText) {
        row.put("MarketplaceLicenseType", order.plan.license.rawValue)
        row.put("AssetId", order.assetID)
        row.put("PurchaseRecordId", order.purchaseRecordID)
        row.put("PurchaseRecordLineItemId", "\(order.purchaseRecordID)-1")
        row.put("Quantity", order.quantity)
        row.put("TermStartDate", order.purchased)
        row.put("TermEndDate", order.purchased.adding(months: order.plan.termMonths))
        row.put("BilledRevenue", order.billedRevenue)
        row.put("Currency", order.customer.country.currency)
        row.put("IsTrial", order.isTrial)
        row.put("IsPrivateOffer", bit: order.privateOffer != nil)
        row.put("HasTrial", order.plan.trialMonths > 0)
    }

    private func putTerms(_ order: Order, into row: inout CSVText) {
        let isRenewable = order.plan.cores == nil
        row.put("BillingTerm", order.plan.billingTerm)
        row.put("BillingPlan", order.plan.billingPlan)
        row.put("OrderAction", order.action)
        row.put("QuantityChanged", order.quantityChanged)
        row.put("ReferenceId", order.referenceID)
        row.put("PlanId", order.plan.planID)
        row.put("AutoRenew", isRenewable ? order.status != .expired : nil)
        row.put("EventTimestamp", order.lastEvent)
        row.put("OrderVersion", order.version)
        row.put("ListPriceUSD", order.plan.listPrice)
        row.put("DiscountPriceUSD", order.discountPrice)
    }

    private func putAgreement(_ order: Order, into row: inout CSVText) {
        row.put("IsPrivatePlan", bit: order.plan.isPrivate)
        row.put("OfferId", order.offer.offerID)
        row.put("PrivateOfferId", order.privateOffer?.offerID)
        row.put("PrivateOfferName", order.privateOffer?.name)
        row.put("BillingId", order.customer.billingID)
        row.put("CustomerAdjustmentUSD", String?.none)
        row.put("MultiParty", bit: order.isMultiparty)
        row.put("PartnerInfo", order.partnerInfo)
        row.put("SalesNotes", order.privateOffer?.notes)
    }
}

extension Order {
    /// The customer's last action.
    fileprivate var action: String {
        switch status {
        case .cancelled: "Canceled"
        case .active where version > 1: "Renewed"
        default: "Purchase"
        }
    }

    /// The instant of the customer's last action.
    fileprivate var lastEvent: Timestamp {
        Timestamp(status == .cancelled ? ended ?? purchased : purchased).adding(seconds: eventSecond)
    }
}
