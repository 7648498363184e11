/// An account of the partner organisation: the global one, or one of its locations.
struct PartnerLocation {
    let mpnID: String
    let name: String
    let city: String
    let country: String
    let isGlobal: Bool
    /// The location's own identifier, which is not its program identifier.
    let locationID: String

    /// What the rows call its level.
    var hierarchyLevel: String { isGlobal ? "Partner Global Account" : "Partner Location Account" }

    private static let places: [(name: String, city: String, country: String)] = [
        ("Harborlight Partners", "Redmond", "United States"), ("Harborlight Pacific", "Austin", "United States"),
        ("Harborlight Lakes", "Columbus", "United States"), ("Harborlight Nordics", "Göteborg", "Sweden"),
        ("Harborlight Rhine", "Köln", "Germany"), ("Harborlight Isles", "Bristol", "United Kingdom"),
        ("Harborlight Loire", "Orléans", "France"), ("Harborlight Maritimes", "Halifax", "Canada"),
        ("Harborlight Deccan", "Pune", "India"), ("Harborlight Kansai", "Kobe", "Japan"),
        ("Harborlight Paulista", "São Paulo", "Brazil"), ("Harborlight Tasman", "Hobart", "Australia"),
    ]

    /// All accounts, the global one first.
    static func generate(seed: UInt64) -> [PartnerLocation] {
        var random = SeededGenerator(seed: seed, stream: "partners")
        return places.enumerated().map { index, place in
            PartnerLocation(
                mpnID: random.digits(7), name: place.name, city: place.city, country: place.country,
                isGlobal: index == 0, locationID: "L\(random.digits(6))")
        }
    }
}
