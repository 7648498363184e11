extension World {
    /// Writes the rows of ISVOfferRetention: one per customer, plan and day of use, by day.
    func writeISVOfferRetention(to csv: inout CSVText) {
        for retention in retention {
            let order = retention.order
            let customer = order.customer
            csv.put("OfferCategory", order.offer.category)
            csv.put("OfferName", order.offer.name)
            csv.put("ProductId", order.offer.productID)
            csv.put("DeploymentMethod", order.offer.kind == .saas ? nil : "Azure portal")
            csv.put("ServicePlanName", order.plan.planID)
            csv.put("Sku", order.plan.sku)
            csv.put("SkuBillingType", order.plan.listPrice > .zero ? "Paid" : "Free")
            csv.put("CustomerId", customer.customerID)
            csv.put("CustomerName", customer.name)
            csv.put("CustomerCompanyName", customer.companyName)
            csv.put("CustomerCountryName", customer.country.name)
            csv.put("CustomerCountryCode", customer.country.code)
            csv.put("CustomerCurrencyCode", customer.country.currency)
            csv.put("FirstUsageDate", retention.firstUse)
            csv.put("AzureLicenseType", customer.azureLicenseType)
            csv.put("OfferType", order.offer.kind.rawValue)
            csv.put("Offset", retention.offset)
            csv.put("RevenueGenerated(USD)", retention.revenue)
            csv.put("RevenueGeneratedPerDay(USD)", retention.revenueOfDay)
            csv.endRow()
        }
    }
}
