import InsightsJSON

/// The tokens that one answer of the token endpoint brought.
struct TokenPlaceholders {
    let access: String?
    let refresh: String?

    init(_ body: [UInt8]) {
        let value = try? JSONParser.parse(body)
        access = value?["access_token"]?.string
        refresh = value?["refresh_token"]?.string
    }
}
