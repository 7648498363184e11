import InsightsContracts
public import InsightsJSON
import InsightsSimulator

/// The outcome of a client on each day that changes something.
public struct Rehearsal: Sendable {
    /// One run of the client after a change.
    public struct Outcome: Sendable {
        /// The change.
        public let change: DatedChange
        /// How the client ended.
        public let ending: ClientRunResult.Ending
        /// Whether it succeeded, as without the change.
        public let survives: Bool
        /// The first refusal that it met, in one line; nil if it met none.
        public let refusal: String?

        /// Judges a run.
        public init(_ change: DatedChange, _ result: ClientRunResult) {
            self.change = change
            ending = result.ending
            survives = result.ending == .exited(0)
            refusal = result.entries.first(where: CallVerdicts.isMistake).map { entry in
                "\(entry.method) \(entry.target.prefix { $0 != "?" }) \(CallVerdicts.evidence(entry))"
            }
        }
    }

    /// The number of calls before any change.
    public let callCount: Int
    /// The runs, in the order of the days.
    public let outcomes: [Outcome]

    /// Creates a rehearsal of runs.
    public init(callCount: Int, outcomes: [Outcome]) {
        self.callCount = callCount
        self.outcomes = outcomes
    }

    /// Whether the client survives every change.
    public var survivesAll: Bool { outcomes.allSatisfy(\.survives) }

    /// The results as lines: the day, the change, and the outcome.
    public var text: String {
        let lines = outcomes.flatMap { outcome in
            let first =
                "\(outcome.change.day)  \(outcome.survives ? "survives" : "breaks  ")  \(outcome.change.name): "
                + outcome.change.title
            let detail = outcome.refusal.map { refusal in
                "            \(outcome.survives ? "it was refused once: " : "")\(refusal)"
            }
            let ending = "            the command \(outcome.ending)"
            return [first]
                + (outcome.survives ? [detail] : [detail ?? "            no call was refused", ending])
                .compactMap { $0 }
        }
        let count = outcomes.count { $0.survives }
        return (lines + ["survives \(count) of \(outcomes.count) changes"]).joined(separator: "\n")
    }

    /// The results as JSON.
    public var json: JSONValue {
        .object([
            "calls": .integer(callCount), "survived": .integer(outcomes.count { $0.survives }),
            "total": .integer(outcomes.count),
            "changes": .array(
                outcomes.map { outcome in
                    .object([
                        "name": .string(outcome.change.name), "title": .string(outcome.change.title),
                        "day": .string(outcome.change.day.description),
                        "settings": .object(
                            JSONObject(outcome.change.settings.map { .init($0.name, .string($0.value)) })),
                        "survives": .bool(outcome.survives), "ending": .string(outcome.ending.description),
                        "refusal": outcome.refusal.map(JSONValue.string) ?? .null,
                    ])
                }),
        ])
    }
}
