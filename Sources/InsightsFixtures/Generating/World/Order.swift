import InsightsTime

/// An order of a plan by a customer, in its state at the last refresh.
final class Order {
    /// The states, spelled as in the rows.
    enum Status: String {
        case active = "Active"
        case cancelled = "Cancelled"
        case expired = "Expired"
        case abandoned = "Abandoned"
        case warning = "Warning"
    }

    /// The final status of an order and the day on which it ended.
    struct Ending {
        var status: Status
        var day: CivilDate?

        static let running = Ending(status: .active, day: nil)
    }

    /// The identifier; the documentation prescribes it for some orders.
    var orderID: String
    let customer: Customer
    let offer: Offer
    let plan: Plan
    let purchased: CivilDate
    let quantity: Int
    let status: Status
    /// The day on which the order was cancelled, expired or abandoned; nil while it is running.
    let ended: CivilDate?
    /// Whether the order is in its trial period.
    let isTrial: Bool
    /// The discount on the list price in percent.
    let discountPercent: Int
    /// The private offer under which it was bought; nil if none.
    let privateOffer: PrivateOffer?
    let azureLicenseType: String
    let assetID: String
    let purchaseRecordID: String
    /// The key that its usage rows carry too.
    let referenceID: String
    let version: Int
    let quantityChanged: Int
    /// The second of the purchase day at which the event was recorded.
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

    /// The Azure subscription; all zeros for orders of services, which have none.
    var marketplaceSubscriptionID: String {
        offer.kind == .saas ? "00000000-0000-0000-0000-000000000000" : customer.azureSubscriptionID
    }

    /// The last day of the trial; nil if the plan has none.
    var trialEnd: CivilDate? {
        plan.trialMonths == 0 ? nil : purchased.adding(months: plan.trialMonths)
    }

    /// Whether it was bought in the month of the customer's acquisition.
    var isFirstMonth: Bool { isFirstMonth(for: purchased) }

    /// Returns whether a day lies in the month of the customer's acquisition.
    func isFirstMonth(for day: CivilDate) -> Bool {
        CalendarMonth(of: day) == CalendarMonth(of: customer.acquired)
    }

    /// The discounted price of a unit in US dollars.
    var unitPrice: Amount { plan.unitPrice.reduced(byPercent: discountPercent) }
    /// The discounted price of a seat in US dollars.
    var seatPrice: Amount { plan.seatPrice.reduced(byPercent: discountPercent) }
    /// The amount billed per term in US dollars; zero during a trial.
    var billedRevenueUSD: Amount { isTrial ? .zero : (seatPrice * quantity).roundedToCents }
    /// The amount billed per term in the customer's currency; zero during a trial.
    var billedRevenue: Amount { isTrial ? .zero : (seatPrice * quantity * customer.country.rate).roundedToCents }
    /// The discounted list price in US dollars.
    var discountPrice: Amount { plan.listPrice.reduced(byPercent: discountPercent) }
    /// Whether a channel partner took part.
    var isMultiparty: Bool { privateOffer?.isMultiparty ?? false }
    /// The sellers of a multiparty deal; nil for other orders.
    var partnerInfo: String? { isMultiparty ? "4811021: Crescent Cloud Brokers" : nil }
}

/// A private offer, made to one customer.
struct PrivateOffer {
    let offerID: String
    let name: String
    /// Whether a channel partner took part.
    let isMultiparty: Bool
    /// The publisher's notes.
    let notes: String

    init(for customer: Customer, _ plan: Plan, _ random: inout SeededGenerator) {
        let number = random.number(in: 1000...9999)
        offerID = "private-offer-\(number)"
        name = "\(customer.name) agreement \(number)"
        isMultiparty = random.chance(percent: 20)
        notes = "Agreed for \(plan.billingTerm), \"as discussed\"; see agreement \(number)"
    }
}
