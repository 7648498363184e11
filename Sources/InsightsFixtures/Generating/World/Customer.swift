import InsightsTime

/// A customer of the publisher, and possibly of the partner organisation as well.
final class Customer {
    /// The number among the customers of all blocks.
    let number: Int
    let customerID: String
    /// The name without the legal form.
    let name: String
    /// The name with the legal form.
    let companyName: String
    let country: Country
    let town: Country.Town
    let street: String
    let givenName: String
    let familyName: String
    /// The domain of its web and email addresses.
    let domain: String
    /// The email address of the contact.
    let email: String
    /// The sales channel.
    let azureLicenseType: String
    /// The reseller through which it buys; nil for a direct customer.
    let provider: String?
    let providerEmail: String?
    /// The Azure subscription with which it buys.
    let azureSubscriptionID: String
    /// The identifier of its directory.
    let tenantID: String
    let billingAccountID: String
    let billingID: String?
    let acceptsPromotions: Bool
    let isOrganization: Bool
    let cloud: String
    /// The day of its first order.
    let acquired: CivilDate
    /// Whether it placed one order and cancelled it soon after.
    let changesItsMind: Bool

    private static let streets = ["Harbour", "Mill", "Station", "Orchard", "Bridge"]

    /// Generates the customer with an index in its block.
    init(
        _ index: Int, of block: BlockSeed, acquired: CivilDate, changesItsMind: Bool = false,
        _ random: inout SeededGenerator
    ) {
        let isDocumented = block.isFirst && DocumentedCustomer.all.indices.contains(index)
        let documented = isDocumented ? DocumentedCustomer.all[index] : nil
        number = block.customerNumber(index)
        country = isDocumented ? Country.usDollar : random.country()
        name = CompanyNames.name(number)
        azureLicenseType = Self.licenseType(&random)
        customerID = documented?.customerID ?? random.guid()
        companyName = name + random.pick(country.companyForms)
        town = random.pick(country.towns)
        street = "\(random.number(in: 1...240)) \(random.pick(Self.streets)) Street"
        givenName = random.pick(PersonNames.given)
        familyName = random.pick(PersonNames.family)
        domain = "\(mailbox(name)).example"
        email = "\(mailbox(givenName)).\(mailbox(familyName))@\(domain)"
        let isReselling = azureLicenseType == "Cloud Solution Provider" || azureLicenseType.hasSuffix("Reseller")
        provider = isReselling ? random.pick(["Crescent Cloud Brokers", "Terra Firm", "Olive Licensing"]) : nil
        providerEmail = provider.map { "sales@\(mailbox($0)).example" }
        azureSubscriptionID = documented?.azureSubscriptionID ?? random.guid()
        tenantID = documented?.tenantID ?? random.guid()
        billingAccountID = "BA-\(block.eightDigits(ofCustomer: number))"
        billingID = azureLicenseType == "Enterprise" ? "E\(random.digits(7))" : nil
        acceptsPromotions = random.chance(percent: 35)
        isOrganization = !random.chance(percent: 6)
        cloud = country.currency == "USD" && random.chance(percent: 8) ? "AzureGovernment" : "AzureGlobal"
        self.acquired = acquired
        self.changesItsMind = changesItsMind
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

extension Customer {
    /// The number of customers per block that predate the history.
    static let longStandingCount = 27

    /// Generates the customers in order of acquisition: long-standing ones, then some new ones every month.
    static func generate(_ block: BlockSeed) -> [Customer] {
        var random = block.random("customers")
        var customers: [Customer] = []
        for index in 0..<longStandingCount {
            let month = CalendarMonth(year: 2012, month: 6).advanced(by: index * 2)
            let day = month.day(random.number(in: 1...28))
            customers.append(Customer(index, of: block, acquired: day, &random))
        }
        for month in CalendarMonth.history {
            // The last customer of each month cancels within two days, which must lie in the same month.
            var days = (0..<random.number(in: 8...10)).map { _ in random.number(in: 1...28) }.sorted()
            days.append(random.number(in: 1...26))
            for (index, day) in days.enumerated() {
                customers.append(
                    Customer(
                        customers.count, of: block, acquired: month.day(day), changesItsMind: index == days.count - 1,
                        &random))
            }
        }
        return customers
    }
}

/// The identifiers of a customer that the documented queries ask for.
struct DocumentedCustomer {
    let customerID: String
    let azureSubscriptionID: String?
    let tenantID: String?

    /// The documented customers, in the order of `CompanyNames.documented`.
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

/// Returns the lower-case Latin letters and digits of a name, as used in email addresses.
func mailbox(_ name: String) -> String {
    String(
        name.lowercased().unicodeScalars.compactMap { scalar -> Character? in
            switch scalar {
            case "a"..."z", "0"..."9": Character(scalar)
            case "å", "ä", "á": "a"
            case "ö", "ø": "o"
            case "é", "ë": "e"
            case "í": "i"
            case "ñ": "n"
            default: nil
            }
        })
}
