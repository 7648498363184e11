import InsightsAPI
import InsightsJSON

extension WireMutants {
    /// Returns the mutants of token responses and refusals, from the tables of their members.
    static func tokens(_ seen: SeenAnswers) -> [WireMutant] {
        var names: [String] = []
        for name in TokenResponse.fields.map(\.name) + TokenResponseV2.fields.map(\.name) where !names.contains(name) {
            names.append(name)
        }
        let ofRefusals = TokenErrorBody.fields.map(\.name)
        return names.flatMap { name in
            MemberChange.all.map { change in
                WireMutant(
                    .token, .token, nil, "\(name)/\(change.name)", "'\(name)' \(change.fault)",
                    success: { $0.changeTop { change.apply($0, name) } })
            }
        }
            + ofRefusals.flatMap { name in
                MemberChange.all.map { change in
                    WireMutant(
                        .token, .token, nil, "refusal/\(name)/\(change.name)", "'\(name)' of refusals \(change.fault)",
                        refusals: { $0.changeTop { change.apply($0, name) } })
                }
            }
    }

    /// Returns the mutants of documents about tenants, for each key that was seen.
    static func discovery(_ seen: SeenAnswers) -> [WireMutant] {
        let changes =
            MemberChange.keys.filter { ["dropped", "renamed"].contains($0.name) }
            + ValueChange.all.filter { ["null", "kind", "value", "empty", "shorter", "longer"].contains($0.name) }
            .map { MemberChange($0) }
        return seen.discoveryKeys.sorted().flatMap { key in
            changes.map { change in
                WireMutant(
                    .discovery, .discovery, nil, "\(key)/\(change.name)", "'\(key)' \(change.fault)",
                    success: { $0.changeTop { change.apply($0, key) } })
            }
        }
    }
}
