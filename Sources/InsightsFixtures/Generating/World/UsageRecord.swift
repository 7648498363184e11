import InsightsTime

/// The metered usage of an order on one day.
struct UsageRecord {
    /// A reading far above the usual, which the service flags.
    struct Anomaly {
        /// Whether the publisher confirmed the anomaly.
        let isConfirmed: Bool
        /// The quantity that the publisher reported instead.
        let corrected: Amount
        /// The instant at which the publisher acted.
        let actedAt: Timestamp
    }

    let order: Order
    let day: CivilDate
    /// The quantity used: machine hours or the meter's units.
    let quantity: Amount
    let reference: String
    let isInternal: Bool
    let anomaly: Anomaly?

    /// Hours multiplied by the cores of the machine; nil for meters.
    var normalizedUsage: Amount? { order.plan.cores.map { quantity * $0 } }
    /// Machine hours; nil for meters.
    var rawUsage: Amount? { order.plan.cores == nil ? nil : quantity }
    /// Units of the custom meter; nil for machines.
    var meteredUsage: Amount? { order.plan.cores == nil ? quantity : nil }
    /// The quantity in priced units: core hours or the meter's units.
    var pricedQuantity: Amount { normalizedUsage ?? quantity }

    /// The price of a unit in the publisher's currency, US dollars.
    var pricePC: Amount { order.unitPrice }
    /// The price of a unit in the customer's currency.
    var priceCC: Amount { order.unitPrice * order.customer.country.rate }
    /// The cost in the publisher's currency.
    var chargePC: Amount { pricePC * pricedQuantity }
    /// The cost in the customer's currency.
    var chargeCC: Amount { priceCC * pricedQuantity }
    /// The cost of an anomaly beyond the corrected quantity, in US dollars; nil without an anomaly.
    var financialImpact: Amount? {
        anomaly.map { Amount(tenThousandths: chargePC.tenThousandths - (pricePC * $0.corrected).tenThousandths) }
    }
}

extension UsageRecord {
    /// The number of orders used per month; each is used on one to three days.
    private static let ordersPerMonth = 20

    /// Generates the records of the history by day: all featured orders every month, others at random.
    static func generate(_ block: BlockSeed, orders: [Order]) -> [UsageRecord] {
        var random = block.random("usage")
        let metered = orders.filter { $0.plan.isMetered && $0.status != .abandoned }
        let featured = metered.filter(\.isFeatured)
        let usable = metered.filter { !$0.isFeatured }.map(UsableOrder.init)
        var records: [UsageRecord] = []
        for month in CalendarMonth.history {
            var chosen = featured.map(UsableOrder.init)
            var others = usable.filter { $0.days(of: month) != nil }
            while chosen.count < ordersPerMonth && !others.isEmpty {
                others.swapAt(random.number(in: 0...others.count - 1), others.count - 1)
                chosen.append(others.removeLast())
            }
            var ofMonth: [UsageRecord] = []
            for usable in chosen {
                guard let days = usable.days(of: month) else { continue }
                var start = days.lowerBound
                for _ in 0..<random.number(in: 1...3) where start <= days.upperBound {
                    let day = random.number(in: start...days.upperBound)
                    ofMonth.append(record(of: usable.order, on: month.day(day), &random))
                    start = day + 1
                }
            }
            records += ofMonth.enumerated()
                .sorted { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }.map(\.element)
        }
        return records
    }

    private static func record(of order: Order, on day: CivilDate, _ random: inout SeededGenerator) -> UsageRecord {
        let isAnomalous = order.plan.cores == nil && random.chance(percent: 4)
        let usual = Amount(hundredths: random.number(in: 500...2400) * order.quantity)
        let metered = Amount(hundredths: random.number(in: 1_000...90_000))
        let quantity = order.plan.cores == nil ? metered * (isAnomalous ? 20 : 1) : usual
        let anomaly = Anomaly(
            isConfirmed: random.chance(percent: 60), corrected: metered,
            actedAt: Timestamp(day, hour: random.number(in: 18...23), minute: random.number(in: 0...59)))
        return UsageRecord(
            order: order, day: day, quantity: quantity, reference: random.guid(),
            isInternal: random.chance(percent: 2), anomaly: isAnomalous ? anomaly : nil)
    }
}

/// An order with the days on which it can be used: from its purchase until the day before its end.
private struct UsableOrder {
    let order: Order
    private let first: CalendarMonth
    private let last: CalendarMonth?

    init(_ order: Order) {
        self.order = order
        first = CalendarMonth(of: order.purchased)
        last = order.ended.map { CalendarMonth(of: $0) }
    }

    /// Returns the usable days of a month; nil if there are none.
    func days(of month: CalendarMonth) -> ClosedRange<Int>? {
        guard first <= month else { return nil }
        let start = first == month ? order.purchased.dayOfMonth : 1
        var end = 28
        if let last, let ended = order.ended {
            guard last >= month else { return nil }
            if last == month { end = ended.dayOfMonth - 1 }
        }
        return start <= end ? start...end : nil
    }
}
