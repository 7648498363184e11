import InsightsJSON

/// The tokens in one response of the token endpoint.
struct TokenPlaceholders {
    let access: String?
    let refresh: String?

    init(_ body: [UInt8]) {
        let value = try? JSONParser.parse(body)
        access = value?["access_token"]?.string
        refresh = value?["refresh_token"]?.string
    }
}
