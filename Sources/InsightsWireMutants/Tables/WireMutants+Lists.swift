import InsightsAPI
import InsightsJSON

extension WireMutants {
    private typealias ListChange = (name: String, fault: String, change: @Sendable ([JSONValue]) -> [JSONValue]?)

    private static let listChanges: [ListChange] = [
        ("empty", "the list is empty", { $0.isEmpty ? nil : [] }),
        ("first-dropped", "the first record is missing", { $0.isEmpty ? nil : Array($0.dropFirst()) }),
        ("last-dropped", "the last record is missing", { $0.isEmpty ? nil : Array($0.dropLast()) }),
        (
            "last-of-several-dropped", "the last of several records is missing",
            { $0.count < 2 ? nil : Array($0.dropLast()) }
        ),
        (
            "second-dropped", "the second record is missing",
            { records in
                records.count < 2 ? nil : [records[0]] + records[2...]
            }
        ),
        (
            "third-dropped", "the third record is missing",
            { records in
                records.count < 3 ? nil : Array(records[..<2] + records[3...])
            }
        ),
        ("only-first", "only the first record is there", { $0.count < 2 ? nil : [$0[0]] }),
        ("only-last", "only the last record is there", { $0.count < 2 ? nil : [$0[$0.count - 1]] }),
        ("first-doubled", "the first record is there twice", { $0.isEmpty ? nil : [$0[0]] + $0 }),
        ("last-doubled", "the last record is there twice", { $0.isEmpty ? nil : $0 + [$0[$0.count - 1]] }),
        (
            "last-replaced", "the last record is the first again",
            { records in
                records.count < 2 ? nil : records.dropLast() + [records[0]]
            }
        ),
        ("reversed", "the records are in the opposite order", { $0.count < 2 ? nil : $0.reversed() }),
        (
            "first-two-swapped", "the first two records are swapped",
            { records in
                records.count < 2 ? nil : [records[1], records[0]] + records[2...]
            }
        ),
        (
            "last-two-swapped", "the last two records are swapped",
            { records in
                records.count < 2
                    ? nil : records.dropLast(2) + [records[records.count - 1], records[records.count - 2]]
            }
        ),
        (
            "turned", "the last record comes first",
            { records in
                records.count < 2 ? nil : [records[records.count - 1]] + records.dropLast()
            }
        ),
        ("null-added", "null follows the records", { $0 + [.null] }),
        ("empty-added", "an empty record follows the records", { $0 + [.object(JSONObject())] }),
        ("nested", "each record is in an array", { $0.isEmpty ? nil : $0.map { .array([$0]) } }),
    ]

    /// The mutants of lists of records; the count follows the list.
    static let lists: [WireMutant] = each { operation, program in
        listChanges.map { change in
            WireMutant(
                .list, operation, program, change.name, change.fault, success: { $0.changeRecords(change.change) })
        }
            + listChanges.map { change in
                WireMutant(
                    .list, operation, program, "\(change.name)-uncounted", "\(change.fault), and totalCount stays",
                    success: { $0.changeRecords(counting: false, change.change) })
            }.filter { mutant in
                !["reversed", "swapped", "turned", "replaced", "nested"].contains { mutant.name.contains($0) }
            }
    }

    /// The mutants of the values of rows, which have no table: of the first and the last to which a change applies.
    static let rows: [WireMutant] = each([.testQuery]) { operation, program in
        MemberChange.all.flatMap { change in
            [
                WireMutant(
                    .row, operation, program, "first-value/\(change.name)", "the first value of rows \(change.fault)",
                    success: { answer in
                        answer.changeRecords { changed($0) { one($0, $0.map(\.key), change) } }
                    }),
                WireMutant(
                    .row, operation, program, "last-value/\(change.name)", "the last value of rows \(change.fault)",
                    success: { answer in
                        answer.changeRecords { changed($0) { one($0, $0.map(\.key).reversed(), change) } }
                    }),
                WireMutant(
                    .row, operation, program, "last-row/\(change.name)",
                    "a value of the last of several rows \(change.fault)",
                    success: { answer in
                        answer.changeRecords { records in
                            guard records.count > 1,
                                let last = changed(
                                    [records[records.count - 1]],
                                    { members in
                                        one(members, members.map(\.key), change)
                                    })
                            else { return nil }
                            return records.dropLast() + last
                        }
                    }),
            ]
        } + wholeRows(operation, program)
    }

    /// Returns members with a change of the first of some keys to which it applies; nil for none.
    private static func one(
        _ members: [JSONObject.Member], _ keys: [String], _ change: MemberChange
    ) -> [JSONObject.Member]? {
        for key in keys { if let changed = change.apply(members, key) { return changed } }
        return nil
    }

    private static func wholeRows(_ operation: Operation, _ program: PartnerProgram) -> [WireMutant] {
        let changes: [(String, String, @Sendable ([JSONObject.Member]) -> [JSONObject.Member]?)] = [
            ("columns-reversed", "the columns are in the opposite order", { $0.count < 2 ? nil : $0.reversed() }),
            ("last-column-dropped", "the last column is missing", { $0.count < 2 ? nil : Array($0.dropLast()) }),
            (
                "nulls-dropped", "columns without a value are left out",
                { members in
                    members.contains { $0.value.isNull } ? members.filter { !$0.value.isNull } : nil
                }
            ),
            (
                "nulls-as-text", "no value is the text null",
                { members in
                    everyValue(members) { $0.isNull ? .string("null") : nil }
                }
            ),
            (
                "nulls-as-empty", "no value is an empty text",
                { members in
                    everyValue(members) { $0.isNull ? .string("") : nil }
                }
            ),
            (
                "numbers-as-texts", "numbers are texts",
                { members in
                    everyValue(members) { if case .number(let text) = $0 { .string(text) } else { nil } }
                }
            ),
            (
                "numbers-rounded", "numbers have no fraction",
                { members in
                    everyValue(members) { value in
                        guard case .number(let text) = value, let dot = text.firstIndex(of: ".") else { return nil }
                        return .number(String(text[..<dot]))
                    }
                }
            ),
            (
                "numbers-with-zero", "fractions end in zero",
                { members in
                    everyValue(members) { value in
                        if case .number(let text) = value, text.contains(".") { .number(text + "0") } else { nil }
                    }
                }
            ),
            (
                "last-digit", "fractions lack their last digit",
                { members in
                    everyValue(members) { value in
                        guard case .number(let text) = value, text.contains("."), !text.contains("e"), text.count > 3
                        else { return nil }
                        return .number(String(text.dropLast()))
                    }
                }
            ),
            (
                "flags-as-numbers", "truth values are 0 and 1",
                { members in
                    everyValue(members) { $0.bool.map { .integer($0 ? 1 : 0) } }
                }
            ),
            (
                "flags-as-texts", "truth values are texts",
                { members in
                    everyValue(members) { $0.bool.map { .string($0 ? "True" : "False") } }
                }
            ),
            (
                "keys-in-lower-case", "columns are in lower case",
                { members in
                    members.isEmpty ? nil : members.map { .init($0.key.lowercased(), $0.value) }
                }
            ),
        ]
        return changes.map { name, fault, change in
            WireMutant(
                .row, operation, program, name, fault,
                success: { answer in
                    answer.changeRecords { changed($0, change) }
                })
        }
    }

    private static func everyValue(
        _ members: [JSONObject.Member], _ change: (JSONValue) -> JSONValue?
    ) -> [JSONObject.Member]? {
        var isChanged = false
        let changed = members.map { member -> JSONObject.Member in
            guard let value = change(member.value) else { return member }
            isChanged = true
            return .init(member.key, value)
        }
        return isChanged ? changed : nil
    }
}
