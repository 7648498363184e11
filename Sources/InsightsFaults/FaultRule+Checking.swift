package import InsightsAPI
import InsightsJSON
import InsightsTime

extension FaultRule {
    /// Throws for a rule that can never fire, with the reason.
    func check(place: String, now: Timestamp?) throws(InputError) {
        try fault.check(place: "\(place).fault")
        try checkCounts(place: place)
        try checkTimes(place: place, now: now)
        if let route, !route.isOfService, let program {
            throw InputError(
                place: "\(place).program", found: "'\(program)' with the route '\(route.rawValue)'",
                expected: "no program", hint: "requests of this route name none")
        }
        if let route, let status = fault.errorStatus, !fault.applies(to: route),
            !Fault.statuses(of: route).contains(status)
        {
            throw InputError(
                place: "\(place).fault.status", found: "\(status) with the route '\(route.rawValue)'",
                expected: Fault.statusesText(Fault.statuses(of: route)))
        }
        if let route, !fault.applies(to: route) {
            throw InputError(
                place: "\(place).route", found: "'\(route.rawValue)' with the fault '\(fault.kind.rawValue)'",
                expected: fault.targetsLifecycle ? "createReport, executions or no route" : fault.routesText)
        }
        if isSticky, !canBeSticky {
            throw InputError(
                place: "\(place).lasts", found: "true with the fault '\(fault.kind.rawValue)'",
                expected: "throttle, expired-token, status 401, or status 403 of the route download")
        }
    }

    private func checkCounts(place: String) throws(InputError) {
        for (key, value) in [("nth", nth), ("every", every), ("limit", limit)] {
            if let value, value < 1 {
                throw InputError(place: "\(place).\(key)", found: "\(value)", expected: "1 or more")
            }
        }
        if let probability, !(probability > 0 && probability <= 1) {
            throw InputError(
                place: "\(place).probability", found: "\(probability)", expected: "a number above 0 and at most 1")
        }
        if let nth, let every, !nth.isMultiple(of: every) {
            throw InputError(
                place: "\(place).nth", found: "\(nth) with every \(every)",
                expected: "one of them, or a multiple of \(every)")
        }
    }

    private func checkTimes(place: String, now: Timestamp?) throws(InputError) {
        guard let until else { return }
        if let from, until <= from {
            throw InputError(
                place: "\(place).until", found: "'\(until)'", expected: "an instant after from, '\(from)'")
        }
        if let now, until <= now {
            throw InputError(
                place: "\(place).until", found: "'\(until)'", expected: "an instant after the clock's '\(now)'")
        }
    }
}

extension Fault {
    /// The statuses that a fault can have: those with a documented body.
    static let serviceStatuses = [401, 403, 404, 429, 500, 502, 503, 504]
    static let otherStatuses = [403, 404, 429, 500, 502, 503, 504]
    static let tokenStatuses = [429, 500, 502, 503, 504]
    /// Returns the statuses that requests of a route can have.
    static func statuses(of route: Operation) -> [Int] {
        switch route {
        case .token: tokenStatuses
        case .discovery, .download, .other: otherStatuses
        default: serviceStatuses
        }
    }

    /// Returns some statuses in words.
    static func statusesText(_ statuses: [Int]) -> String {
        "one of " + statuses.map { String($0) }.joined(separator: ", ")
    }

    /// The statuses of a page of HTML.
    static let pageStatuses = [200, 400, 401, 403, 404, 429, 500, 502, 503, 504]
    static let redirectStatuses = [301, 302, 303, 307, 308]
    static let tokenFieldText = "the name of a member, 1 to 100 characters, such as expires_in"

    /// Returns whether a text can be the name of a member of a token response.
    static func isTokenField(_ name: String) -> Bool { (1...100).contains(name.utf8.count) }

    /// The status of an error that the route must have; nil for other faults.
    var errorStatus: Int? {
        switch self {
        case .status(let status), .errorIn200(let status): status
        default: nil
        }
    }

    static let otherThanZero = "a whole number other than 0"
    /// The maximum latency in milliseconds, one hour.
    static let longestMilliseconds = 3_600_000

    /// Returns whether the fault applies to requests of a route.
    package func applies(to route: Operation) -> Bool {
        switch self {
        case .expiredToken: route.isOfService
        case .corruptGzip, .shortGzip: route == .download
        case .errorIn200(let status):
            (route.isOfService || route == .token) && Self.statuses(of: route).contains(status)
        case .unknownInstance: route == .discovery
        case .tokenField: route == .token
        case .gzip: route != .download
        case .heldExecution, .failedCallback: route == .createReport || route == .executions
        case .status(let status):
            Self.statuses(of: route).contains(status)
        default: true
        }
    }

    /// The routes the fault applies to, in words.
    var routesText: String {
        Operation.allCases.filter(applies(to:)).map(\.rawValue).joined(separator: ", ")
    }

    func check(place: String) throws(InputError) {
        func require(_ isRight: Bool, _ key: String, _ found: Int, _ expected: String) throws(InputError) {
            if !isRight { throw InputError(place: "\(place).\(key)", found: "\(found)", expected: expected) }
        }
        switch self {
        case .status(let status), .errorIn200(let status):
            let expected = Self.statusesText(Self.serviceStatuses)
            try require(Self.serviceStatuses.contains(status), "status", status, expected)
        case .htmlPage(let status):
            try require(Self.pageStatuses.contains(status), "status", status, Self.statusesText(Self.pageStatuses))
        case .redirect(let status):
            let expected = Self.statusesText(Self.redirectStatuses)
            try require(Self.redirectStatuses.contains(status), "status", status, expected)
        case .tokenField(let field, _) where !Self.isTokenField(field):
            throw InputError(
                place: "\(place).field", found: InputError.echo(field), expected: Self.tokenFieldText)
        case .throttled(let seconds, _, _):
            try require((0...86400).contains(seconds), "retryAfter", seconds, "0 to 86400 seconds")
        case .latency(let latency, _): try latency.check(place: place)
        case .connectionReset(.midBody(let bytes?)), .truncatedBody(let bytes?), .shortGzip(let bytes?):
            try require(bytes >= 0, "afterBytes", bytes, "0 or more")
        case .slowDrip(let rate): try require(rate >= 1, "bytesPerSecond", rate, "1 or more")
        case .wrongContentLength(let difference):
            try require(difference != 0, "by", difference, Self.otherThanZero)
        case .failedCallback(let status?):
            try require((300...599).contains(status), "status", status, "300 to 599, or no status for no response")
        default: break
        }
    }
}

extension FaultLatency {
    fileprivate func check(place: String) throws(InputError) {
        func require(_ key: String, _ value: Int, from least: Int) throws(InputError) {
            guard value < least || value > Fault.longestMilliseconds else { return }
            throw InputError(
                place: "\(place).\(key)", found: "\(value)",
                expected: "a whole number, \(least) to \(Fault.longestMilliseconds)")
        }
        switch self {
        case .fixed(let milliseconds): try require("milliseconds", milliseconds, from: 1)
        case .uniform(let from, let to):
            try require("from", from, from: 0)
            try require("to", to, from: max(1, from))
        case .exponential(let mean): try require("mean", mean, from: 1)
        }
    }
}
