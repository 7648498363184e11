import InsightsTime

extension World {
    /// Writes the rows of ISVRevenue: one per line of an invoice, by invoice.
    func writeISVRevenue(to csv: inout CSVText) {
        for line in revenue {
            putCustomer(of: line, into: &csv)
            putEarning(line, into: &csv)
            putSale(line, into: &csv)
            putAmounts(line, into: &csv)
            putAgreement(line, into: &csv)
            csv.endRow()
        }
    }

    private func putCustomer(of line: RevenueLine, into row: inout CSVText) {
        let customer = line.order.customer
        row.put("AssetId", line.order.assetID)
        row.put("SalesChannel", line.order.azureLicenseType)
        row.put("BillingAccountId", customer.billingAccountID)
        row.put("CustomerCity", customer.town.name)
        row.put("CustomerCompanyName", customer.companyName)
        row.put("CustomerCountry", customer.country.name)
        row.put("CustomerEmail", customer.acceptsPromotions ? customer.email : nil)
        row.put("CustomerId", customer.customerID)
        row.put("CustomerName", customer.name)
        row.put("CustomerState", customer.town.state)
    }

    private func putEarning(_ line: RevenueLine, into row: inout CSVText) {
        let earningUSD = RevenueLine.earning(line.amountUSD)
        row.put("EarningAmountCC", RevenueLine.earning(line.amountCC))
        row.put("EarningAmountPC", earningUSD)
        row.put("EarningAmountUSD", earningUSD)
        row.put("EarningCurrencyCode", Country.usDollar.currency)
        row.put("EarningExchangeRatePC", Country.usDollar.rate)
        row.put("EstimatedPayoutMonth", line.payout.expected.firstDay)
        row.put("Revenue", line.amountCC)
        row.put("EstimatedRevenuePC", line.amountUSD)
        row.put("EstimatedRevenueUSD", line.amountUSD)
        row.put("ExchangeRateDate", line.month.firstDay)
        row.put("ExchangeRatePC", line.order.customer.country.dollars)
        row.put("ExchangeRateUSD", line.order.customer.country.dollars)
        row.put("PayoutStatus", line.payout.status)
        row.put("IncentiveRate", Amount(RevenueLine.publisherPercent))
    }

    private func putSale(_ line: RevenueLine, into row: inout CSVText) {
        let order = line.order
        row.put("TrialDeployment", order.isTrial)
        row.put("LineItemId", "\(order.purchaseRecordID)-\(line.number)")
        row.put("MonthStartDate", line.month.firstDay)
        row.put("OfferName", order.offer.name)
        row.put("OfferType", order.offer.kind.rawValue)
        row.put("PaymentInstrumentType", order.customer.billingID == nil ? "Credit card" : "Invoice")
        row.put("PaymentSentDate", line.payout.sent)
        row.put("PurchaseRecordId", order.purchaseRecordID)
        row.put("Quantity", line.quantity)
        row.put("SKU", order.plan.sku)
        row.put("TermEndDate", line.termEnd)
        row.put("TermStartDate", line.termStart)
    }

    private func putAmounts(_ line: RevenueLine, into row: inout CSVText) {
        row.put("TransactionAmountCC", line.amountCC)
        row.put("TransactionAmountPC", line.amountUSD)
        row.put("TransactionAmountUSD", line.amountUSD)
        row.put("BillingModel", line.model.rawValue)
        row.put("Units", line.unit)
    }

    private func putAgreement(_ line: RevenueLine, into row: inout CSVText) {
        let order = line.order
        row.put("IsPrivateOffer", bit: order.privateOffer != nil)
        row.put("PlanId", order.plan.planID)
        row.put("CustomerPostalCode", order.customer.town.postalCode)
        row.put("CustomerAdjustmentUSD", String?.none)
        row.put("MultiParty", bit: order.isMultiparty)
        row.put("PartnerInfo", order.partnerInfo)
        row.put("SalesNotes", order.privateOffer?.notes)
    }
}

extension RevenueLine {
    /// The unit of the quantity.
    fileprivate var unit: String {
        switch model {
        case .subscription: "Seats"
        case .usage: order.plan.cores == nil ? "NA" : "Core hours"
        }
    }
}
