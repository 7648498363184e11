extension World {
    /// Writes the rows of ISVLicense: one per order of a service that is sold by seat, by purchase.
    func writeISVLicense(to csv: inout CSVText) {
        for order in orders where order.offer.kind == .saas && order.plan.seatPrice > .zero {
            let customer = order.customer
            csv.put("CustomerCountry", customer.country.name)
            csv.put("CustomerCountryCode", customer.country.code)
            csv.put("CustomerName", customer.name)
            csv.put("ActivationDate", order.purchased)
            csv.put("ProductDisplayName", order.offer.name)
            csv.put("ProductId", order.offer.productID)
            csv.put("LicensesProvisioned", order.quantity)
            csv.put("LicensesAssigned", order.ended == nil ? order.quantity - order.quantity / 5 : 0)
            csv.put("SKUName", order.plan.sku)
            csv.put("TenantId", customer.tenantID)
            csv.put("LicenseState", order.ended == nil ? order.status.rawValue : "Expired")
            csv.put("ServiceId", "\(order.offer.offerID).\(order.plan.planID)")
            csv.endRow()
        }
    }
}
