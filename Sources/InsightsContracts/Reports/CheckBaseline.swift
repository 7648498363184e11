package import InsightsJSON

/// The checks that are known to fail: they are reported and do not fail a run.
package struct CheckBaseline: Sendable, Equatable {
    /// The version of the file format.
    private static let formatVersion = 1

    /// The names of the checks, sorted.
    package let failures: [String]

    /// Creates a baseline of the named checks.
    package init(failures: some Sequence<String> = []) {
        self.failures = Set(failures).sorted()
    }

    /// Parses the text of a baseline file.
    ///
    /// - Throws: `InputError` with the place.
    package init(parsing bytes: [UInt8]) throws(InputError) {
        let reader = try StrictJSONReader(parsing: bytes, at: .pointer(), keys: ["formatVersion", "failures"])
        guard reader.object["formatVersion"]?.integer == Self.formatVersion else {
            throw reader.mismatch("formatVersion", String(Self.formatVersion))
        }
        guard reader.object["failures"] != nil else { throw reader.mismatch("failures", "an array of names") }
        var names: Set<String> = []
        for element in try reader.elements("failures") {
            let name = try element.nonEmptyString()
            guard names.insert(name).inserted else {
                throw element.mismatch(found: "a second '\(name)'", expected: "each name once")
            }
        }
        self.init(failures: names)
    }

    /// The baseline as JSON that parses to the same baseline.
    package var json: JSONValue {
        .object([
            "formatVersion": .integer(Self.formatVersion), "failures": .array(failures.map(JSONValue.string)),
        ])
    }

    /// Returns the report with known failures as reported checks.
    package func applied(to report: CheckReport) -> CheckReport {
        let known = Set(failures)
        var report = report
        report.checks = report.checks.map { check in
            guard case .failed(var finding) = check.outcome, known.contains(check.id) else { return check }
            finding.remarks.append("the baseline has this failure")
            var check = check
            check.outcome = .reported(finding)
            check.isKnownFailure = true
            return check
        }
        return report
    }

    /// Returns the known failures that passed in a report, and the failures that are not known.
    package func changes(in report: CheckReport) -> (fixed: [String], new: [String]) {
        let known = Set(failures)
        return (
            report.checks.filter { $0.outcome.kind == .passed && known.contains($0.id) }.map(\.id),
            report.checks.filter { $0.outcome.kind == .failed && !known.contains($0.id) }.map(\.id)
        )
    }

    /// Returns the baseline after a run: what failed now, and what was known and was not checked.
    package func updated(by report: CheckReport) -> CheckBaseline {
        let judged = Set(report.checks.filter { [.passed, .failed, .reported].contains($0.outcome.kind) }.map(\.id))
        let failed = report.checks.filter { $0.outcome.kind == .failed }.map(\.id)
        return CheckBaseline(failures: failures.filter { !judged.contains($0) } + failed)
    }
}
