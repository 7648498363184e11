import InsightsQuery

extension Customer {
    /// How many customers are older than the history.
    static let longStandingCount = 40

    /// The customers in the order of their acquisition: long-standing ones, then some new ones every month.
    static func generate(seed: UInt64) -> [Customer] {
        var random = SeededGenerator(seed: seed, stream: "customers")
        var customers: [Customer] = []
        for index in 0..<longStandingCount {
            let month = CalendarMonth(year: 2012, month: 6).advanced(by: index * 2)
            customers.append(generate(index, acquired: month.day(random.number(in: 1...28)), &random))
        }
        for month in CalendarMonth.history {
            // The last one of every month changes its mind within two days, which must still be in the month.
            var days = (0..<random.number(in: 8...10)).map { _ in random.number(in: 1...28) }.sorted()
            days.append(random.number(in: 1...26))
            for (index, day) in days.enumerated() {
                customers.append(
                    generate(
                        customers.count, acquired: month.day(day), changesItsMind: index == days.count - 1, &random))
            }
        }
        return customers
    }

    private static func generate(
        _ index: Int, acquired: CivilDate, changesItsMind: Bool = false, _ random: inout SeededGenerator
    ) -> Customer {
        let documented = DocumentedCustomer.all.indices.contains(index) ? DocumentedCustomer.all[index] : nil
        let country = documented == nil ? random.country() : Country.usDollar
        let name = CompanyNames.name(index)
        let license = licenseType(&random)
        let street = random.pick(["Harbour", "Mill", "Station", "Orchard", "Bridge"])
        let isReselling = license == "Cloud Solution Provider" || license == "Enterprise through Reseller"
        return Customer(
            customerID: documented?.customerID ?? random.guid(), name: name,
            companyName: name + random.pick(country.companyForms), country: country, town: random.pick(country.towns),
            street: "\(random.number(in: 1...240)) \(street) Street", givenName: random.pick(PersonNames.given),
            familyName: random.pick(PersonNames.family),
            domain: "\(mailbox(name)).example", azureLicenseType: license,
            provider: isReselling ? random.pick(["Crescent Cloud Brokers", "Terra Firm", "Olive Licensing"]) : nil,
            azureSubscriptionID: documented?.azureSubscriptionID ?? random.guid(),
            billingAccountID: "BA-\(random.digits(8))",
            billingID: license == "Enterprise" ? "E\(random.digits(7))" : nil,
            acceptsPromotions: random.chance(percent: 35), isOrganization: !random.chance(percent: 6),
            cloud: country.currency == "USD" && random.chance(percent: 8) ? "AzureGovernment" : "AzureGlobal",
            acquired: acquired, changesItsMind: changesItsMind)
    }

    private static func licenseType(_ random: inout SeededGenerator) -> String {
        switch random.number(in: 1...100) {
        case ...40: "Pay as You Go"
        case ...68: "Enterprise"
        case ...85: "Cloud Solution Provider"
        default: "Enterprise through Reseller"
        }
    }
}

/// The identifiers of a customer that the documented queries ask for.
struct DocumentedCustomer {
    let customerID: String
    let azureSubscriptionID: String?
    let tenantID: String?

    /// The documented customers in the order of `CompanyNames.documented`.
    static let all = [
        DocumentedCustomer(
            customerID: "2a31c234-1f4e-4c60-909e-76d234f93161",
            azureSubscriptionID: "868368da-957d-4959-8992-3c12dc7e6260",
            tenantID: "868368da-957d-4959-8992-3c12dc7e6260"),
        DocumentedCustomer(
            customerID: "80780748-3f9a-11eb-b378-0242ac130002", azureSubscriptionID: nil, tenantID: nil),
        DocumentedCustomer(
            customerID: "0f8b7fa0-eb83-a183-1225-ca153ef807aa",
            azureSubscriptionID: "7b487ac0-ce12-b732-dcd6-91a1e4e74a50",
            tenantID: "7b487ac0-ce12-b732-dcd6-91a1e4e74a50"),
    ]
}
