import InsightsTime

/// A day on which a customer used a plan, in relation to the day of first use.
struct OfferRetention {
    let order: Order
    let firstUse: CivilDate
    let day: CivilDate
    /// The cost of the day's usage in US dollars.
    private(set) var revenueOfDay: Amount
    /// The cost of the usage from the first day to this day, in US dollars.
    private(set) var revenue: Amount

    /// The number of days since the first use.
    var offset: Int { day.daysSinceEpoch - firstUse.daysSinceEpoch }

    private struct Key: Hashable {
        let customer: ObjectIdentifier
        let plan: ObjectIdentifier
    }

    /// Generates the days of all customers and plans; the records must be ordered by day.
    static func generate(usage: [UsageRecord]) -> [OfferRetention] {
        var days: [OfferRetention] = []
        var latest: [Key: Int] = [:]
        for record in usage {
            let key = Key(
                customer: ObjectIdentifier(record.order.customer), plan: ObjectIdentifier(record.order.plan))
            let before = latest[key]
            if let before, days[before].day == record.day {
                days[before].revenueOfDay = days[before].revenueOfDay + record.chargePC
                days[before].revenue = days[before].revenue + record.chargePC
                continue
            }
            latest[key] = days.count
            days.append(
                OfferRetention(
                    order: before.map { days[$0].order } ?? record.order,
                    firstUse: before.map { days[$0].firstUse } ?? record.day, day: record.day,
                    revenueOfDay: record.chargePC,
                    revenue: (before.map { days[$0].revenue } ?? .zero) + record.chargePC))
        }
        return days
    }
}
