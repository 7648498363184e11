/// A subscription's consumption of one Azure service in a month; the services add up to the month's total.
struct AzureConsumption {
    let subscription: Subscription
    let month: Subscription.Month
    let service: AzureService
    /// The cost in US dollars.
    let revenue: Amount

    /// The consumed quantity in units of the service.
    var quantity: Amount {
        Amount(hundredths: revenue.tenThousandths / service.unitPrice.tenThousandths * 100)
    }

    /// Generates the consumption of all Azure subscriptions, month by month.
    static func generate(subscriptions: [Subscription]) -> [AzureConsumption] {
        var consumption: [AzureConsumption] = []
        for month in CalendarMonth.history {
            for subscription in subscriptions {
                guard let use = subscription.month(month), let total = use.consumption else { continue }
                var rest = total
                for service in AzureService.all {
                    let isLast = service.name == AzureService.all.last?.name
                    let share = Amount(tenThousandths: total.tenThousandths / 10_000 * 100 * service.percent)
                    consumption.append(
                        AzureConsumption(
                            subscription: subscription, month: use, service: service, revenue: isLast ? rest : share))
                    rest = Amount(tenThousandths: rest.tenThousandths - share.tenThousandths)
                }
            }
        }
        return consumption
    }
}

/// An Azure service as named in the rows of its consumption.
struct AzureService {
    let name: String
    let meterCategory: String
    /// The price of a unit in US dollars.
    let unitPrice: Amount
    /// The percentage of the month's total spent on it; the last service gets the remainder.
    let percent: Int
    /// The four levels, from pillar to feature group.
    let levels: [String]
    let operatingSystem: String?
    let software: String?

    static let all = [
        AzureService(
            name: "Virtual Machines", meterCategory: "Virtual Machines", unitPrice: Amount(tenThousandths: 1_920),
            percent: 55, levels: ["Infrastructure", "Compute", "Virtual Machines", "D Series"],
            operatingSystem: "Linux", software: "Base software"),
        AzureService(
            name: "SQL Database", meterCategory: "SQL Database", unitPrice: Amount(tenThousandths: 5_044), percent: 25,
            levels: ["Data and AI", "Databases", "Azure SQL Database", "General Purpose"], operatingSystem: nil,
            software: nil),
        AzureService(
            name: "Storage", meterCategory: "Storage", unitPrice: Amount(tenThousandths: 184), percent: 15,
            levels: ["Infrastructure", "Storage", "Blob Storage", "Hot tier"], operatingSystem: nil, software: nil),
        AzureService(
            name: "Azure DNS", meterCategory: "Azure DNS", unitPrice: Amount(tenThousandths: 5_000), percent: 5,
            levels: ["Infrastructure", "Networking", "Azure DNS", "Public zones"], operatingSystem: nil,
            software: nil),
    ]
}
