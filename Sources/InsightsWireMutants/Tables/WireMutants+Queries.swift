import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension WireMutants {
    /// A change of a query's text by its words.
    struct QueryChange: Sendable {
        let name: String
        let fault: String
        let change: @Sendable (String) -> String?
    }

    /// The mutants that run another query than the one that was sent, and show the one that was.
    static let queries: [WireMutant] = each([.testQuery, .createQuery]) { operation, program in
        queryChanges.map { change in
            operation == .testQuery
                ? WireMutant(
                    .query, operation, program, change.name, change.fault,
                    request: { $0.changing(QueryParameter.exportQuery.name) { change.change($0) ?? $0 } })
                : WireMutant(
                    .query, operation, program, change.name, "\(change.fault), and the answer shows what was sent",
                    request: { request in
                        request.changingBody { members in
                            guard let key = members.last(where: { $0.key.lowercased() == "query" })?.key else {
                                return nil
                            }
                            return MemberChange.replacing(members, key) { member in
                                member.value.string.flatMap(change.change).map { [.init(key, .string($0))] }
                            }
                        }
                    },
                    answer: { answer, request, _ in
                        guard answer.isSuccess, let text = request.body?.value(caseInsensitively: "Query")?.string,
                            change.change(text) != nil
                        else { return }
                        answer.changeRecords { records in
                            changed(records) { members in
                                MemberChange.replacing(members, "query") {
                                    [.init($0.key, .string(text.trimmingBlanks()))]
                                }
                            }
                        }
                    })
        }
    }

    private static let queryChanges: [QueryChange] =
        [
            clause("order", "ORDER BY is ignored", from: "order", to: ["limit", "timespan"]),
            clause("where", "WHERE is ignored", from: "where", to: ["order", "group", "timespan", "limit"]),
            clause("timespan", "TIMESPAN is ignored", from: "timespan", to: ["order", "limit", "where"]),
            clause("limit", "LIMIT is ignored", from: "limit", to: ["order", "timespan"]),
            words("distinct", "DISTINCT is ignored", ["distinct": ""]),
            clause("and", "conditions after AND are ignored", from: "and", to: ["order", "timespan", "limit"]),
            words("descending", "DESC means ASC", ["desc": "ASC"]),
            words("ascending", "ASC means DESC", ["asc": "DESC"]),
            words("equal", "= means !=", ["=": "!="]), words("unequal", "!= means =", ["!=": "="]),
            words("greater", "> means >=", [">": ">="]), words("greater-equal", ">= means >", [">=": ">"]),
            words("less", "< means <=", ["<": "<="]), words("less-equal", "<= means <", ["<=": "<"]),
            words("not", "NOT is ignored", ["not": ""]), words("like", "LIKE means =", ["like": "="]),
            words("not-like", "NOT LIKE means LIKE", ["not like": "like"]),
            words("in", "NOT IN means IN", ["not in": "in"]),
            words("month", "LAST_MONTH is six months", ["last_month": "LAST_6_MONTHS"]),
            words("three-months", "LAST_3_MONTHS is six", ["last_3_months": "LAST_6_MONTHS"]),
            words("six-months", "LAST_6_MONTHS is three", ["last_6_months": "LAST_3_MONTHS"]),
            words("year", "LAST_1_YEAR is six months", ["last_1_year": "LAST_6_MONTHS"]),
            words("lifetime", "LIFETIME is a year", ["lifetime": "LAST_1_YEAR"]),
            QueryChange(name: "fewer", fault: "LIMIT gives one row less") { text in
                afterWord("limit", text) { Int($0).map { String(max(1, $0 - 1)) } }
            },
            QueryChange(name: "more", fault: "LIMIT gives one row more") { text in
                afterWord("limit", text) { Int($0).map { String($0 + 1) } }
            },
            QueryChange(name: "first-column", fault: "only the first column is selected") { text in
                guard let from = position(of: "from", in: text), let comma = text[..<from].firstIndex(of: ",") else {
                    return nil
                }
                return text[..<comma] + " " + text[from...]
            },
            QueryChange(name: "literal", fault: "a literal has another value") { text in
                guard let open = text.firstIndex(of: "'"),
                    let close = text[text.index(after: open)...].firstIndex(of: "'"),
                    let other = ValueChange.otherText(String(text[text.index(after: open)..<close]))
                else { return nil }
                return text[...open] + other + text[close...]
            },
            QueryChange(name: "default-span", fault: "a text without TIMESPAN runs over the last month") { text in
                position(of: "timespan", in: text) == nil ? spanned(text, "LAST_MONTH") : nil
            },
            QueryChange(name: "no-span", fault: "a text without TIMESPAN runs over everything") { text in
                position(of: "timespan", in: text) == nil ? spanned(text, "LIFETIME") : nil
            },
        ]

    private static func spanned(_ text: String, _ range: String) -> String { "\(text) TIMESPAN \(range)" }

    private static func words(_ name: String, _ fault: String, _ replaced: [String: String]) -> QueryChange {
        QueryChange(name: name, fault: fault) { text in
            var result = ""
            var isChanged = false
            let pieces = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            var index = 0
            while index < pieces.count {
                let pair = index + 1 < pieces.count ? "\(pieces[index]) \(pieces[index + 1])".lowercased() : ""
                var piece = pieces[index]
                if let other = replaced[pair] {
                    piece = other
                    isChanged = true
                    index += 1
                } else if let other = replaced[piece.lowercased()] {
                    piece = other
                    isChanged = true
                }
                result += (result.isEmpty || piece.isEmpty ? "" : " ") + piece
                index += 1
            }
            return isChanged ? result : nil
        }
    }

    /// Returns a change that leaves out a clause: from a word to one of others, or to the end.
    private static func clause(_ name: String, _ fault: String, from word: String, to ends: [String]) -> QueryChange {
        QueryChange(name: name, fault: fault) { text in
            guard let start = position(of: word, in: text) else { return nil }
            let end = ends.compactMap { position(of: $0, in: text) }.filter { $0 > start }.min() ?? text.endIndex
            return (String(text[..<start]) + String(text[end...])).trimmingBlanks()
        }
    }

    private static func position(of word: String, in text: String) -> String.Index? {
        let lower = text.lowercased()
        guard lower.count == text.count else { return nil }
        let padded = " " + lower + " "
        return padded.firstRange(of: " \(word) ").map { range in
            text.index(text.startIndex, offsetBy: padded.distance(from: padded.startIndex, to: range.lowerBound))
        }
    }

    private static func afterWord(_ word: String, _ text: String, _ change: (String) -> String?) -> String? {
        guard let start = position(of: word, in: text) else { return nil }
        let rest = text[start...].split(separator: " ")
        guard rest.count > 1, let changed = change(String(rest[1])) else { return nil }
        return text[..<start]
            + ([String(rest[0]), changed] + rest.dropFirst(2).map(String.init)).joined(separator: " ")
    }
}
