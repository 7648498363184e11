/// The decomposed form of the letters that names of people, partners and offers have (Unicode Standard Annex 15).
enum Composition {
    private static let marks: [Unicode.Scalar: String] = [
        "\u{300}": "ÀAÈEÌIÒOÙUàaèeìiòoùu", "\u{301}": "ÁAÉEÍIÓOÚUÝYáaéeíióoúuýyśsńnźzćc",
        "\u{302}": "ÂAÊEÎIÔOÛUâaêeîiôoûu", "\u{303}": "ÃAÑNÕOãañnõo", "\u{308}": "ÄAËEÏIÖOÜUäaëeïiöoüuÿy",
        "\u{30a}": "ÅAåa", "\u{327}": "ÇCçc", "\u{30c}": "ŠSšsŽZžzČCčcŘRřrĚEěe",
    ]

    private static let parts: [Unicode.Scalar: [Unicode.Scalar]] = {
        var parts: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        for (mark, letters) in marks {
            let scalars = Array(letters.unicodeScalars)
            for index in stride(from: 0, to: scalars.count - 1, by: 2) {
                parts[scalars[index]] = [scalars[index + 1], mark]
            }
        }
        return parts
    }()

    /// Returns a text with letters and marks apart; nil if that changes nothing.
    @Sendable static func decomposed(_ text: String) -> String? {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return nil }
        let scalars = text.unicodeScalars.flatMap { parts[$0] ?? [$0] }
        return String(String.UnicodeScalarView(scalars))
    }
}
