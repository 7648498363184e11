import InsightsHTTP

extension HTTPLimits {
    /// Limits that short inputs reach.
    static let small = {
        var limits = HTTPLimits()
        limits.requestLineBytes = 200
        limits.fieldBytes = 300
        limits.allFieldsBytes = 900
        limits.fieldCount = 8
        limits.bodyBytes = 500
        limits.chunkExtensionBytes = 40
        return limits
    }()
}
