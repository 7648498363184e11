import InsightsSimulator
import InsightsTime

/// The rules on tokens.
extension ClientHistory {
    /// The grade for sending a token with each call.
    var tokenFirst: ReportCard.Grade {
        guard !calls.isEmpty else { return .notApplicable("the service was not called") }
        let findings = calls.filter { $0.token == nil }
            .map { $0.finding("\($0.method) \($0.path) was sent without a token, with the response \($0.status)") }
        return Self.grade(findings, passed: "each of \(calls.count) calls carried a token")
    }

    /// The grade for reusing tokens: a valid token is not replaced after at most one call.
    ///
    /// A token that is about to expire by either clock may be replaced.
    var tokenReused: ReportCard.Grade {
        var isExcused = false
        let judged = principals.compactMap { principal -> (findings: [ReportCard.Finding], words: String)? in
            let own = grants.filter { $0.principal == principal }
            let uses = own.map { calls(with: $0.token).count }.reduce(0, +)
            guard uses > 1 else { return nil }
            let early = zip(own, own.dropFirst()).filter { old, new in
                new.entry.time.adding(seconds: Self.renewalMargin) < old.expires && !isRefused(old, before: new.entry)
            }
            let needless = early.filter { old, new in
                !usesMachineClock
                    || new.entry.machineTime.adding(seconds: Self.renewalMargin) < old.machineExpiry.earliest
            }
            // By a clock far from the tenant's, each token has expired immediately: nothing shows whether tokens are reused.
            if !early.isEmpty, needless.isEmpty, uses < 2 * own.count {
                isExcused = true
                return nil
            }
            // Consecutive programs cannot share a token, so a few tokens for many calls are acceptable.
            guard uses < 2 * own.count, !needless.isEmpty else {
                return ([], "\(Self.count(uses, "call")) with \(Self.count(own.count, "token"))")
            }
            return (
                needless.map { old, new in
                    let left = old.expires.secondsSinceEpoch - new.entry.time.secondsSinceEpoch
                    return new.entry.finding(
                        "another token (\(new.token)), though the last (\(old.token)) works for \(left) s more; "
                            + "\(Self.count(uses, "call")) with \(Self.count(own.count, "token"))",
                        with: old.entry)
                }, ""
            )
        }
        guard !judged.isEmpty else {
            return .notApplicable(
                isExcused
                    ? "by the machine's clock each token was about to expire when it was replaced"
                    : "no two calls with tokens that were granted here")
        }
        return Self.grade(
            judged.flatMap(\.findings), passed: judged.map(\.words).filter { !$0.isEmpty }.joined(separator: "; "))
    }

    /// The time before its expiry at which a token may be replaced, in seconds.
    private static let renewalMargin = 600

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    /// Returns whether a token had expired at a request, by the tenant's clock and by the machine's.
    private func isExpired(_ grant: Grant, at entry: JournalEntry) -> Bool {
        entry.time >= grant.expires && (!usesMachineClock || entry.machineTime >= grant.machineExpiry.latest)
    }

    /// Returns whether a token was rejected before a request, even if by a fault, so that another one is needed.
    private func isRefused(_ grant: Grant, before entry: JournalEntry) -> Bool {
        calls.contains { $0.token == grant.token && $0.status == 401 && $0.sequence < entry.sequence }
    }

    /// The grade for not sending a token that has expired by both clocks.
    ///
    /// A client lives by the machine's clock, and cannot know that the tenant's was moved.
    var tokenRenewedInTime: ReportCard.Grade {
        var isJudged = false
        var findings: [ReportCard.Finding] = []
        for grant in grants {
            let late = calls(with: grant.token).filter {
                $0.status == 401 && $0.fault == nil && isExpired(grant, at: $0)
            }
            findings += late.map { call in
                let seconds = call.time.secondsSinceEpoch - grant.expires.secondsSinceEpoch
                return call.finding(
                    "the token of entry \(grant.entry.sequence) had been over for \(seconds) s "
                        + "(until \(grant.expires)) when it was sent", with: grant.entry)
            }
            // Calls after the expiry show that the client ran longer than the token was valid.
            if calls.contains(where: { isExpired(grant, at: $0) && $0.token != nil }) { isJudged = true }
        }
        guard isJudged else {
            return .notApplicable("no call was made after a token's end by the tenant's and the machine's clock")
        }
        return Self.grade(findings, passed: "calls were made after a token's end, and none with it")
    }

    /// The grade for requesting a token only once.
    ///
    /// It fails if requests for the same token overlap, or if a new token is requested before the last one was used.
    var tokenRenewedOnce: ReportCard.Grade {
        var findings: [ReportCard.Finding] = []
        for principal in principals {
            let own = grants.filter { $0.principal == principal }
            for (old, new) in zip(own, own.dropFirst()) {
                if new.entry.completedBefore < old.entry.sequence {
                    findings.append(
                        new.entry.finding("two requests for the same principal's token overlapped", with: old.entry))
                } else if Self.seconds(from: old.entry, to: new.entry) <= 1,
                    !calls.contains(where: { $0.token == old.token && $0.sequence < new.entry.sequence })
                {
                    findings.append(
                        new.entry.finding(
                            "another token in the same instant, before the last (\(old.token)) was used",
                            with: old.entry))
                }
            }
        }
        guard findings.isEmpty else { return .failed(findings) }
        guard !grants.isEmpty else { return .notApplicable("no token was granted") }
        guard calls.contains(where: { $0.completedBefore < $0.sequence - 1 }) else {
            return .notApplicable("no two requests overlapped")
        }
        return .passed("requests overlapped, and each principal's tokens were requested one after the other")
    }
}
