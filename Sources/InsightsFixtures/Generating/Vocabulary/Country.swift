/// A country with the facts that the rows need.
///
/// Towns and postal codes are chosen for variety, not for accuracy.
final class Country: Sendable {
    struct Town {
        let name: String
        let state: String
        let postalCode: String
    }

    let name: String
    let culture: String
    /// The ISO 3166 code of two letters, which is the end of the culture.
    let code: String
    let currency: String
    /// The amount of the currency that one US dollar buys.
    let rate: Amount
    /// The legal forms that company names end with.
    let companyForms: [String]
    let towns: [Town]
    /// The value of one unit of the currency in US dollars.
    let dollars: Amount
    /// The region of the world.
    let area: String
    /// The relative frequency among customers, roughly in percent.
    let weight: Int

    init(
        _ name: String, _ culture: String, _ currency: String, rate: Int, weight: Int, forms: [String],
        _ towns: [(String, String, String)]
    ) {
        self.name = name
        self.culture = culture
        let code = String(culture.suffix(2))
        self.code = code
        self.currency = currency
        self.rate = Amount(tenThousandths: rate)
        dollars = Amount(tenThousandths: (100_000_000 + rate / 2) / rate)
        area = Self.areas.first { $0.codes.contains(code) }?.name ?? "Western Europe"
        self.weight = weight
        companyForms = forms
        self.towns = towns.map { Town(name: $0.0, state: $0.1, postalCode: $0.2) }
    }

    private static let areas: [(name: String, codes: [String])] = [
        ("North America", ["US", "CA"]), ("Latin America", ["BR", "MX"]), ("Asia Pacific", ["IN", "JP", "AU"]),
        ("Middle East and Africa", ["ZA"]),
    ]

    /// All countries; the first is the one that the documented queries ask for.
    static let all: [Country] = [
        Country(
            "United States", "en-US", "USD", rate: 10_000, weight: 30, forms: [", Inc.", ", LLC", " Corporation"],
            [
                ("Redmond", "WA", "98052"), ("Austin", "TX", "78701"), ("Columbus", "OH", "43215"),
                ("Boulder", "CO", "80302"), ("Raleigh", "NC", "27601"),
            ]),
        Country(
            "United Kingdom", "en-GB", "GBP", rate: 7_320, weight: 9, forms: [" Ltd", " plc"],
            [("Leeds", "West Yorkshire", "LS1 4AP"), ("Bristol", "Avon", "BS1 5TR"), ("Perth", "Scotland", "PH1 5TJ")]),
        Country(
            "Germany", "de-DE", "EUR", rate: 8_240, weight: 9, forms: [" GmbH", " AG"],
            [("Köln", "Nordrhein-Westfalen", "50667"), ("Jena", "Thüringen", "07743"), ("Kiel", "", "24103")]),
        Country(
            "Sweden", "sv-SE", "SEK", rate: 82_300, weight: 7, forms: [" AB"],
            [("Göteborg", "Västra Götaland", "411 06"), ("Umeå", "Västerbotten", "903 26")]),
        Country(
            "France", "fr-FR", "EUR", rate: 8_240, weight: 6, forms: [" SAS", " SARL"],
            [("Orléans", "Centre-Val de Loire", "45000"), ("Nîmes", "Occitanie", "30000")]),
        Country(
            "Canada", "en-CA", "CAD", rate: 12_710, weight: 6, forms: [" Inc.", " Ltd"],
            [("Halifax", "NS", "B3J 1S9"), ("Montréal", "QC", "H2Y 1C6")]),
        Country(
            "India", "en-IN", "INR", rate: 731_000, weight: 7, forms: [" Pvt. Ltd", " Limited"],
            [("Pune", "Maharashtra", "411001"), ("Kochi", "Kerala", "682001")]),
        Country(
            "Japan", "ja-JP", "JPY", rate: 1_037_000, weight: 5, forms: [" K.K.", " 株式会社"],
            [("Sapporo", "Hokkaido", "060-0001"), ("Kobe", "Hyogo", "650-0001")]),
        Country(
            "Brazil", "pt-BR", "BRL", rate: 53_200, weight: 5, forms: [" Ltda.", " S.A."],
            [("São Paulo", "SP", "01310-000"), ("Curitiba", "PR", "80010-000")]),
        Country(
            "Australia", "en-AU", "AUD", rate: 13_000, weight: 5, forms: [" Pty Ltd"],
            [("Hobart", "TAS", "7000"), ("Adelaide", "SA", "5000")]),
        Country(
            "Netherlands", "nl-NL", "EUR", rate: 8_240, weight: 4, forms: [" B.V."],
            [("Utrecht", "Utrecht", "3511 LX"), ("Delft", "Zuid-Holland", "2611 GX")]),
        Country(
            "Switzerland", "de-CH", "CHF", rate: 8_900, weight: 3, forms: [" AG", " SA"],
            [("Zürich", "ZH", "8001"), ("Neuchâtel", "NE", "2000")]),
        Country(
            "Mexico", "es-MX", "MXN", rate: 199_000, weight: 3, forms: [", S.A. de C.V."],
            [("Mérida", "Yucatán", "97000"), ("Puebla", "Puebla", "72000")]),
        Country(
            "South Africa", "en-ZA", "ZAR", rate: 151_000, weight: 3, forms: [" (Pty) Ltd"],
            [("Durban", "KwaZulu-Natal", "4001")]),
    ]

    static let totalWeight = all.reduce(0) { $0 + $1.weight }

    /// The country whose currency all prices are set in.
    static let usDollar = all[0]
}

extension SeededGenerator {
    /// Returns a random country, weighted by frequency.
    mutating func country() -> Country {
        var ticket = number(in: 1...Country.totalWeight)
        for country in Country.all {
            ticket -= country.weight
            if ticket <= 0 { return country }
        }
        return Country.usDollar
    }
}
