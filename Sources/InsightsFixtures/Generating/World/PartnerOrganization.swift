/// The partner organisation, which is the same in all blocks of the world.
struct PartnerOrganization {
    /// The accounts, the global one first.
    let locations: [PartnerLocation]
    /// The resellers through which it sells, the first one in the United States.
    let resellers: [Reseller]

    init(seed: UInt64) {
        locations = PartnerLocation.generate(seed: seed)
        resellers = Reseller.generate(seed: seed)
    }

    /// The account above all others.
    var global: PartnerLocation { locations[0] }
}

/// An account of the partner organisation: the global one, or one of its locations.
final class PartnerLocation {
    let mpnID: String
    let name: String
    let city: String
    let country: String
    let isGlobal: Bool
    /// The location's identifier, which differs from its program identifier.
    let locationID: String
    /// The town and country as text.
    let place: String

    private init(_ name: String, _ city: String, _ country: String, isGlobal: Bool, _ random: inout SeededGenerator) {
        mpnID = random.digits(7)
        self.name = name
        self.city = city
        self.country = country
        self.isGlobal = isGlobal
        locationID = "L\(random.digits(6))"
        place = "\(city), \(country)"
    }

    /// The level in the rows of Profile.
    var hierarchyLevel: String { isGlobal ? "Partner Global Account" : "Partner Location Account" }
    /// The level in the rows of usage.
    var hierarchy: String { isGlobal ? "HeadQuarters" : "Location" }

    private static let places: [(name: String, city: String, country: String)] = [
        ("Harborlight Partners", "Redmond", "United States"), ("Harborlight Pacific", "Austin", "United States"),
        ("Harborlight Lakes", "Columbus", "United States"), ("Harborlight Nordics", "Göteborg", "Sweden"),
        ("Harborlight Rhine", "Köln", "Germany"), ("Harborlight Isles", "Bristol", "United Kingdom"),
        ("Harborlight Loire", "Orléans", "France"), ("Harborlight Maritimes", "Halifax", "Canada"),
        ("Harborlight Deccan", "Pune", "India"), ("Harborlight Kansai", "Kobe", "Japan"),
        ("Harborlight Paulista", "São Paulo", "Brazil"), ("Harborlight Tasman", "Hobart", "Australia"),
    ]

    /// Generates all accounts, the global one first.
    fileprivate static func generate(seed: UInt64) -> [PartnerLocation] {
        var random = SeededGenerator(seed: seed, stream: "partners")
        return places.enumerated().map { index, place in
            PartnerLocation(place.name, place.city, place.country, isGlobal: index == 0, &random)
        }
    }
}

/// A reseller that sells to customers on behalf of the partner organisation.
final class Reseller {
    let mpnID: String
    let name: String
    /// The two-letter code of its country.
    let market: String
    let providerMpnID: String
    let providerName: String
    let status: String

    private init(
        _ name: String, _ market: String, mpnID: String, provider: (mpnID: String, name: String), status: String
    ) {
        self.mpnID = mpnID
        self.name = name
        self.market = market
        providerMpnID = provider.mpnID
        providerName = provider.name
        self.status = status
    }

    /// Generates all resellers; the first has the placeholder that a documented query asks for.
    fileprivate static func generate(seed: UInt64) -> [Reseller] {
        var random = SeededGenerator(seed: seed, stream: "resellers")
        let providers = ["Wharfside Distribution", "Lantern Wholesale"].map { (mpnID: random.digits(7), name: $0) }
        let resellers = [
            ("Crescent Cloud Brokers", "US"), ("Olive Licensing", "GB"), ("Terra Firm", "DE"), ("Fjord Systems", "SE"),
            ("Banyan Software House", "IN"), ("Maple Desk", "CA"),
        ]
        return resellers.enumerated().map { index, reseller in
            Reseller(
                reseller.0, reseller.1, mpnID: index == 0 ? "1051xxx" : random.digits(7),
                provider: providers[index % providers.count], status: index == 5 ? "Inactive" : "Active")
        }
    }
}
