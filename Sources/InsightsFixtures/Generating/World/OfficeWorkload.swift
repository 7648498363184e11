/// A tenant's use of one Office workload in a month.
struct OfficeWorkload {
    let subscription: Subscription
    let name: String
    let month: Subscription.Month
    let monthlyActiveUsers: Int

    /// Whether the workload is Teams, which has separate datasets.
    var isTeams: Bool { name == Self.teams }

    private static let teams = "Teams"

    /// Generates the workloads of all Office subscriptions, month by month.
    static func generate(_ block: BlockSeed, subscriptions: [Subscription]) -> [OfficeWorkload] {
        var random = block.random("workloads")
        let office = subscriptions.filter(\.product.isOffice).enumerated().map { index, subscription in
            (subscription, names: ["Exchange Online", teams] + (index % 3 == 0 ? ["Skype for Business"] : []))
        }
        var workloads: [OfficeWorkload] = []
        for month in CalendarMonth.history {
            for (subscription, names) in office {
                guard let use = subscription.month(month) else { continue }
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
