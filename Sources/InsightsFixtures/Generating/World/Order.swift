import InsightsQuery

/// An order of a plan by a customer, as it stood at the last refresh.
struct Order {
    /// The states, spelled as the rows have them.
    enum Status: String {
        case active = "Active"
        case cancelled = "Cancelled"
        case expired = "Expired"
        case abandoned = "Abandoned"
        case warning = "Warning"
    }

    var orderID: String
    let customer: Customer
    let offer: Offer
    let plan: Plan
    let purchased: CivilDate
    let quantity: Int
    let status: Status
    /// The day it ended: cancelled, run out or given up; nil while it lasts.
    let ended: CivilDate?
    /// Whether the customer is still trying it out.
    let isTrial: Bool
    /// The share of the list price that was let off.
    let discountPercent: Int
    /// The number of the private offer it was bought under, if any.
    let privateOffer: Int?
    /// Whether a channel partner took part.
    let isMultiparty: Bool
    let azureLicenseType: String
    let assetID: String
    let purchaseRecordID: String
    /// The key that its usage rows carry as well.
    let referenceID: String
    let version: Int
    let quantityChanged: Int
    /// The second of the purchase day on which the event was recorded.
    let eventSecond: Int
    /// Whether its usage is reported every month.
    let isFeatured: Bool

    /// The Azure subscription, which offers of services do not have.
    var marketplaceSubscriptionID: String {
        offer.kind == .saas ? "00000000-0000-0000-0000-000000000000" : customer.azureSubscriptionID
    }

    /// The last day of the trial; nil if the plan has none.
    var trialEnd: CivilDate? {
        plan.trialMonths == 0 ? nil : purchased.adding(months: plan.trialMonths)
    }

    /// Whether it was bought in the month the customer was won.
    var isFirstMonth: Bool { isFirstMonth(for: purchased) }

    /// Whether a day lies in the month the customer was won.
    func isFirstMonth(for day: CivilDate) -> Bool {
        CalendarMonth(of: day) == CalendarMonth(of: customer.acquired)
    }

    /// The price of a unit after the discount, in US dollars.
    var unitPrice: Amount { plan.unitPrice.reduced(byPercent: discountPercent) }
    /// The price of a seat after the discount, in US dollars.
    var seatPrice: Amount { plan.seatPrice.reduced(byPercent: discountPercent) }
    /// What was billed in the customer's currency; nothing during a trial.
    var billedRevenue: Amount {
        isTrial ? .zero : (seatPrice * quantity * customer.country.rate).roundedToCents
    }

    /// The private offer's identifier.
    var privateOfferID: String? { privateOffer.map { "private-offer-\($0)" } }
    /// The private offer's title.
    var privateOfferName: String? { privateOffer.map { "\(customer.name) agreement \($0)" } }
    /// What the sellers of a multiparty deal are called.
    var partnerInfo: String? { isMultiparty ? "4811021: Crescent Cloud Brokers" : nil }
    /// What the publisher noted on a private offer.
    var salesNotes: String? {
        privateOffer.map { "Agreed for \(plan.billingTerm), \"as discussed\"; see agreement \($0)" }
    }
}
