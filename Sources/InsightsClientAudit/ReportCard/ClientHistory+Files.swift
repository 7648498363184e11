import InsightsSimulator

/// The rules on downloads and callbacks.
extension ClientHistory {
    /// The grade for not sending the token to a download link.
    ///
    /// The link is the credential; a token would be revealed to the host of the file.
    var downloadWithoutToken: ReportCard.Grade {
        guard !downloads.isEmpty else { return .notApplicable("no file was fetched") }
        let findings = downloads.filter { $0.request.field("Authorization") != nil }
            .map { $0.finding("an Authorization header was sent to \($0.path)") }
        return Self.grade(findings, passed: "none in \(downloads.count) fetches")
    }

    /// The grade for not requesting a compressed file again with another `Accept-Encoding`.
    ///
    /// What a client does with the bytes is unknown, and `Accept-Encoding` alone proves nothing: many libraries send
    /// `identity` and leave decompression to the program.
    var gzip: ReportCard.Grade {
        let packed = downloads.filter { entry in
            entry.status == 200 && entry.method == "GET" && entry.fault == nil
                && entry.response.field("Content-Encoding")?.lowercased() == "gzip"
        }
        guard !packed.isEmpty else { return .notApplicable("no file was fetched whole and packed") }
        var first: [String: JournalEntry] = [:]
        var findings: [ReportCard.Finding] = []
        for entry in packed {
            guard let earlier = first[entry.path] else {
                first[entry.path] = entry
                continue
            }
            let (old, new) = (earlier.acceptedEncoding, entry.acceptedEncoding)
            if old != new {
                findings.append(
                    entry.finding("the same file again, with Accept-Encoding \(new) after \(old)", with: earlier))
            }
        }
        return Self.grade(findings, passed: "\(first.count) fetched packed, none again in another encoding")
    }

    /// The grade for a receiver that responds to each callback with 2xx.
    var callbackAcknowledged: ReportCard.Grade {
        let tries = events.compactMap { event in event.callback.map { (time: event.time, callback: $0) } }
            .filter { !$0.callback.isFault && !$0.callback.outcome.isRefusal }
        guard !tries.isEmpty else { return .notApplicable("no callback was sent") }
        let findings = tries.filter { !$0.callback.outcome.isSuccess }.map { time, callback in
            let words =
                switch callback.outcome {
                case .responded(let status): "had the response \(status)"
                case .failed(let reason), .refused(let reason): "had no response: \(reason)"
                }
            return ReportCard.Finding(
                entries: [], time: time,
                text: "callback of report \(callback.reportID), try \(callback.attempt), \(words)")
        }
        return Self.grade(findings, passed: "\(tries.count) had a 2xx response")
    }
}

extension JournalEntry {
    fileprivate var acceptedEncoding: String { request.field("Accept-Encoding").map { "'\($0)'" } ?? "missing" }
}

extension CallbackOutcome {
    /// Whether the callback was not sent at all.
    fileprivate var isRefusal: Bool { if case .refused = self { true } else { false } }
}
