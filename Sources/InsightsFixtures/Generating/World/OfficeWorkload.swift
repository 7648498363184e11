/// The use of one Office workload by a tenant in a month.
struct OfficeWorkload {
    let subscription: Subscription
    let name: String
    let month: Subscription.Month
    let monthlyActiveUsers: Int

    /// The workloads of all Office subscriptions, month by month.
    static func generate(seed: UInt64, subscriptions: [Subscription]) -> [OfficeWorkload] {
        var random = SeededGenerator(seed: seed, stream: "workloads")
        let office = subscriptions.filter(\.product.isOffice).enumerated().map { index, subscription in
            (subscription, names: ["Exchange Online", "Teams"] + (index % 3 == 0 ? ["Skype for Business"] : []))
        }
        var workloads: [OfficeWorkload] = []
        for month in CalendarMonth.history {
            for (subscription, names) in office {
                guard let use = subscription.months.first(where: { $0.month == month }) else { continue }
                for name in names {
                    workloads.append(
                        OfficeWorkload(
                            subscription: subscription, name: name, month: use,
                            monthlyActiveUsers: use.activeSeats * random.number(in: 40...100) / 100))
                }
            }
        }
        return workloads
    }
}
