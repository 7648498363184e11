import InsightsAPI
import InsightsSimulator

/// The rules on the destination and the repetition of requests.
extension ClientHistory {
    /// The grade for not repeating a request before its `Retry-After` has passed.
    var retryAfter: ReportCard.Grade {
        let asking = entries.compactMap { entry -> (entry: JournalEntry, seconds: Int)? in
            entry.response.field("Retry-After").flatMap { Int($0) }.map { (entry, $0) }
        }
        guard !asking.isEmpty else { return .notApplicable("no response had Retry-After") }
        var isJudged = false
        let findings = asking.compactMap { entry, seconds -> ReportCard.Finding? in
            let next = entries.first {
                $0.sequence > entry.sequence && $0.completedBefore >= entry.sequence && $0.method == entry.method
                    && $0.path == entry.path
            }
            guard let next else { return nil }
            isJudged = true
            let waited = Self.seconds(from: entry, to: next)
            guard waited < seconds else { return nil }
            return next.finding("repeated after \(waited) s; Retry-After asked for \(seconds) s", with: entry)
        }
        guard isJudged else { return .notApplicable("no request was repeated after a response with Retry-After") }
        return Self.grade(findings, passed: "it waited each time")
    }

    /// The grade for not repeating a request unchanged that the service rejected with 400.
    var noRetryOf400: ReportCard.Grade {
        // Without a body, the sent content is unknown. The quota passes with time (insights-api 10, docs/sources.md).
        let refused = calls.filter { entry in
            entry.status == 400 && (entry.request.body != nil || entry.request.bodyBytes == 0)
                && entry.response.body?.contains(ServiceError.executeNowQuotaText) != true
        }
        guard !refused.isEmpty else { return .notApplicable("no request was refused with 400") }
        let findings = refused.compactMap { entry -> ReportCard.Finding? in
            for later in entries where later.sequence > entry.sequence {
                if later.changesState { return nil }
                if later.method == entry.method, later.target == entry.target,
                    later.request.body == entry.request.body, later.request.bodyBytes == entry.request.bodyBytes
                {
                    return later.finding("\(later.method) \(later.path) again, as it was", with: entry)
                }
            }
            return nil
        }
        return Self.grade(findings, passed: "\(refused.count) refused with 400, none repeated")
    }

    /// The grade for sending token requests and calls to the right hosts over TLS, and for reaching no other host.
    var rightHosts: ReportCard.Grade {
        let mixed = entries.compactMap { entry -> ReportCard.Finding? in
            let authority = entry.request.field("Host")?.lowercased() ?? ""
            guard let side = ServiceHosts.role(ofAuthority: Array(authority.utf8)[...]) else { return nil }
            let isElsewhere =
                switch entry.route {
                case .token: side == .service
                case let route where route.isOfService: side == .login
                default: false
                }
            // The target of a plain HTTP request through a proxy includes its scheme.
            let isPlain = entry.target.lowercased().hasPrefix("http://")
            let port = authority.drop { $0 != ":" }.dropFirst()
            guard isElsewhere || isPlain || !port.isEmpty && port != "443" else { return nil }
            return entry.finding(
                "\(entry.method) \(entry.path) was sent to \(authority)\(isPlain ? " without TLS" : "")")
        }
        let probes = (foreignHosts ?? []).filter { $0 == ServiceHosts.instanceMetadata }
        let foreign = (foreignHosts ?? []).filter { !probes.contains($0) }.map { host in
            ReportCard.Finding(entries: [], time: nil, text: "it wanted to reach '\(host)', which is not the service's")
        }
        guard mixed.isEmpty, foreign.isEmpty else { return .failed(mixed + foreign) }
        guard foreignHosts != nil, !entries.isEmpty else {
            return .notApplicable(entries.isEmpty ? "nothing was called" : "no other calls were observed")
        }
        return .passed(
            "nothing but the service, its token endpoint and its downloads was called"
                + (probes.isEmpty ? "" : "; \(ServiceHosts.instanceMetadata) was probed for a managed identity"))
    }

    /// The grade for keeping secrets out of URLs, which end up in logs and histories.
    var noSecretInAddress: ReportCard.Grade {
        guard !entries.isEmpty else { return .notApplicable("nothing was called") }
        let findings = entries.compactMap { entry -> ReportCard.Finding? in
            let found = Self.secrets.filter { entry.target.contains($0) }
            guard !found.isEmpty else { return nil }
            return entry.finding("\(found.joined(separator: ", ")) in the address of \(entry.method) \(entry.path)")
        }
        return Self.grade(findings, passed: "none in \(entries.count) addresses")
    }

    /// The placeholders of secrets in the journal; a link's signature is missing, because it belongs in the URL.
    private static let secrets = [
        RedactionLabel.bearerToken, .clientSecret, .password, .refreshToken, .idToken, .clientAssertion, .assertion,
        .code,
    ].map(\.rawValue)
}

extension JournalEntry {
    /// Whether the request changed something, so that a rejected request may now succeed.
    fileprivate var changesState: Bool {
        switch route {
        case .createQuery, .deleteQuery, .createReport, .updateReport, .deleteReport, .pauseReport, .resumeReport:
            (200..<300).contains(status)
        default: false
        }
    }
}
