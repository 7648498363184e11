import InsightsTime

/// The visits to an offer's page on one day from one origin.
struct PageTraffic {
    let day: CivilDate
    let offer: Offer
    let referralDomain: String
    let countryName: String
    let campaign: String?
    /// `website` or `client`.
    let platform: String
    let pageVisits: Int
    let getItNow: Int
    let contactMe: Int
    let testDrive: Int
    let freeTrial: Int
    let consentGiven: Int

    /// Generates the traffic of the history, ordered by day.
    static func generate(_ block: BlockSeed) -> [PageTraffic] {
        var random = block.random("traffic")
        var traffic: [PageTraffic] = []
        for month in CalendarMonth.history {
            let days = (0..<random.number(in: 30...36)).map { _ in random.number(in: 1...28) }.sorted()
            for day in days { traffic.append(visit(on: month.day(day), &random)) }
        }
        return traffic
    }

    private static func visit(on day: CivilDate, _ random: inout SeededGenerator) -> PageTraffic {
        let offer = random.pick(Offer.published)
        let visits = random.number(in: 1...60)
        let clicks = random.number(in: 0...visits / 4)
        return PageTraffic(
            day: day, offer: offer,
            referralDomain: random.pick([
                "Referral domain not present", "Referral domain not present", "portal.azure.com",
                "appsource.microsoft.com", "azuremarketplace.microsoft.com", "harborlight.example",
                "search.example", "review-corner.example",
            ]),
            countryName: random.country().name,
            campaign: random.chance(percent: 30) ? random.pick(["spring-launch", "partner-day", "newsletter-7"]) : nil,
            platform: random.chance(percent: 80) ? "website" : "client", pageVisits: visits, getItNow: clicks,
            contactMe: random.number(in: 0...3), testDrive: offer.kind.isMachine ? random.number(in: 0...2) : 0,
            freeTrial: offer.plans.contains { $0.trialMonths > 0 } ? random.number(in: 0...clicks) : 0,
            consentGiven: random.number(in: 0...clicks))
    }
}
