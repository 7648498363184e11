import InsightsQuery

/// A tenant's subscription of a product, month by month.
struct Subscription {
    /// One month of it.
    struct Month {
        let month: CalendarMonth
        /// The seats that were paid for.
        let availableSeats: Int
        let assignedSeats: Int
        let activeSeats: Int
        /// What was consumed in US dollars, where that is how it is billed.
        let consumption: Amount?
        let isLast: Bool
    }

    /// How it was sold.
    enum Channel: String {
        case reseller = "CSP"
        case agreement = "Enterprise Agreement"
        case direct = "Direct"

        /// The finer name.
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
    let attribution: String
    /// A second location that is credited with the same rows, marked as duplicates.
    let secondLocation: PartnerLocation?
    let months: [Month]

    /// The locations whose rows it is in, and whether the rows are duplicates.
    var locations: [(location: PartnerLocation, isDuplicate: Bool)] {
        [(tenant.location, false)] + (secondLocation.map { [($0, true)] } ?? [])
    }

    /// What a month was billed in US dollars.
    func billedRevenue(in month: Month) -> Amount {
        product.seatPrice.map { $0 * month.availableSeats } ?? .zero
    }

    /// The state in a month.
    func status(in month: Month) -> String { month.isLast ? "Expired" : "Active" }
}
