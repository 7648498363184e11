import InsightsTime

/// An order of a plan by a customer, as it stood at the last refresh.
final class Order {
    /// The states, spelled as the rows have them.
    enum Status: String {
        case active = "Active"
        case cancelled = "Cancelled"
        case expired = "Expired"
        case abandoned = "Abandoned"
        case warning = "Warning"
    }

    /// What became of an order.
    struct Ending {
        var status: Status
        var day: CivilDate?

        static let running = Ending(status: .active, day: nil)
    }

    /// The identifier, which the documents give some orders.
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
    /// The private offer it was bought under, if any.
    let privateOffer: PrivateOffer?
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

    init(
        _ customer: Customer, _ offer: Offer, _ plan: Plan, on day: CivilDate, quantity: Int, ending: Ending,
        isFeatured: Bool, _ random: inout SeededGenerator
    ) {
        let isPrivate = plan.isPrivate || random.chance(percent: 7)
        let isRecent = CalendarMonth(of: day).distance(to: CalendarMonth.anchor) < plan.trialMonths
        self.customer = customer
        self.offer = offer
        self.plan = plan
        purchased = day
        self.quantity = quantity
        status = ending.status
        ended = ending.day
        self.isFeatured = isFeatured
        isTrial = plan.trialMonths > 0 && isRecent && ending.day == nil && !isFeatured
        orderID = random.guid()
        discountPercent = isPrivate ? 5 * random.number(in: 1...4) : 0
        privateOffer = isPrivate ? PrivateOffer(for: customer, plan, &random) : nil
        azureLicenseType = random.chance(percent: 3) ? "GTM" : customer.azureLicenseType
        assetID = random.guid()
        purchaseRecordID = random.code(16)
        referenceID = random.guid()
        version = max(1, random.number(in: -1...3))
        quantityChanged = [0, 0, 0, 0, 1, 5][random.number(in: 0...5)]
        eventSecond = random.number(in: 0...86_399)
    }

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
    /// What a term is billed in US dollars; nothing during a trial.
    var billedRevenueUSD: Amount { isTrial ? .zero : (seatPrice * quantity).roundedToCents }
    /// What a term is billed in the customer's currency; nothing during a trial.
    var billedRevenue: Amount { isTrial ? .zero : (seatPrice * quantity * customer.country.rate).roundedToCents }
    /// The public price after the discount, in US dollars.
    var discountPrice: Amount { plan.listPrice.reduced(byPercent: discountPercent) }
    /// Whether a channel partner took part.
    var isMultiparty: Bool { privateOffer?.isMultiparty ?? false }
    /// What the sellers of a multiparty deal are called.
    var partnerInfo: String? { isMultiparty ? "4811021: Crescent Cloud Brokers" : nil }
}

/// An offer that was made to one customer.
struct PrivateOffer {
    let offerID: String
    let name: String
    /// Whether a channel partner took part.
    let isMultiparty: Bool
    /// What the publisher noted.
    let notes: String

    init(for customer: Customer, _ plan: Plan, _ random: inout SeededGenerator) {
        let number = random.number(in: 1000...9999)
        offerID = "private-offer-\(number)"
        name = "\(customer.name) agreement \(number)"
        isMultiparty = random.chance(percent: 20)
        notes = "Agreed for \(plan.billingTerm), \"as discussed\"; see agreement \(number)"
    }
}
