import InsightsAPI
import InsightsQuery
import InsightsTime

extension FaultRule {
    /// Throws for a rule that can never fire, with the reason.
    func check(place: String, now: Timestamp?) throws(ConfigurationError) {
        try checkCounts(place: place)
        try checkTimes(place: place, now: now)
        if let route, !route.isOfService, let program {
            throw ConfigurationError(
                place: "\(place).program", found: "'\(program)' with the route '\(route.rawValue)'",
                accepted: "no program: requests of this route name none")
        }
        if let route, !fault.applies(to: route) {
            throw ConfigurationError(
                place: "\(place).route", found: "'\(route.rawValue)' with the fault '\(fault.kind.rawValue)'",
                accepted: fault.targetsLifecycle ? "createReport, executions or none" : fault.routesText)
        }
        if isSticky, !canBeSticky {
            throw ConfigurationError(
                place: "\(place).lasts", found: "true with the fault '\(fault.kind.rawValue)'",
                accepted: "throttle, expired-token, status 401, or status 403 of the route download")
        }
        try fault.check(place: "\(place).fault")
    }

    private func checkCounts(place: String) throws(ConfigurationError) {
        for (key, value) in [("nth", nth), ("every", every), ("limit", limit)] {
            if let value, value < 1 {
                throw ConfigurationError(place: "\(place).\(key)", found: "\(value)", accepted: "1 or more")
            }
        }
        if let probability, !(probability > 0 && probability <= 1) {
            throw ConfigurationError(
                place: "\(place).probability", found: "\(probability)", accepted: "above 0, up to 1")
        }
        if let nth, let every, !nth.isMultiple(of: every) {
            throw ConfigurationError(
                place: "\(place).nth", found: "\(nth) with every \(every)",
                accepted: "one of both, or a multiple of \(every): no other request is both")
        }
    }

    private func checkTimes(place: String, now: Timestamp?) throws(ConfigurationError) {
        guard let until else { return }
        if let from, until <= from {
            throw ConfigurationError(
                place: "\(place).until", found: "'\(until)'", accepted: "an instant after from, '\(from)'")
        }
        if let now, until <= now {
            throw ConfigurationError(
                place: "\(place).until", found: "'\(until)'", accepted: "an instant after the clock's '\(now)'")
        }
    }
}

extension Fault {
    /// The statuses that a fault can have: those with a documented body.
    static let serviceStatuses = [401, 403, 404, 429, 500, 502, 503, 504]
    static let otherStatuses = [403, 404, 429, 500, 502, 503, 504]
    static let tokenStatuses = [429, 500, 502, 503, 504]
    /// The maximum latency in milliseconds, one hour.
    static let longestMilliseconds = 3_600_000

    /// Returns whether the fault applies to requests of a route.
    func applies(to route: Operation) -> Bool {
        switch self {
        case .expiredToken: route.isOfService
        case .corruptGzip: route == .download
        case .heldExecution, .failedCallback: route == .createReport || route == .executions
        case .status(let status):
            switch route {
            case .token: Self.tokenStatuses.contains(status)
            case .discovery, .download, .other: Self.otherStatuses.contains(status)
            default: Self.serviceStatuses.contains(status)
            }
        default: true
        }
    }

    /// The routes the fault applies to, in words.
    var routesText: String {
        Operation.allCases.filter(applies(to:)).map(\.rawValue).joined(separator: ", ")
    }

    func check(place: String) throws(ConfigurationError) {
        func require(_ isRight: Bool, _ key: String, _ found: Int, _ accepted: String) throws(ConfigurationError) {
            if !isRight { throw ConfigurationError(place: "\(place).\(key)", found: "\(found)", accepted: accepted) }
        }
        switch self {
        case .status(let status):
            let all = Self.serviceStatuses.map { String($0) }.joined(separator: ", ")
            let accepted = "a status with a documented body: \(all)"
            try require(Self.serviceStatuses.contains(status), "status", status, accepted)
        case .throttled(let seconds):
            try require((0...86400).contains(seconds), "retryAfter", seconds, "0 to 86400 seconds")
        case .latency(let latency, _): try latency.check(place: place)
        case .connectionReset(.midBody(let bytes?)), .truncatedBody(let bytes?):
            try require(bytes >= 0, "afterBytes", bytes, "0 or more")
        case .slowDrip(let rate): try require(rate >= 1, "bytesPerSecond", rate, "1 or more")
        case .wrongContentLength(let difference):
            try require(difference != 0, "by", difference, "a number other than 0")
        case .failedCallback(let status?):
            try require((300...599).contains(status), "status", status, "300 to 599, or none for no answer")
        default: break
        }
    }
}

extension FaultLatency {
    fileprivate func check(place: String) throws(ConfigurationError) {
        let bounds: (Int, Int)
        switch self {
        case .fixed(let milliseconds): bounds = (milliseconds, milliseconds)
        case .uniform(let from, let to): bounds = (from, to)
        case .exponential(let mean): bounds = (mean, mean)
        }
        guard bounds.0 >= 0, bounds.1 >= 1, bounds.0 <= bounds.1, bounds.1 <= Fault.longestMilliseconds else {
            throw ConfigurationError(
                place: "\(place).milliseconds", found: "\(bounds.0) to \(bounds.1)",
                accepted: "1 to \(Fault.longestMilliseconds), the lower bound first")
        }
    }
}
