import InsightsHTTP

/// Request head and content, at once and in pieces.
enum HTTPCheck {
    /// The outcome of an input.
    private enum Outcome: Equatable {
        case incomplete
        /// Where there is more than one fault, the pieces may decide which of them is seen first.
        case refused
        case request(head: String, body: [UInt8], used: Int)
    }

    static func check(_ bytes: [UInt8]) throws {
        let limits = HTTPLimits.small
        let whole = outcome(bytes, limits, pieces: bytes.count)
        for size in [1, 2, 3, 7] {
            let pieces = outcome(bytes, limits, pieces: size)
            try require(pieces == whole, "in pieces of \(size) \(pieces), at once \(whole)")
        }
        switch whole {
        case .incomplete, .refused: break
        case .request(_, let body, let used):
            try require(used <= bytes.count && body.count <= limits.bodyBytes, "used \(used) of \(bytes.count)")
        }
    }

    private static func outcome(_ bytes: [UInt8], _ limits: HTTPLimits, pieces size: Int) -> Outcome {
        var parser = RequestHeadParser(limits: limits)
        var arrived = 0
        do throws(HTTPParseError) {
            while true {
                arrived = min(arrived + max(1, size), bytes.count)
                let seen = bytes.span.extracting(0..<arrived)
                if case .head(let head, let consumed) = try parser.parse(seen) {
                    return try content(of: head, bytes, limits, from: consumed, pieces: size)
                }
                if arrived == bytes.count { return .incomplete }
            }
        } catch {
            return .refused
        }
    }

    private static func content(
        of head: RequestHead, _ bytes: [UInt8], _ limits: HTTPLimits, from start: Int, pieces size: Int
    ) throws(HTTPParseError) -> Outcome {
        var decoder = BodyDecoder(head.framing, limits: limits)
        var body: [UInt8] = []
        var place = start
        while !decoder.isFinished, place < bytes.count {
            let end = min(place + max(1, size), bytes.count)
            place += try decoder.decode(bytes.span.extracting(place..<end), into: &body)
        }
        guard decoder.isFinished else { return .incomplete }
        let fields = head.fields.all.map { "\($0.name): \($0.value)" }
        return .request(
            head: "\(head.method) \(head.target) \(head.version) \(fields) \(head.framing) \(head.keepsAlive)",
            body: body, used: place)
    }
}
