import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension WireMutants {
    /// A request that changes something that the caller did not name.
    private struct SideEffect: Sendable {
        let name: String
        let fault: String
        /// Returns the request; nil if there is nothing to change.
        let request: @Sendable (WireRequest, WireMemory, WireResponse) -> HTTPRequest?
    }

    /// The mutants that change something else with a call: another record, or more of the same.
    static let neighbours: [WireMutant] = each { operation, program in
        effects.map { effect in
            WireMutant(
                .neighbour, operation, program, effect.name, effect.fault,
                course: { request, memory, received in
                    guard let first = received.first else { return .send(request.http) }
                    guard received.count == 1, first.isSuccess, let extra = effect.request(request, memory, first)
                    else {
                        return .answer(first)
                    }
                    return .send(extra)
                })
        }
    }

    private static let effects: [SideEffect] =
        Place.allCases.flatMap { place in
            [
                report(place, "paused") { request, known in request.another(.put, .pauseReport(id: known.id)) },
                report(place, "resumed") { request, known in request.another(.put, .resumeReport(id: known.id)) },
                report(place, "renamed") { request, known in
                    let name = (known.json["reportName"]?.string ?? "") + "x"
                    return request.another(.put, .report(id: known.id), json: body(of: known.json, name: name))
                },
                report(place, "rescheduled") { request, known in
                    var changed = known.json
                    guard let interval = changed["recurrenceInterval"]?.integer, interval > 0 else { return nil }
                    changed["recurrenceInterval"] = .integer(interval + 1)
                    return request.another(.put, .report(id: known.id), json: body(of: changed))
                },
                report(place, "deleted") { request, known in request.another(.delete, .report(id: known.id)) },
            ]
        } + [
            query("first", "deleted") { request, known in request.another(.delete, .query(id: known.id)) },
            query("any", "copied") { request, known in
                request.another(.post, .queries, json: body(of: known.json, creates: true))
            },
            SideEffect(name: "query-made", fault: "it also makes a query") { request, memory, _ in
                let program = request.program ?? .cmp
                return request.another(
                    .post, .queries,
                    json: [
                        "Name": .string("Unasked"),
                        "Query": .string(
                            program == .cmp ? "SELECT OrderId from ISVOrder" : "SELECT MpnId from Profile"),
                    ])
            },
            report(.any, "copied") { request, known in
                request.another(.post, .reports, json: body(of: known.json, creates: true))
            },
        ]

    /// Which record is changed.
    private enum Place: String, CaseIterable {
        case first
        case last
        case own
        case any
    }

    private static func report(
        _ place: Place, _ done: String, _ make: @escaping @Sendable (WireRequest, WireMemory.Known) -> HTTPRequest?
    ) -> SideEffect {
        let (name, fault): (String, String) =
            switch place {
            case .first: ("first-report-\(done)", "the first other report is \(done) too")
            case .last: ("last-report-\(done)", "the last other report is \(done) too")
            case .own: ("own-report-\(done)", "the report itself is \(done) too")
            case .any: ("report-\(done)", "the first report is \(done) too, even its own")
            }
        return SideEffect(name: name, fault: fault) { request, memory, response in
            let own = ids(request, response, "reportId")
            let known: WireMemory.Known? =
                switch place {
                case .first: memory.others(.report, than: own, for: request).first
                case .last: memory.others(.report, than: own, for: request).last
                case .own: memory.record(.report, request.id)
                case .any: memory.others(.report, than: [], for: request).first
                }
            return known.flatMap { make(request, $0) }
        }
    }

    private static func query(
        _ place: String, _ done: String, _ make: @escaping @Sendable (WireRequest, WireMemory.Known) -> HTTPRequest?
    ) -> SideEffect {
        let fault = place == "first" ? "the first other query is \(done) too" : "the first query is \(done) too"
        return SideEffect(name: "\(place)-query-\(done)", fault: fault) { request, memory, response in
            let own = place == "first" ? ids(request, response, "queryId") : []
            return memory.others(.query, than: own, for: request).first.flatMap { make(request, $0) }
        }
    }

    /// Returns the identifiers that a call names or that its answer shows as the only record.
    private static func ids(_ request: WireRequest, _ response: WireResponse, _ key: String) -> Set<String> {
        var ids = Set([request.id].compactMap { $0?.lowercased() })
        if !request.operation.isList { ids.formUnion(response.records.compactMap { $0[key]?.string?.lowercased() }) }
        return ids
    }
}
