package import InsightsJSON

extension Fault {
    private enum At: String, CaseIterable {
        case beforeHead = "before-head"
        case midBody = "mid-body"
        case afterBody = "after-body"
    }

    private enum Distribution: String, CaseIterable {
        case fixed
        case uniform
        case exponential
    }

    init(_ value: JSONValue, place: JSONPlace) throws(InputError) {
        let kinds = FaultKind.allCases.map(\.rawValue).joined(separator: ", ")
        guard value.object != nil else {
            throw StrictJSONValue(value, at: place).mismatch(expected: "an object with a kind: \(kinds)")
        }
        let open = try StrictJSONReader(value, at: place, keys: nil)
        let kind = try open.required("kind", try open.choice("kind", of: FaultKind.self), kinds)
        let reader = try StrictJSONReader(value, at: place, keys: ["kind"] + kind.keys)
        self = try Self.fault(kind, reader)
    }

    private static func fault(_ kind: FaultKind, _ reader: StrictJSONReader) throws(InputError) -> Fault {
        let counts = 0...1_000_000_000
        switch kind {
        case .status:
            return .status(try status(reader, of: serviceStatuses))
        case .throttle:
            return .throttled(
                retryAfter: try reader.integer("retryAfter", in: 0...86400) ?? 1,
                as: try reader.choice("retryAfterAs", of: RetryAfterForm.self) ?? .seconds,
                body: try reader.choice("body", of: ThrottleBody.self) ?? .usual)
        case .errorIn200: return .errorIn200(try status(reader, of: serviceStatuses))
        case .htmlPage: return .htmlPage(status: try status(reader, of: pageStatuses))
        case .redirect: return .redirect(status: try optionalStatus(reader, of: redirectStatuses) ?? 307)
        case .unknownInstance: return .unknownInstance
        case .tokenField: return try tokenField(reader)
        case .gzip: return .gzip
        case .chunked: return .chunked
        case .expiredToken: return .expiredToken
        case .latency: return .latency(try latency(reader), isReal: try reader.bool("real") ?? false)
        case .reset: return .connectionReset(try resetPlace(reader))
        case .truncate: return .truncatedBody(afterBytes: try reader.integer("afterBytes", in: counts))
        case .corruptGzip: return .corruptGzip
        case .shortGzip: return .shortGzip(afterBytes: try reader.integer("afterBytes", in: counts))
        case .slowDrip:
            return .slowDrip(bytesPerSecond: try required(reader, "bytesPerSecond", in: 1...counts.upperBound))
        case .wrongContentLength:
            let difference = try reader.integer("by", in: -counts.upperBound...counts.upperBound)
            guard let difference, difference != 0 else { throw reader.mismatch("by", otherThanZero) }
            return .wrongContentLength(by: difference)
        case .holdExecution: return .heldExecution(reportName: try reader.string("reportName"))
        case .failCallback: return .failedCallback(status: try reader.integer("status", in: 300...599))
        }
    }

    private static func status(_ reader: StrictJSONReader, of statuses: [Int]) throws(InputError) -> Int {
        guard let status = reader.value("status")?.integer, statuses.contains(status) else {
            throw reader.mismatch("status", statusesText(statuses))
        }
        return status
    }

    private static func optionalStatus(
        _ reader: StrictJSONReader, of statuses: [Int]
    ) throws(InputError) -> Int? {
        reader.value("status") == nil ? nil : try status(reader, of: statuses)
    }

    /// Reads the name of a member with its value, which may be null, or with `missing`.
    private static func tokenField(_ reader: StrictJSONReader) throws(InputError) -> Fault {
        guard let field = try reader.string("field"), isTokenField(field) else {
            throw reader.mismatch("field", tokenFieldText)
        }
        let value = reader.object["value"]
        guard try reader.bool("missing") ?? false else {
            guard let value else { throw reader.mismatch("value", "any JSON value, or 'missing' instead") }
            return .tokenField(field, value)
        }
        guard value == nil else { throw reader.mismatch("value", "nothing: 'missing' leaves the member out") }
        return .tokenField(field, nil)
    }

    private static func latency(_ reader: StrictJSONReader) throws(InputError) -> FaultLatency {
        func milliseconds(_ key: String, from least: Int = 1) throws(InputError) -> Int {
            try required(reader, key, in: least...longestMilliseconds)
        }
        func refuse(_ keys: [String], _ distribution: Distribution) throws(InputError) {
            for key in keys where reader.value(key) != nil {
                throw reader.mismatch(key, "nothing: the distribution is \(distribution.rawValue)")
            }
        }
        let distribution = try reader.choice("distribution", of: Distribution.self) ?? .fixed
        switch distribution {
        case .fixed:
            try refuse(["from", "to", "mean"], distribution)
            return .fixed(milliseconds: try milliseconds("milliseconds"))
        case .uniform:
            try refuse(["milliseconds", "mean"], distribution)
            let from = try milliseconds("from", from: 0)
            return .uniform(from: from, to: try milliseconds("to", from: max(1, from)))
        case .exponential:
            try refuse(["milliseconds", "from", "to"], distribution)
            return .exponential(mean: try milliseconds("mean"))
        }
    }

    private static func required(
        _ reader: StrictJSONReader, _ key: String, in range: ClosedRange<Int>
    ) throws(InputError) -> Int {
        try reader.required(
            key, try reader.integer(key, in: range), "a whole number, \(range.lowerBound) to \(range.upperBound)")
    }

    private static func resetPlace(_ reader: StrictJSONReader) throws(InputError) -> ResetPlace {
        let bytes = try reader.integer("afterBytes", in: 0...1_000_000_000)
        let place = try reader.choice("at", of: At.self) ?? .beforeHead
        if bytes != nil, place != .midBody {
            throw reader.mismatch("afterBytes", "nothing: only mid-body counts bytes")
        }
        switch place {
        case .beforeHead: return .beforeHead
        case .midBody: return .midBody(afterBytes: bytes)
        case .afterBody: return .afterBody
        }
    }

    /// The fault as JSON.
    package var json: JSONValue {
        var object: JSONObject = ["kind": .string(kind.rawValue)]
        switch self {
        case .status(let status): object["status"] = .integer(status)
        case .throttled(let seconds, let form, let body):
            object["retryAfter"] = .integer(seconds)
            if form != .seconds { object["retryAfterAs"] = .string(form.rawValue) }
            if body != .usual { object["body"] = .string(body.rawValue) }
        case .errorIn200(let status), .htmlPage(let status), .redirect(let status):
            object["status"] = .integer(status)
        case .tokenField(let field, let value):
            object["field"] = .string(field)
            object[value == nil ? "missing" : "value"] = value ?? .bool(true)
        case .latency(let latency, let isReal):
            for member in latency.members.members { object[member.key] = member.value }
            if isReal { object["real"] = .bool(true) }
        case .connectionReset(.beforeHead): object["at"] = .string(At.beforeHead.rawValue)
        case .connectionReset(.midBody(let bytes)):
            object["at"] = .string(At.midBody.rawValue)
            object["afterBytes"] = bytes.map(JSONValue.integer)
        case .connectionReset(.afterBody): object["at"] = .string(At.afterBody.rawValue)
        case .truncatedBody(let bytes), .shortGzip(let bytes): object["afterBytes"] = bytes.map(JSONValue.integer)
        case .slowDrip(let rate): object["bytesPerSecond"] = .integer(rate)
        case .wrongContentLength(let difference): object["by"] = .integer(difference)
        case .heldExecution(let name): object["reportName"] = name.map(JSONValue.string)
        case .failedCallback(let status): object["status"] = status.map(JSONValue.integer)
        case .expiredToken, .corruptGzip, .unknownInstance, .gzip, .chunked: break
        }
        return .object(object)
    }
}

extension FaultKind {
    /// The keys that an object of this kind may have besides `kind`.
    fileprivate var keys: [String] {
        switch self {
        case .status, .failCallback, .errorIn200, .htmlPage, .redirect: ["status"]
        case .throttle: ["retryAfter", "retryAfterAs", "body"]
        case .expiredToken, .corruptGzip, .unknownInstance, .gzip, .chunked: []
        case .tokenField: ["field", "value", "missing"]
        case .latency: ["distribution", "milliseconds", "from", "to", "mean", "real"]
        case .reset: ["at", "afterBytes"]
        case .truncate, .shortGzip: ["afterBytes"]
        case .slowDrip: ["bytesPerSecond"]
        case .wrongContentLength: ["by"]
        case .holdExecution: ["reportName"]
        }
    }
}

extension FaultLatency {
    fileprivate var members: JSONObject {
        switch self {
        case .fixed(let milliseconds): ["milliseconds": .integer(milliseconds)]
        case .uniform(let from, let to):
            ["distribution": .string("uniform"), "from": .integer(from), "to": .integer(to)]
        case .exponential(let mean): ["distribution": .string("exponential"), "mean": .integer(mean)]
        }
    }
}
