/// Texts that are easy to get wrong.
///
/// The noncharacters U+FFFE and U+FFFF and the NUL are left out because SQLite reads them differently; see
/// `KnownDifference`.
enum TextPool {
    static let plain = ["a", "A", "ab", "AB", "aB", "abc", "b", "B", "a b", " a", "a ", "10", "1", "-3", "1.5", "x_y"]

    /// Kinds of letters and signs, each with texts that use them.
    static let special: [(name: String, texts: [String])] = [
        ("sharp s", ["ß", "ẞ", "SS", "ss", "straße", "STRASSE", "STRAẞE"]),
        ("dotted and dotless i", ["i", "I", "ı", "İ", "i\u{307}", "Iİ", "ıi"]),
        ("final sigma", ["Σ", "σ", "ς", "ΣΣ", "σς", "ΟΔΟΣ", "οδος"]),
        ("combining marks", ["é", "É", "e\u{301}", "E\u{301}", "\u{301}", "a\u{323}\u{307}", "\u{345}", "ι", "Ι"]),
        ("emoji", ["😀", "👍🏽", "👩‍👩‍👧", "🇩🇪", "a😀b"]),
        ("edges of the surrogates", ["\u{D7FF}", "\u{E000}", "\u{FFFD}", "\u{10000}", "\u{10FFFF}"]),
        ("other alphabets", ["株式会社", "Ж", "ж", "Ⴀ", "ა", "Ꭰ", "ꭰ", "𐐀", "𐐨", "ǆ", "ǅ", "Ǆ", "ﬀ"]),
        (
            "letters of one small form",
            ["k", "K", "\u{212A}", "å", "Å", "\u{212B}", "s", "ſ", "S", "µ", "μ", "Ω", "\u{2126}"]
        ),
        ("wildcards", ["%", "_", "a%b", "a_b", "%%", "100%", "\\%"]),
        ("quotes", ["'", "it's", "''", "‘a’", "\"a\""]),
        ("blanks", [" ", "\u{A0}", "\t", "a\nb", "\u{3000}", "a\u{A0}b"]),
    ]

    static let all = plain + special.flatMap(\.texts)
}
