import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension WireMutants {
    /// The mutants that lose or change parameters of the address and fields of bodies on their way in.
    static let parameters: [WireMutant] =
        each { operation, program in
            operation.parameters(isPaged: true).flatMap { addressed(operation, program, $0) }
                + bodyFields(of: operation).flatMap { sent(operation, program, $0) }
                + identifiers(operation, program)
        } + TokenParameter.allCases.flatMap { form($0) }

    // MARK: Addresses

    private typealias TextChange = (name: String, fault: String, change: @Sendable (String) -> String?)

    private static let textChanges: [TextChange] = [
        ("dropped", "is lost", { _ in nil }),
        ("empty", "arrives empty", { _ in "" }),
        (
            "value", "arrives with another value",
            { text in
                switch text.lowercased() {
                case "true": "false"
                case "false": "true"
                default: ValueChange.otherText(text) ?? text
                }
            }
        ),
        ("upper", "arrives in upper case", { $0.uppercased() }),
        ("lower", "arrives in lower case", { $0.lowercased() }),
        ("decomposed", "arrives in decomposed form", { Composition.decomposed($0) ?? $0 }),
        (
            "first-item", "arrives with the first item only",
            { text in
                text.split(separator: ";", omittingEmptySubsequences: false).first.map(String.init) ?? text
            }
        ),
        (
            "last-item", "arrives with the last item only",
            { text in
                text.split(separator: ";", omittingEmptySubsequences: false).last.map(String.init) ?? text
            }
        ),
        ("plus", "arrives with plus signs as blanks", { $0.replacing("+", with: " ") }),
        ("blanks", "arrives without blanks", { $0.replacing(" ", with: "") }),
        ("second-later", "arrives a second later", { ValueChange.shifted($0, by: 1) ?? $0 }),
        ("day-earlier", "arrives a day earlier", { ValueChange.shifted($0, by: -86_400) ?? $0 }),
        ("hour-later", "arrives an hour later", { ValueChange.shifted($0, by: 3600) ?? $0 }),
    ]

    private static func addressed(
        _ operation: Operation, _ program: PartnerProgram, _ parameter: QueryParameter
    ) -> [WireMutant] {
        textChanges.map { change in
            WireMutant(
                .parameter, operation, program, "\(parameter.name)/\(change.name)",
                "'\(parameter.name)' \(change.fault)",
                request: { request in request.changing(parameter.name) { change.change($0) } })
        } + [
            WireMutant(
                .parameter, operation, program, "\(parameter.name)/exact-case",
                "'\(parameter.name)' is read in one letter case only",
                request: { request in
                    request.changingPairs { name, value in
                        name.lowercased() == parameter.name.lowercased() && name != parameter.name ? nil : (name, value)
                    }
                }),
            WireMutant(
                .parameter, operation, program, "\(parameter.name)/first-of-two",
                "of two '\(parameter.name)' the first counts",
                request: { request in
                    var isSeen = false
                    return request.changingPairs { name, value in
                        guard name.lowercased() == parameter.name.lowercased() else { return (name, value) }
                        defer { isSeen = true }
                        return isSeen ? nil : (name, value)
                    }
                }),
        ]
    }

    // MARK: Bodies

    private static func bodyFields(of operation: Operation) -> [String] {
        switch operation {
        case .createQuery: CreateQueryRequest.fields.map(\.name)
        case .createReport, .updateReport: ReportRequest.fields(in: .v11).map(\.name)
        default: []
        }
    }

    private static let sentChanges =
        [MemberChange("dropped", "is lost") { members, key in MemberChange.replacing(members, key) { _ in [] } }]
        + ValueChange.all.filter { $0.name != "filled" && $0.name != "blank-for-null" }.map { MemberChange($0) }

    /// Returns mutants that change a field on its way in; some show it in the answer as it was sent.
    private static func sent(_ operation: Operation, _ program: PartnerProgram, _ field: String) -> [WireMutant] {
        sentChanges.flatMap { change in
            [false, true].map { isHidden in
                WireMutant(
                    .parameter, operation, program, "\(field)/\(change.name)\(isHidden ? "-hidden" : "")",
                    "'\(field)' \(change.fault) on its way in"
                        + (isHidden ? ", and the answer shows what was sent" : ""),
                    request: { request in
                        request.changingBody { members in
                            guard let key = members.last(where: { $0.key.lowercased() == field.lowercased() })?.key
                            else {
                                return nil
                            }
                            return change.apply(members, key)
                        }
                    },
                    answer: { answer, request, _ in
                        guard isHidden, answer.isSuccess, change.applies(to: request.body, field),
                            let body = request.body?.value(caseInsensitively: field)
                        else {
                            return
                        }
                        answer.changeRecords { records in
                            changed(records) { members in
                                guard let key = members.last(where: { $0.key.lowercased() == field.lowercased() })?.key
                                else { return nil }
                                return MemberChange.replacing(members, key) {
                                    $0.value == body ? nil : [.init(key, body)]
                                }
                            }
                        }
                    })
            }
        } + [
            WireMutant(
                .parameter, operation, program, "\(field)/exact-case", "'\(field)' is read in one letter case only",
                request: { request in
                    request.changingBody { members in
                        let rest = members.filter { $0.key.lowercased() != field.lowercased() || $0.key == field }
                        return rest.count < members.count ? rest : nil
                    }
                }),
            WireMutant(
                .parameter, operation, program, "\(field)/first-of-two", "of two '\(field)' the first counts",
                request: { request in
                    request.changingBody { members in
                        guard let first = members.firstIndex(where: { $0.key.lowercased() == field.lowercased() })
                        else {
                            return nil
                        }
                        let rest = members.enumerated().filter {
                            $0.element.key.lowercased() != field.lowercased() || $0.offset == first
                        }.map(\.element)
                        return rest.count < members.count ? rest : nil
                    }
                }),
        ]
    }

    // MARK: Paths and forms

    private static func identifiers(_ operation: Operation, _ program: PartnerProgram) -> [WireMutant] {
        guard operation.identifier != nil else { return [] }
        let changes: [TextChange] = [
            ("value", "is another one", { ValueChange.otherText($0) }),
            ("cut", "is cut", { String($0.dropLast()) }),
            ("first-item", "is only the first", { $0.split(separator: ";").first.map(String.init) }),
            ("last-item", "is only the last", { $0.split(separator: ";").last.map(String.init) }),
        ]
        return changes.map { name, fault, change in
            WireMutant(
                .parameter, operation, program, "path/\(name)", "the identifier in the path \(fault) on its way in",
                request: { request in
                    guard let id = request.id, let changed = change(id), changed != id,
                        let route = request.operation.route(id: changed)
                    else { return nil }
                    var http = request.http
                    http.target = route.path(request.program ?? .cmp, request.version) + http.target.drop { $0 != "?" }
                    return http
                })
        } + [
            WireMutant(
                .parameter, operation, program, "path/exact-case", "the identifier counts in lower case only",
                request: { request in
                    guard let id = request.id, id != id.lowercased(), let route = request.operation.route(id: "none")
                    else { return nil }
                    var http = request.http
                    http.target = route.path(request.program ?? .cmp, request.version) + http.target.drop { $0 != "?" }
                    return http
                })
        ]
    }

    private static func form(_ parameter: TokenParameter) -> [WireMutant] {
        let changes: [TextChange] = [
            ("dropped", "is lost", { _ in nil }), ("empty", "arrives empty", { _ in "" }),
            ("value", "arrives with another value", { ValueChange.otherText($0) ?? $0 }),
            ("upper", "arrives in upper case", { $0.uppercased() }),
            (
                "first-word", "arrives with its first word only",
                { text in
                    text.split(separator: " ", omittingEmptySubsequences: false).first.map(String.init) ?? text
                }
            ),
        ]
        return changes.map { name, fault, change in
            WireMutant(
                .parameter, .token, nil, "\(parameter.rawValue)/\(name)", "'\(parameter.rawValue)' \(fault)",
                request: { request in
                    let pairs = Parameters(parsing: String(decoding: request.http.body, as: UTF8.self)).all
                    guard pairs.contains(where: { $0.name == parameter.rawValue }) else { return nil }
                    let changed = pairs.compactMap { pair -> String? in
                        guard pair.name == parameter.rawValue else {
                            return "\(pair.name)=\(PercentEncoding.encode(pair.value))"
                        }
                        return change(pair.value).map { "\(pair.name)=\(PercentEncoding.encode($0))" }
                    }
                    var http = request.http
                    http.body = Array(changed.joined(separator: "&").utf8)
                    return http
                })
        }
    }
}

extension WireRequest {
    /// The body as a JSON object; nil for any other body.
    var body: JSONObject? { (try? JSONParser.parse(http.body))?.object }

    /// Returns the request with the members of its body changed; nil for no change.
    func changingBody(_ change: ([JSONObject.Member]) -> [JSONObject.Member]?) -> HTTPRequest? {
        guard let members = body?.members, let changed = change(members) else { return nil }
        var changedRequest = http
        changedRequest.body = JSONWriter.encode(.object(JSONObject(changed)))
        return changedRequest
    }

    /// Returns the request with a parameter changed; the closure returns nil to remove it.
    func changing(_ parameter: String, _ change: (String) -> String?) -> HTTPRequest? {
        changingPairs { name, value in
            guard name.lowercased() == parameter.lowercased() else { return (name, value) }
            return change(value).map { (name, $0) }
        }
    }

    /// Returns the request with its parameters changed; nil for no change.
    func changingPairs(_ change: (String, String) -> (String, String)?) -> HTTPRequest? {
        let pairs = RequestTarget(parsing: http.target).parameters.all
        let changed = pairs.compactMap { change($0.name, $0.value) }
        let isChanged =
            pairs.count != changed.count
            || !zip(pairs, changed).allSatisfy { old, new in
                old.name == new.0 && old.value.utf8.elementsEqual(new.1.utf8)
            }
        guard isChanged else { return nil }
        var request = http
        let query = changed.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        request.target = http.target.prefix { $0 != "?" } + (query.isEmpty ? "" : "?" + query)
        return request
    }
}
