import InsightsTime

extension World {
    /// Writes the rows of ISVCustomer: one per customer, by acquisition, with the customer's first order.
    func writeISVCustomer(to csv: inout CSVText) {
        let ordersOf = Dictionary(grouping: orders) { ObjectIdentifier($0.customer) }
        for customer in customers {
            guard let orders = ordersOf[ObjectIdentifier(customer)], let first = orders.first else { continue }
            putContact(of: customer, orders, into: &csv)
            putAccount(of: customer, orders, into: &csv)
            putFirst(first, of: customer, orders, into: &csv)
            csv.endRow()
        }
    }

    private func putContact(of customer: Customer, _ orders: [Order], into row: inout CSVText) {
        row.put("MarketplaceSubscriptionId", customer.azureSubscriptionID)
        row.put("DateAcquired", customer.acquired)
        row.put("DateLost", lossDay(orders))
        row.put("ProviderName", customer.provider)
        row.put("ProviderEmail", customer.providerEmail)
        row.put("FirstName", customer.acceptsPromotions ? customer.givenName : nil)
        row.put("LastName", customer.acceptsPromotions ? customer.familyName : nil)
        row.put("Email", customer.acceptsPromotions ? customer.email : nil)
        row.put("CustomerCompanyName", customer.companyName)
        row.put("CustomerCity", customer.town.name)
        row.put("CustomerPostalCode", customer.town.postalCode)
        row.put("CustomerCommunicationCulture", customer.country.culture)
    }

    private func putAccount(of customer: Customer, _ orders: [Order], into row: inout CSVText) {
        row.put("CustomerCountryRegion", customer.country.name)
        row.put("AzureLicenseType", customer.azureLicenseType)
        row.put("PromotionalCustomers", yesNo: customer.acceptsPromotions)
        row.put("CustomerState", customer.town.state)
        row.put("CommerceRootCustomer", customer.name)
        row.put("CustomerId", customer.customerID)
        row.put("BillingAccountId", customer.billingAccountID)
        row.put("ID", "\(customer.billingAccountID):\(customer.customerID.prefix(8))")
        row.put("IsActive", bit: lossDay(orders) == nil)
        row.put("CustomerType", customer.isOrganization ? "organization" : "individual")
    }

    private func putFirst(_ first: Order, of customer: Customer, _ orders: [Order], into row: inout CSVText) {
        let newest = orders.filter { CalendarMonth(of: $0.purchased) <= CalendarMonth.anchor }.last ?? first
        row.put("OfferName", first.offer.name)
        row.put("PlanId", first.plan.planID)
        row.put("SKU", first.plan.sku)
        row.put("lastModifiedAt", Timestamp(newest.purchased).adding(seconds: newest.eventSecond))
        row.put("AddressLine1", customer.acceptsPromotions ? customer.street : nil)
        row.put("BillingId", customer.billingID)
        row.put("PrivateOfferId", first.privateOffer?.offerID)
        row.put("PrivateOfferName", first.privateOffer?.name)
        row.put("PurchaserEmail", "orders@\(customer.domain)")
        row.put("ReferenceId", first.referenceID)
        row.put("OfferId", first.offer.offerID)
        row.put("IsPrivatePlan", bit: first.plan.isPrivate)
        row.put("MultiParty", bit: first.isMultiparty)
        row.put("PartnerInfo", first.partnerInfo)
        row.put("SalesNotes", first.privateOffer?.notes)
    }

    /// Returns the day on which the last of all orders ended; nil if one is still running.
    private func lossDay(_ orders: [Order]) -> CivilDate? {
        orders.allSatisfy { $0.ended != nil } ? orders.compactMap(\.ended).max() : nil
    }
}
