import InsightsTime

/// A tenant's subscription to a product, month by month.
final class Subscription {
    /// One month of a subscription.
    struct Month {
        let month: CalendarMonth
        /// The number of paid seats.
        let availableSeats: Int
        /// The increase of paid seats over the previous month.
        let addedSeats: Int
        let assignedSeats: Int
        let activeSeats: Int
        /// The consumption in US dollars; nil for products billed by seat.
        let consumption: Amount?
        let isLast: Bool
    }

    /// The sales channel.
    enum Channel: String {
        case reseller = "CSP"
        case agreement = "Enterprise Agreement"
        case direct = "Direct"

        /// The detailed name of the channel.
        var detail: String {
            switch self {
            case .reseller: "CSP indirect reseller"
            case .agreement: "Enterprise Agreement, direct"
            case .direct: "Web direct"
            }
        }
    }

    let subscriptionID: String
    let tenant: CloudTenant
    let product: Product
    let start: CivilDate
    let end: CivilDate
    let channel: Channel
    /// The reseller that sold it; nil if sold otherwise.
    let reseller: Reseller?
    let attribution: String
    let renewsItself: Bool
    /// Whether it is currently disabled although it is paid for.
    let isDisabled: Bool
    let enrollmentNumber: String
    let pricingLevel: String
    /// The locations in whose rows it appears; those after the first are marked as duplicates.
    let locations: [PartnerLocation]
    let months: [Month]

    init(_ draft: Draft, _ random: inout SeededGenerator) {
        let history = CalendarMonth.history
        let isSteady = draft.tenant.index < 3
        let startsLate = !isSteady && random.chance(percent: 20)
        let startMonth = history.lowerBound.advanced(by: random.number(in: startsLate ? 3...14 : -20 ... -1))
        let endsEarly = !isSteady && random.chance(percent: 15)
        let lastMonth =
            endsEarly ? CalendarMonth.anchor.advanced(by: -random.number(in: 1...3)) : history.upperBound
        subscriptionID = draft.id
        tenant = draft.tenant
        product = draft.product
        start = startMonth.day(random.number(in: 1...28))
        let years = (startMonth.distance(to: lastMonth) + 12) / 12
        end = endsEarly ? lastMonth.day(28) : start.adding(months: years * 12)
        let channels: [Channel] = [.reseller, .reseller, .agreement, .direct]
        let drawn = random.pick(channels)
        channel = draft.tenant.index == 0 ? .reseller : drawn
        let seller = random.pick(draft.partner.resellers)
        reseller = channel != .reseller ? nil : draft.tenant.index == 0 ? draft.partner.resellers[0] : seller
        attribution = random.pick(["CSP Tier 1", "CSP Tier 2", "CPOR", "DPOR", "PAL"])
        renewsItself = !random.chance(percent: 25) && !(draft.tenant.index == 1 && product.isPowerBI)
        isDisabled = random.chance(percent: 5) || draft.tenant.index == 2 && product.isMobility
        enrollmentNumber = random.digits(8)
        pricingLevel = random.pick(["A", "A", "B", "C", "D"])
        let others = draft.partner.locations.filter { !$0.isGlobal && $0 !== draft.tenant.location }
        locations = [draft.tenant.location] + (random.chance(percent: 10) ? [random.pick(others)] : [])
        months = Self.months(
            max(startMonth, history.lowerBound)...lastMonth, draft, isEnded: endsEarly, &random)
    }

    /// The properties of a subscription that are known before the others are drawn.
    struct Draft {
        let id: String
        let tenant: CloudTenant
        let product: Product
        let partner: PartnerOrganization
        /// The number of seats, or thousands of dollars, that documented queries need; nil for others.
        let size: Int?
    }

    /// Generates the months of a subscription: seats grow by occasional steps, and usage follows them.
    private static func months(
        _ range: ClosedRange<CalendarMonth>, _ draft: Draft, isEnded: Bool, _ random: inout SeededGenerator
    ) -> [Month] {
        var seats = draft.size ?? random.pick([5, 12, 25, 40, 75, 120, 300, 650])
        var seatsBefore = 0
        return range.map { month in
            if random.chance(percent: 12) { seats += max(1, seats / 10) }
            defer { seatsBefore = seats }
            guard draft.product.seatPrice != nil else {
                let dollars = draft.size.map { random.number(in: $0 * 900...$0 * 1100) }
                let cents = dollars.map { $0 * 100 } ?? random.number(in: 20_000...1_500_000)
                return Month(
                    month: month, availableSeats: 0, addedSeats: 0, assignedSeats: 0, activeSeats: 0,
                    consumption: Amount(hundredths: cents), isLast: isEnded && month == range.upperBound)
            }
            let assigned = seats * random.number(in: 70...100) / 100
            return Month(
                month: month, availableSeats: seats, addedSeats: seats - seatsBefore, assignedSeats: assigned,
                activeSeats: assigned * random.number(in: 55...100) / 100, consumption: nil,
                isLast: isEnded && month == range.upperBound)
        }
    }

    /// Returns the data of a month; nil if the subscription did not run then.
    func month(_ month: CalendarMonth) -> Month? {
        guard let first = months.first?.month else { return nil }
        let index = first.distance(to: month)
        return months.indices.contains(index) ? months[index] : nil
    }

    /// Returns the amount billed in a month in US dollars; zero for products billed by consumption.
    func billedRevenue(in month: Month) -> Amount {
        product.seatPrice.map { $0 * month.availableSeats } ?? .zero
    }

    /// Returns the status in a month.
    func status(in month: Month) -> String { month.isLast ? "Expired" : "Active" }
    /// Returns the status in a month as used by datasets without expired subscriptions.
    func activity(in month: Month) -> String { month.isLast ? "Inactive" : "Active" }
}

extension Subscription {
    /// Generates all subscriptions, tenant by tenant; the first Dynamics one has the documented identifier.
    static func generate(
        _ block: BlockSeed, tenants: [CloudTenant], partner: PartnerOrganization
    ) -> [Subscription] {
        var random = block.random("subscriptions")
        var subscriptions: [Subscription] = []
        var dynamicsID = block.isFirst ? "251DE3D4-8868-4032-B518-F142DA50522F" : nil
        for tenant in tenants {
            for product in products(of: tenant.index, &random) {
                let id = random.guid()
                let chosenID = product.isDynamics ? dynamicsID ?? id : id
                if product.isDynamics { dynamicsID = nil }
                let size = block.isFirst ? documentedSize(of: tenant.index, product) : nil
                let draft = Draft(id: chosenID, tenant: tenant, product: product, partner: partner, size: size)
                subscriptions.append(Subscription(draft, &random))
            }
        }
        return subscriptions
    }

    /// Returns the size of a subscription whose revenue or usage must exceed a threshold of documented queries; nil
    /// for others.
    private static func documentedSize(of index: Int, _ product: Product) -> Int? {
        switch index {
        case 0: product.seatPrice == nil ? 60 : 1_800
        case 2 where product.isOffice: 400_000
        default: nil
        }
    }

    private static func products(of index: Int, _ random: inout SeededGenerator) -> [Product] {
        if index < 3 {
            let third = [Product.azure, Product.powerBI, Product.mobility][index]
            return [Product.office[index], Product.dynamics[min(index, 1)], third]
        }
        var products: [Product] = []
        if index.isMultiple(of: 2) { products.append(random.pick(Product.office)) }
        if index % 2 == 1 { products.append(random.pick(Product.dynamics)) }
        if index.isMultiple(of: 5) { products.append(random.pick(Product.others)) }
        return products
    }
}
