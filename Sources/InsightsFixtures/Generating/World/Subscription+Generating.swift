import InsightsQuery

extension Subscription {
    /// All subscriptions, tenant by tenant; the first Dynamics one has the documented identifier.
    static func generate(seed: UInt64, tenants: [CloudTenant], locations: [PartnerLocation]) -> [Subscription] {
        var random = SeededGenerator(seed: seed, stream: "subscriptions")
        var subscriptions: [Subscription] = []
        var dynamicsID: String? = "251DE3D4-8868-4032-B518-F142DA50522F"
        for (index, tenant) in tenants.enumerated() {
            for product in products(of: index, &random) {
                let id = random.guid()
                let chosenID = product.isDynamics ? dynamicsID ?? id : id
                if product.isDynamics { dynamicsID = nil }
                subscriptions.append(
                    generate(
                        chosenID, tenant, product, seats: documentedSeats(of: index, product), isSteady: index < 3,
                        locations: locations, &random))
            }
        }
        return subscriptions
    }

    /// The seats of customers whose revenue or use must pass the thresholds of documented queries; nil for others.
    private static func documentedSeats(of index: Int, _ product: Product) -> Int? {
        switch index {
        case 0: 1_800
        case 2 where product.isOffice: 400_000
        default: nil
        }
    }

    private static func products(of index: Int, _ random: inout SeededGenerator) -> [Product] {
        if index == 0 { return [Product.office[0], Product.dynamics[0], Product.others[2]] }
        if index < 3 { return [Product.office[index], Product.dynamics[1]] }
        var products: [Product] = []
        if index.isMultiple(of: 2) { products.append(random.pick(Product.office)) }
        if index % 2 == 1 { products.append(random.pick(Product.dynamics)) }
        if index.isMultiple(of: 5) { products.append(random.pick(Product.others)) }
        return products
    }

    private static func generate(
        _ subscriptionID: String, _ tenant: CloudTenant, _ product: Product, seats: Int?, isSteady: Bool,
        locations: [PartnerLocation], _ random: inout SeededGenerator
    ) -> Subscription {
        let history = CalendarMonth.history
        let startsLate = !isSteady && random.chance(percent: 20)
        let startMonth = history.lowerBound.advanced(by: random.number(in: startsLate ? 3...14 : -20 ... -1))
        let start = startMonth.day(random.number(in: 1...28))
        var lastMonth = history.upperBound
        if !isSteady && random.chance(percent: 15) {
            lastMonth = CalendarMonth.anchor.advanced(by: -random.number(in: 1...3))
        }
        let years = (startMonth.distance(to: lastMonth) + 12) / 12
        let isEnded = lastMonth < history.upperBound
        let end = isEnded ? lastMonth.day(28) : start.adding(months: years * 12)
        let others = locations.filter { !$0.isGlobal && $0.mpnID != tenant.location.mpnID }
        return Subscription(
            subscriptionID: subscriptionID, tenant: tenant, product: product, start: start, end: end,
            channel: random.pick([.reseller, .reseller, .agreement, .direct]),
            attribution: random.pick(["CSP Tier 1", "CSP Tier 2", "CPOR", "DPOR", "PAL"]),
            secondLocation: random.chance(percent: 10) ? random.pick(others) : nil,
            months: months(
                max(startMonth, history.lowerBound)...lastMonth, of: product, seats: seats, isEnded: isEnded,
                &random))
    }

    /// The months of a subscription: seats grow by a step now and then, and use follows them.
    private static func months(
        _ range: ClosedRange<CalendarMonth>, of product: Product, seats: Int?, isEnded: Bool,
        _ random: inout SeededGenerator
    ) -> [Month] {
        var seats = seats ?? random.pick([5, 12, 25, 40, 75, 120, 300, 650])
        return range.map { month in
            if random.chance(percent: 12) { seats += max(1, seats / 10) }
            guard product.seatPrice != nil else {
                let consumption = Amount(hundredths: random.number(in: 20_000...1_500_000))
                return Month(
                    month: month, availableSeats: 0, assignedSeats: 0, activeSeats: 0, consumption: consumption,
                    isLast: isEnded && month == range.upperBound)
            }
            let assigned = seats * random.number(in: 70...100) / 100
            return Month(
                month: month, availableSeats: seats, assignedSeats: assigned,
                activeSeats: assigned * random.number(in: 55...100) / 100, consumption: nil,
                isLast: isEnded && month == range.upperBound)
        }
    }
}
