import InsightsQuery

extension Order {
    /// All orders in the order of their purchase: each customer's first one, and more by those who stayed.
    static func generate(seed: UInt64, customers: [Customer]) -> [Order] {
        var history = OrderHistory(random: SeededGenerator(seed: seed, stream: "orders"))
        for customer in customers where CalendarMonth(of: customer.acquired) < CalendarMonth.history.lowerBound {
            history.order(customer, on: customer.acquired)
        }
        history.orderFeatured(of: customers)
        for month in CalendarMonth.history {
            for customer in customers where CalendarMonth(of: customer.acquired) == month {
                history.order(customer, on: customer.acquired)
            }
            history.fill(month)
        }
        // Enumerated because the sort of the standard library does not promise to be stable.
        var orders = history.orders.enumerated()
            .sorted { ($0.element.purchased, $0.offset) < ($1.element.purchased, $1.offset) }.map(\.element)
        assignDocumentedIdentifiers(to: &orders)
        return orders
    }

    /// Gives ten orders the identifiers of the documented test query, whose 100 rows begin and end with five each.
    ///
    /// They are the first five and the last five of the hundred that a simulator shows whose clock stands at the
    /// documented moment, the 6th of the anchor month, when six months reach back to the 6th.
    private static func assignDocumentedIdentifiers(to orders: inout [Order]) {
        let start = CalendarMonth.anchor.advanced(by: -6).day(6)
        guard let first = orders.firstIndex(where: { $0.purchased >= start }) else { return }
        for (offset, suffix) in ["a8", "b8", "c8", "d8", "e8"].enumerated() {
            orders[first + offset].orderID = "086365c6-9c38-4fba-904a-6228f6cb2b\(suffix)"
        }
        for (offset, suffix) in ["f0", "f1", "f2", "f3", "f4"].enumerated() {
            orders[first + 95 + offset].orderID = "086365c6-9c38-4fba-904a-6228f6cb2b\(suffix)"
        }
    }
}

/// The orders so far, and which customers still have a running one.
private struct OrderHistory {
    var random: SeededGenerator
    private(set) var orders: [Order] = []
    private var stayed: [Customer] = []

    init(random: SeededGenerator) {
        self.random = random
    }

    /// The orders whose usage the documented queries ask for: customer, offer, plan, quantity.
    private static let featured: [(customer: Int, offer: String, plan: String, quantity: Int)] = [
        (0, "harborlight.example-vm", "std-16", 200), (0, "harborlight.example-saas", "business", 100),
        (1, "harborlight.edge-router", "byol", 10), (1, "harborlight.example-vm", "std-4", 5),
        (2, "harborlight.cluster-kit", "cluster-16", 10), (2, "harborlight.log-lens", "managed-neg", 3),
        (3, "harborlight.license-hub", "core-64", 5), (4, "harborlight.backup-vault", "enterprise-neg", 50),
        (5, "harborlight.cluster-kit", "cluster-byol", 2), (6, "harborlight.example-vm", "byol-8", 3),
        (7, "harborlight.edge-router", "preview", 1), (8, "harborlight.stream-sorter", "pipeline", 1),
    ]

    mutating func orderFeatured(of customers: [Customer]) {
        for (index, feature) in Self.featured.enumerated() {
            let (offer, plan) = Offer.published(feature.offer, feature.plan)
            let customer = customers[feature.customer]
            // Before the history, so that there is usage in every month of it.
            let month = max(
                CalendarMonth.history.lowerBound.advanced(by: -3), CalendarMonth(of: customer.acquired).advanced(by: 1))
            append(
                customer, offer, plan, on: month.day(index * 2 + 1), quantity: feature.quantity,
                ending: (.active, nil), isFeatured: true)
        }
    }

    /// Adds orders of a month by customers who stayed, until the month has as many as the business had grown to.
    mutating func fill(_ month: CalendarMonth) {
        let age = CalendarMonth.history.lowerBound.distance(to: month)
        let target = 46 + age / 4 + random.number(in: 0...4)
        var count = orders.count { CalendarMonth(of: $0.purchased) == month }
        while count < target {
            let customer = random.pick(stayed)
            guard CalendarMonth(of: customer.acquired) < month else { continue }
            order(customer, on: month.day(random.number(in: 1...28)))
            count += 1
        }
    }

    /// Adds an order of a random plan.
    mutating func order(_ customer: Customer, on day: CivilDate) {
        let offer = random.pick(Offer.published)
        let plan = random.pick(offer.plans)
        let isFirst = day == customer.acquired
        let isLongStanding = CalendarMonth(of: day) < CalendarMonth.history.lowerBound
        let ending =
            if customer.changesItsMind {
                (status: Order.Status.cancelled, ended: Optional(day.adding(days: random.number(in: 0...2))))
            } else if isFirst && isLongStanding {
                (status: Order.Status.active, ended: CivilDate?.none)
            } else {
                ending(of: plan, on: day)
            }
        append(customer, offer, plan, on: day, quantity: quantity(of: plan), ending: ending)
        if isFirst && ending.ended == nil { stayed.append(customer) }
    }

    private mutating func quantity(of plan: Plan) -> Int {
        random.pick(plan.cores == nil ? [1, 1, 2, 3, 5, 10, 20, 25, 50, 100] : [1, 1, 1, 2, 2, 3, 5, 10])
    }

    /// What became of an order.
    ///
    /// Orders from before the anchor month ended before it, later ones within two days, so that a clock in the anchor
    /// month or after it never sees an ending that lies ahead of it by more than that.
    private mutating func ending(of plan: Plan, on day: CivilDate) -> (status: Order.Status, ended: CivilDate?) {
        let ticket = random.number(in: 1...100)
        let monthsLeft = CalendarMonth(of: day).distance(to: CalendarMonth.anchor) - 1
        switch ticket {
        case 1...10 where monthsLeft >= 1:
            let month = CalendarMonth(of: day).advanced(by: random.number(in: 1...min(monthsLeft, 9)))
            return (.cancelled, month.day(random.number(in: 1...28)))
        case 1...6 where day.dayOfMonth <= 26: return (.cancelled, day.adding(days: random.number(in: 0...2)))
        case 11...15 where monthsLeft >= plan.termMonths && plan.cores == nil:
            return (.expired, day.adding(months: plan.termMonths))
        case 16...17: return (.abandoned, day)
        case 18...20: return (.warning, nil)
        default: return (.active, nil)
        }
    }

    private mutating func append(
        _ customer: Customer, _ offer: Offer, _ plan: Plan, on day: CivilDate, quantity: Int,
        ending: (status: Order.Status, ended: CivilDate?), isFeatured: Bool = false
    ) {
        let isPrivate = plan.isPrivate || random.chance(percent: 7)
        let isRecent = CalendarMonth(of: day).distance(to: CalendarMonth.anchor) < plan.trialMonths
        orders.append(
            Order(
                orderID: random.guid(), customer: customer, offer: offer, plan: plan, purchased: day,
                quantity: quantity, status: ending.status, ended: ending.ended,
                isTrial: plan.trialMonths > 0 && isRecent && ending.ended == nil && !isFeatured,
                discountPercent: isPrivate ? random.pick([5, 10, 15, 20]) : 0,
                privateOffer: isPrivate ? random.number(in: 1000...9999) : nil,
                isMultiparty: isPrivate && random.chance(percent: 20),
                azureLicenseType: random.chance(percent: 3) ? "GTM" : customer.azureLicenseType,
                assetID: random.guid(), purchaseRecordID: random.code(12), referenceID: random.guid(),
                version: random.pick([1, 1, 1, 2, 3]), quantityChanged: random.pick([0, 0, 0, 0, 1, 5]),
                eventSecond: random.number(in: 0...86_399), isFeatured: isFeatured))
    }
}
