import InsightsHTTP

/// Parses one head and nothing else.
func parseHead(_ wire: String, limits: HTTPLimits = HTTPLimits()) throws -> RequestHead? {
    var parser = RequestHeadParser(limits: limits)
    guard case .head(let head, _) = try parser.parse(Array(wire.utf8).span) else { return nil }
    return head
}
