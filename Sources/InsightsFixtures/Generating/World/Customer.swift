import InsightsQuery

/// A customer of the publisher, and perhaps of the partner organisation as well.
struct Customer {
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
    /// The domain of its addresses.
    let domain: String
    /// The sales channel.
    let azureLicenseType: String
    /// The reseller, if it buys through one.
    let provider: String?
    /// The Azure subscription it buys with.
    let azureSubscriptionID: String
    let billingAccountID: String
    let billingID: String?
    let acceptsPromotions: Bool
    let isOrganization: Bool
    let cloud: String
    /// The day of its first order.
    let acquired: CivilDate
    /// Whether it ordered once and thought better of it.
    let changesItsMind: Bool

    /// The contact's address.
    var email: String { "\(mailbox(givenName)).\(mailbox(familyName))@\(domain)" }
}

/// The small Latin letters and digits of a name, which is how it stands in addresses.
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
