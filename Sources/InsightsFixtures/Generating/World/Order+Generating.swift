import InsightsTime

extension Order {
    /// Generates all orders by purchase: each customer's first one, and further ones by customers who stayed.
    static func generate(_ block: BlockSeed, customers: [Customer]) -> [Order] {
        var history = OrderHistory(random: block.random("orders"))
        let byMonth = Dictionary(grouping: customers) { CalendarMonth(of: $0.acquired) }
        for customer in customers where CalendarMonth(of: customer.acquired) < CalendarMonth.history.lowerBound {
            history.order(customer, on: customer.acquired)
        }
        if block.isFirst { history.orderFeatured(of: customers) }
        for month in CalendarMonth.history {
            let acquired = byMonth[month] ?? []
            for customer in acquired { history.order(customer, on: customer.acquired) }
            history.fill(month, alreadyOrdered: acquired.count)
        }
        // Enumerated because the standard library does not promise a stable sort.
        let orders = history.orders.enumerated()
            .sorted { ($0.element.purchased, $0.offset) < ($1.element.purchased, $1.offset) }.map(\.element)
        if block.isFirst { assignDocumentedIdentifiers(to: orders) }
        return orders
    }

    /// Gives ten orders the identifiers of the documented test query, whose 100 rows begin and end with five each.
    ///
    /// A simulator shows a hundred orders at the documented instant, the 6th of the anchor month. These are the first
    /// five and the last five of them. Six months reach back from there to the 6th.
    private static func assignDocumentedIdentifiers(to orders: [Order]) {
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

/// The orders so far, with the customers that still have a running one.
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
            // Before the history, to have usage in each of its months.
            let month = max(
                CalendarMonth.history.lowerBound.advanced(by: -3), CalendarMonth(of: customer.acquired).advanced(by: 1))
            append(
                customer, offer, plan, on: month.day(index * 2 + 1), quantity: feature.quantity, ending: .running,
                isFeatured: true)
        }
    }

    /// Adds orders of a month by customers who stayed, up to a number that grows with the age of the business.
    mutating func fill(_ month: CalendarMonth, alreadyOrdered: Int) {
        let age = CalendarMonth.history.lowerBound.distance(to: month)
        let target = 32 + age / 4 + random.number(in: 0...4)
        var count = alreadyOrdered
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
                Order.Ending(status: .cancelled, day: day.adding(days: random.number(in: 0...2)))
            } else if isFirst && isLongStanding {
                Order.Ending.running
            } else {
                ending(of: plan, on: day)
            }
        append(customer, offer, plan, on: day, quantity: quantity(of: plan), ending: ending)
        if isFirst && ending.day == nil { stayed.append(customer) }
    }

    private mutating func quantity(of plan: Plan) -> Int {
        random.pick(plan.cores == nil ? [1, 1, 2, 3, 5, 10, 20, 25, 50, 100] : [1, 1, 1, 2, 2, 3, 5, 10])
    }

    /// Returns how an order ends.
    ///
    /// Orders from before the anchor month end before it, later ones within two days. So a clock in the anchor month
    /// or later never shows an ending more than two days in the future.
    private mutating func ending(of plan: Plan, on day: CivilDate) -> Order.Ending {
        let ticket = random.number(in: 1...100)
        let monthsLeft = CalendarMonth(of: day).distance(to: CalendarMonth.anchor) - 1
        switch ticket {
        case 1...10 where monthsLeft >= 1:
            let month = CalendarMonth(of: day).advanced(by: random.number(in: 1...min(monthsLeft, 9)))
            return Order.Ending(status: .cancelled, day: month.day(random.number(in: 1...28)))
        case 1...6 where day.dayOfMonth <= 26:
            return Order.Ending(status: .cancelled, day: day.adding(days: random.number(in: 0...2)))
        case 11...15 where monthsLeft >= plan.termMonths && plan.cores == nil:
            return Order.Ending(status: .expired, day: day.adding(months: plan.termMonths))
        case 16...17: return Order.Ending(status: .abandoned, day: day)
        case 18...20: return Order.Ending(status: .warning, day: nil)
        default: return .running
        }
    }

    private mutating func append(
        _ customer: Customer, _ offer: Offer, _ plan: Plan, on day: CivilDate, quantity: Int, ending: Order.Ending,
        isFeatured: Bool = false
    ) {
        orders.append(
            Order(
                customer, offer, plan, on: day, quantity: quantity, ending: ending, isFeatured: isFeatured, &random))
    }
}
