import InsightsQuery

/// A day's use of an order, as it was metered.
struct UsageRecord {
    /// A reading far above the usual, as the service flags it.
    struct Anomaly {
        /// Whether the publisher agrees.
        let isConfirmed: Bool
        /// What the publisher reported instead.
        let corrected: Amount
        /// When the publisher acted.
        let actedAt: Timestamp
    }

    let order: Order
    let day: CivilDate
    /// What was used: machine hours, or the meter's units.
    let quantity: Amount
    let reference: String
    let isInternal: Bool
    let anomaly: Anomaly?

    /// Hours weighted by the cores of the machine; nil for meters.
    var normalizedUsage: Amount? { order.plan.cores.map { quantity * $0 } }
    /// Hours as they ran; nil for meters.
    var rawUsage: Amount? { order.plan.cores == nil ? nil : quantity }
    /// Units of the custom meter; nil for machines.
    var meteredUsage: Amount? { order.plan.cores == nil ? quantity : nil }
    /// What the price is per: a core hour or a meter's unit.
    var pricedQuantity: Amount { normalizedUsage ?? quantity }

    /// The price of a unit in the publisher's currency, US dollars.
    var pricePC: Amount { order.unitPrice }
    /// The price of a unit in the customer's currency.
    var priceCC: Amount { order.unitPrice * order.customer.country.rate }
    /// What the use costs in the publisher's currency.
    var chargePC: Amount { pricePC * pricedQuantity }
    /// What the use costs in the customer's currency.
    var chargeCC: Amount { priceCC * pricedQuantity }
    /// What an unusual reading costs more than the corrected one, in US dollars.
    var financialImpact: Amount? {
        anomaly.map { Amount(tenThousandths: chargePC.tenThousandths - (pricePC * $0.corrected).tenThousandths) }
    }
}

extension UsageRecord {
    /// How many records a month has.
    private static let recordsPerMonth = 54

    /// The records of the history in the order of their days: all featured orders every month, others by chance.
    static func generate(seed: UInt64, orders: [Order]) -> [UsageRecord] {
        var random = SeededGenerator(seed: seed, stream: "usage")
        let metered = orders.filter { $0.plan.isMetered && $0.status != .abandoned }
        let featured = metered.filter(\.isFeatured)
        var records: [UsageRecord] = []
        for month in CalendarMonth.history {
            var chosen = featured
            var others = metered.filter { !$0.isFeatured && $0.usableDays(of: month) != nil }
            while chosen.count < recordsPerMonth && !others.isEmpty {
                chosen.append(others.remove(at: random.number(in: 0...others.count - 1)))
            }
            let ofMonth = chosen.compactMap { order in
                order.usableDays(of: month).map { days in
                    record(of: order, on: month.day(random.number(in: days)), &random)
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

extension Order {
    /// The days of a month on which it can be used: from its purchase until the day before it ended.
    fileprivate func usableDays(of month: CalendarMonth) -> ClosedRange<Int>? {
        let first = CalendarMonth(of: purchased)
        guard first <= month else { return nil }
        let start = first == month ? purchased.dayOfMonth : 1
        var end = 28
        if let ended {
            let last = CalendarMonth(of: ended)
            guard last >= month else { return nil }
            if last == month { end = ended.dayOfMonth - 1 }
        }
        return start <= end ? start...end : nil
    }
}
