/// Fictitious company names.
enum CompanyNames {
    /// The companies of the documented queries and identifiers; they are the first customers, in this order.
    static let documented = ["Contoso", "Fabrikam", "Adventure Works", "Contosso Imports"]

    /// Company names known from many published examples.
    static let familiar = [
        "Northwind Traders", "Tailspin Toys", "Wide World Importers", "Litware", "Proseware", "Woodgrove Bank",
        "Fourth Coffee", "Coho Winery", "Alpine Ski House", "Blue Yonder Airlines", "City Power & Light",
        "Consolidated Messenger", "Graphic Design Institute", "Humongous Insurance", "Lucerne Publishing",
        "Margie's Travel", "School of Fine Art", "Southridge Video", "Trey Research", "The Phone Company", "VanArsdel",
        "Wingtip Toys", "A. Datum", "Bellows College", "Best For You Organics", "Munson's Pickles and Preserves Farm",
        "Nod Publishers", "Relecloud", "Lamna Healthcare", "First Up Consultants", "Liberty's Delightful Sinful Bakery",
        "Contoso Suites", "Fabrikam Residences", "VanArsdel Logistics",
    ]

    private static let heads = [
        "Amber", "Birch", "Cobalt", "Dovetail", "Elm", "Fern", "Granite", "Hazel", "Indigo", "Juniper", "Kestrel",
        "Larch", "Marigold", "Nettle", "Ochre", "Pebble", "Quince", "Rowan", "Saffron", "Thistle", "Umber", "Violet",
        "Willow", "Yarrow", "Åkerö", "Zéphyr", "Böhm", "Castaño",
    ]

    private static let trades = [
        "Logistics", "Foods", "Instruments", "Robotics", "Textiles", "Clinics", "Energy", "Outfitters", "Analytics",
        "Shipping", "Ceramics", "Insurance", "Timber", "Media", "Optics", "Farms", "Bearings", "Learning",
    ]

    /// Returns the unique name at a position; when the names run out, they are repeated with a number.
    static func name(_ index: Int) -> String {
        if index < documented.count { return documented[index] }
        if index < documented.count + familiar.count { return familiar[index - documented.count] }
        let combinations = heads.count * trades.count
        let round = (index - documented.count - familiar.count) / combinations
        let invented = (index - documented.count - familiar.count) % combinations
        // Each head occurs every 28 names, and 28 + 9 is coprime to the 18 trades, so all names differ.
        let trade = trades[(invented / heads.count * 9 + invented) % trades.count]
        return "\(heads[invented % heads.count]) \(trade)\(round == 0 ? "" : " \(round + 1)")"
    }
}

/// Names of fictitious people.
enum PersonNames {
    static let given = [
        "Avery", "Blake", "Chidi", "Dana", "Elif", "Farid", "Greta", "Hiro", "Ines", "Jonas", "Kavya", "Leila", "Mateo",
        "Nia", "Oskar", "Priya", "Quinn", "Rosa", "Sven", "Thandi", "Uma", "Víctor", "Wanda", "Yuki", "Zoë",
    ]
    static let family = [
        "Abebe", "Berg", "Castillo", "Dubois", "Eriksson", "Fischer", "Gupta", "Haddad", "Ito", "Jansen", "Kowalski",
        "Lindqvist", "Moreau", "Nakamura", "O'Brien", "Pereira", "Quist", "Rossi", "Sørensen", "Tremblay", "Ueda",
        "van Dijk", "Whitfield", "Yamada", "Zhou",
    ]
}
