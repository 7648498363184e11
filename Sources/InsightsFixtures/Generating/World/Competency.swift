import InsightsTime

/// A competency of the partner organisation: its measure and its thresholds.
struct Competency {
    /// The measured quantity, per month; each is the sum of rows of another dataset.
    enum Measure: CaseIterable {
        case officeUsers
        case dynamicsSeats
        case azureRevenue
        case billedRevenue
        case powerBISeats
        case mobilityUsers
        case certifications
    }

    let name: String
    let measure: Measure
    let measureName: String
    let gold: Amount
    let silver: Amount
    /// The month in which the competency year begins, counted from 0.
    let anniversary: Int

    private init(_ name: String, _ measure: Measure, _ measureName: String, gold: Int, silver: Int, anniversary: Int) {
        self.name = name
        self.measure = measure
        self.measureName = measureName
        self.gold = Amount(gold)
        self.silver = Amount(silver)
        self.anniversary = anniversary
    }

    /// All competencies; their years begin two months apart, so any three consecutive months contain a beginning.
    static let all = [
        Competency(
            "Cloud Productivity", .officeUsers, "Active users of Microsoft 365", gold: 40_000, silver: 8_000,
            anniversary: 0),
        Competency(
            "Cloud Business Applications", .dynamicsSeats, "Active seats of Dynamics 365", gold: 60_000, silver: 9_000,
            anniversary: 2),
        Competency(
            "Cloud Platform", .azureRevenue, "Azure consumed revenue", gold: 500_000, silver: 90_000, anniversary: 4),
        Competency(
            "Small and Midmarket Cloud Solutions", .billedRevenue, "Billed revenue", gold: 9_000_000,
            silver: 900_000, anniversary: 6),
        Competency(
            "Data Analytics", .powerBISeats, "Active seats of Power BI", gold: 30_000, silver: 600, anniversary: 8),
        Competency(
            "Enterprise Mobility Management", .mobilityUsers, "Active users of Enterprise Mobility", gold: 40_000,
            silver: 500, anniversary: 10),
    ]

    /// The name of the measure that applies to all competencies.
    static let certificationsName = "Passed certifications and exams"
    static let certificationsGold = Amount(120)
    static let certificationsSilver = Amount(48)

    /// The months of the history in which the competency year begins.
    var beginnings: [CalendarMonth] {
        CalendarMonth.history.filter { $0.number % 12 == anniversary }
    }

    /// Returns the month in which the competency year of a month began.
    func beginning(before month: CalendarMonth) -> CalendarMonth {
        month.advanced(by: -((month.number % 12 - anniversary + 12) % 12))
    }
}

/// The totals that count for competencies, over all blocks of the world.
struct CompetencyTotals {
    private var totals: [Competency.Measure: [Amount]] = [:]

    /// Returns the total of a month.
    func total(_ measure: Competency.Measure, in month: CalendarMonth) -> Amount {
        totals[measure]?[CalendarMonth.history.lowerBound.distance(to: month)] ?? .zero
    }

    /// Returns the total of those months of a range that lie in the history.
    func total(_ measure: Competency.Measure, in months: ClosedRange<CalendarMonth>) -> Amount {
        months.clamped(to: CalendarMonth.history).reduce(.zero) { $0 + total(measure, in: $1) }
    }

    /// Adds the amounts of a block.
    mutating func add(_ world: World) {
        for subscription in world.subscriptions {
            for month in subscription.months {
                add(.billedRevenue, subscription.billedRevenue(in: month), month.month)
                add(.azureRevenue, month.consumption ?? .zero, month.month)
                let active = Amount(month.activeSeats)
                if subscription.product.isDynamics { add(.dynamicsSeats, active, month.month) }
                if subscription.product.isPowerBI { add(.powerBISeats, active, month.month) }
                if subscription.product.isMobility { add(.mobilityUsers, active, month.month) }
            }
        }
        for workload in world.workloads {
            add(.officeUsers, Amount(workload.monthlyActiveUsers), workload.month.month)
        }
        for completion in world.certifications {
            add(.certifications, Amount(1), CalendarMonth(of: completion.day))
        }
    }

    private mutating func add(_ measure: Competency.Measure, _ amount: Amount, _ month: CalendarMonth) {
        let index = CalendarMonth.history.lowerBound.distance(to: month)
        let months = CalendarMonth.history.count
        totals[measure, default: [Amount](repeating: .zero, count: months)][index] =
            total(measure, in: month) + amount
    }
}
