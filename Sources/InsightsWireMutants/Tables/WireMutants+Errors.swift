import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension WireMutants {
    /// Returns the mutants of refusals: of the service from its catalogue, of the token endpoint for each number that was seen.
    static func errors(_ seen: SeenAnswers) -> [WireMutant] {
        serviceErrors + tokenErrors(seen)
    }

    private static let serviceErrors: [WireMutant] = each { operation, program in
        var known: Set<String> = []
        let refusals = (ServiceError.refusals(of: operation, in: program) + [.unknownRoute])
            .filter { known.insert(beginning($0.message)).inserted }
        return refusals.flatMap { refusal in
            messageChanges(of: refusal, among: refusals).map { name, fault, change in
                WireMutant(
                    .error, operation, program, "\(place(refusal))/\(name)",
                    "the message '\(refusal.message)' \(fault)",
                    refusals: { answer in
                        answer.changeTop { members in
                            MemberChange.replacing(members, Envelope.Key.message.rawValue) { member in
                                guard let text = member.value.string, beginning(text) == beginning(refusal.message)
                                else {
                                    return nil
                                }
                                return change(text).map { [.init(member.key, .string($0))] }
                            }
                        }
                    })
            } + [accepted(refusal, operation, program)]
        }
    }

    /// Returns a mutant that accepts what the right server refuses.
    private static func accepted(
        _ refusal: ServiceError, _ operation: Operation, _ program: PartnerProgram
    ) -> WireMutant {
        WireMutant(
            .error, operation, program, "\(place(refusal))/accepted", "what '\(refusal.message)' refuses is accepted",
            refusals: { answer in
                guard let message = answer.json?["message"]?.string, beginning(message) == beginning(refusal.message)
                else {
                    return
                }
                answer.status = 200
                answer.changeTop { members in
                    members.map { member in
                        switch member.key {
                        case Envelope.Key.statusCode.rawValue: .init(member.key, .integer(200))
                        case Envelope.Key.message.rawValue:
                            .init(member.key, operation.successMessage.map(JSONValue.string) ?? .null)
                        default: member
                        }
                    }
                }
            })
    }

    /// Returns the part of a message before the first value in it.
    private static func beginning(_ message: String) -> String {
        let end = message.firstIndex { $0.isNumber || $0 == "'" || $0 == "<" || $0 == ":" } ?? message.endIndex
        return message[..<end].isEmpty ? message : String(message[..<end])
    }

    private static func place(_ refusal: ServiceError) -> String {
        String("\(refusal)".prefix { $0.isLetter })
    }

    private typealias TextChange = (name: String, fault: String, change: @Sendable (String) -> String?)

    private static func messageChanges(of refusal: ServiceError, among refusals: [ServiceError]) -> [TextChange] {
        let index = refusals.firstIndex(of: refusal) ?? 0
        let other = refusals[(index + 1) % refusals.count].message
        let phrase = refusal.status.reasonPhrase
        let replaced: [TextChange] = [
            ("other", "is that of another refusal", { _ in other }),
            ("reason-phrase", "is the status in words", { _ in phrase }),
        ]
        return spellings + replaced
    }

    private static let spellings: [TextChange] = [
        ("lower", "is in lower case", { $0.lowercased() }),
        ("full-stop", "ends otherwise", { $0.hasSuffix(".") ? String($0.dropLast()) : $0 + "." }),
        ("cut", "is cut", { $0.count > 8 ? String($0.prefix($0.count / 2)) : nil }),
        ("empty", "is empty", { _ in "" }),
        (
            "blank", "has another blank",
            { text in
                text.firstIndex(of: " ").map { text[..<$0] + " " + text[$0...] }
            }
        ),
        (
            "value", "names another value",
            { text in
                guard let index = text.lastIndex(where: \.isNumber) else { return nil }
                return text[..<index] + (text[index] == "9" ? "8" : "9") + text[text.index(after: index)...]
            }
        ),
    ]

    private static func tokenErrors(_ seen: SeenAnswers) -> [WireMutant] {
        seen.codes.sorted().flatMap { code in
            let members: [(String, String, @Sendable ([JSONObject.Member]) -> [JSONObject.Member]?)] = [
                (
                    "error", "has another 'error'",
                    { members in
                        MemberChange.replacing(members, "error") { member in
                            [
                                .init(
                                    "error",
                                    .string(
                                        member.value.string == "invalid_grant" ? "invalid_request" : "invalid_grant"))
                            ]
                        }
                    }
                ),
                (
                    "number", "has another number in error_codes",
                    { members in
                        MemberChange.replacing(members, "error_codes") { [.init($0.key, .array([.integer(code + 1)]))] }
                    }
                ),
                (
                    "number-in-text", "has another number in its text",
                    { members in
                        MemberChange.replacing(members, "error_description") { member in
                            member.value.string.map {
                                [.init(member.key, .string($0.replacing("AADSTS\(code)", with: "AADSTS\(code + 1)")))]
                            }
                        }
                    }
                ),
                (
                    "text", "has another text",
                    { members in
                        MemberChange.replacing(members, "error_description") { member in
                            guard let text = member.value.string, let colon = text.firstIndex(of: ":") else {
                                return nil
                            }
                            let end =
                                text.firstIndex { $0.isNewline } ?? text.range(of: " Trace ID")?.lowerBound
                                ?? text.endIndex
                            guard colon < end else { return nil }
                            return [.init(member.key, .string(text[...colon] + " An error occurred." + text[end...]))]
                        }
                    }
                ),
                (
                    "uri", "leads to another page",
                    { members in
                        MemberChange.replacing(members, "error_uri") { member in
                            member.value.string.map {
                                [.init(member.key, .string($0.replacing("code=\(code)", with: "code=\(code + 1)")))]
                            }
                        }
                    }
                ),
            ]
            return members.map { name, fault, change in
                WireMutant(
                    .error, .token, nil, "AADSTS\(code)/\(name)", "AADSTS\(code) \(fault)",
                    refusals: { answer in
                        guard answer.json?["error_codes"]?[0]?.integer == code else { return }
                        answer.changeTop(change)
                    })
            } + [
                WireMutant(
                    .error, .token, nil, "AADSTS\(code)/status", "AADSTS\(code) has another status",
                    refusals: { answer in
                        guard answer.json?["error_codes"]?[0]?.integer == code else { return }
                        answer.status = answer.status == 400 ? 401 : 400
                    })
            ]
        }
    }
}

extension String {
    /// Returns the range of the first occurrence of a text.
    fileprivate func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}
