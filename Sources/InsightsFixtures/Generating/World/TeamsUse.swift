import InsightsTime

/// The activity of a tenant's users in Teams in a month, consistent with the month's active users.
struct TeamsUse {
    /// The users of one area of Teams in the month.
    struct Area {
        let name: String
        let allUsers: Int
        let desktopUsers: Int
        let webUsers: Int
        let mobileUsers: Int
    }

    /// The meetings or calls of a day.
    struct Day {
        let day: CivilDate
        let area: String
        let meetings: Int
        let hours: Amount
    }

    /// The users of a third-party app on a day.
    struct App {
        let day: CivilDate
        let name: String
        let users: Int
    }

    let workload: OfficeWorkload
    let areas: [Area]
    let days: [Day]
    let apps: [App]

    private static let appNames = ["Polly Polls", "Mural Walls", "Ticket Tamer", "Stand-up Scribe", "Wiki Whale"]

    /// Generates the activity of all tenants that have Teams, month by month.
    static func generate(_ block: BlockSeed, workloads: [OfficeWorkload]) -> [TeamsUse] {
        var random = block.random("teams")
        return workloads.filter(\.isTeams).map { TeamsUse($0, &random) }
    }

    private init(_ workload: OfficeWorkload, _ random: inout SeededGenerator) {
        let users = workload.monthlyActiveUsers
        let month = workload.month.month
        let tenant = workload.subscription.tenant.index
        self.workload = workload
        let names = ["Meetings"] + (tenant % 4 == 0 ? ["Calls"] : []) + (tenant % 10 == 0 ? ["Phone systems"] : [])
        areas = names.enumerated().map { index, name in
            // All users attend meetings; only some make calls.
            let all = index == 0 ? users : users * random.number(in: 20...80) / 100
            return Area(
                name: name, allUsers: all, desktopUsers: all * random.number(in: 60...95) / 100,
                webUsers: all * random.number(in: 5...40) / 100, mobileUsers: all * random.number(in: 10...70) / 100)
        }
        days = (0..<random.number(in: 1...2)).map { number in
            let meetings = max(1, users * random.number(in: 5...60) / 100)
            return Day(
                day: month.day(number * 14 + random.number(in: 1...14)), area: random.pick(names), meetings: meetings,
                hours: Amount(hundredths: meetings * random.number(in: 30...140)))
        }
        apps = [
            App(
                day: month.day(random.number(in: 1...28)), name: random.pick(Self.appNames),
                users: users * random.number(in: 5...50) / 100)
        ]
    }
}
