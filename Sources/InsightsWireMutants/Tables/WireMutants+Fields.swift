import InsightsAPI
import InsightsJSON

extension WireMutants {
    /// The mutants of the fields of records, from the table of each record.
    static let fields: [WireMutant] = Operation.ofService.flatMap { operation in
        PartnerProgram.allCases.flatMap { program in
            fieldNames(of: operation, in: program).flatMap { field in
                MemberChange.all.map { change in
                    WireMutant(
                        .field, operation, program, "\(field)/\(change.name)", "'\(field)' \(change.fault)",
                        success: { answer in
                            answer.changeRecords { records in changed(records) { change.apply($0, field) } }
                        })
                } + acrossRecords(operation, program, field)
            }
        }
    }

    /// Returns the names of the fields that records of an operation may have in a program.
    static func fieldNames(of operation: Operation, in program: PartnerProgram) -> [String] {
        func names<Record>(_ fields: [RecordField<Record>]) -> [String] {
            var names: [String] = []
            for field in fields where field.presence.allows(program) && !names.contains(field.name) {
                names.append(field.name)
            }
            return names
        }
        return switch operation.content {
        case .dataset: names(DatasetRecord.fields)
        case .query: names(QueryRecord.fields)
        case .report: names(ReportRecord.fields)
        case .execution: names(ExecutionRecord.fields)
        case .row, nil: []
        }
    }

    /// Returns the records with the members of each changed; nil if none is.
    static func changed(
        _ records: [JSONValue], _ change: ([JSONObject.Member]) -> [JSONObject.Member]?
    ) -> [JSONValue]? {
        var isChanged = false
        let changed = records.map { record -> JSONValue in
            guard let members = record.object?.members, let changed = change(members) else { return record }
            isChanged = true
            return .object(JSONObject(changed))
        }
        return isChanged ? changed : nil
    }

    /// Returns the mutants that mix up the values of one field in a list of several records.
    private static func acrossRecords(
        _ operation: Operation, _ program: PartnerProgram, _ field: String
    ) -> [WireMutant] {
        guard operation.isList else { return [] }
        let mixes: [(name: String, fault: String, mix: @Sendable ([JSONValue]) -> [JSONValue]?)] = [
            ("swapped", "of the first two records is swapped", { [$0[1], $0[0]] + $0[2...] }),
            (
                "last-two-swapped", "of the last two records is swapped",
                { values in
                    values.dropLast(2) + [values[values.count - 1], values[values.count - 2]]
                }
            ),
            ("of-first", "is that of the first record in all", { Array(repeating: $0[0], count: $0.count) }),
            (
                "of-last", "is that of the last record in all",
                { values in
                    Array(repeating: values[values.count - 1], count: values.count)
                }
            ),
            ("turned", "is that of the record before", { [$0[$0.count - 1]] + $0.dropLast() }),
            ("second", "of the second record has another value", { changedValue($0, at: 1) }),
            ("last", "of the last record has another value", { changedValue($0, at: $0.count - 1) }),
            (
                "last-null", "of the last record is null",
                { values in
                    values[values.count - 1].isNull ? nil : values.dropLast() + [.null]
                }
            ),
        ]
        return mixes.map { mix in
            WireMutant(
                .field, operation, program, "\(field)/\(mix.name)", "'\(field)' \(mix.fault)",
                success: { answer in
                    answer.changeRecords { records in
                        let values = records.map { $0[field] ?? .null }
                        guard values.count > 1, let mixed = mix.mix(values), mixed != values else { return nil }
                        return zip(records, mixed).map { record, value in
                            guard var object = record.object, object[field] != nil else { return record }
                            object[field] = value
                            return .object(object)
                        }
                    }
                })
        }
    }

    private static func changedValue(_ values: [JSONValue], at index: Int) -> [JSONValue]? {
        guard let change = ValueChange.values.first, let changed = change.apply(values[index]) else { return nil }
        var values = values
        values[index] = changed
        return values
    }
}

extension FieldPresence {
    /// Returns whether records of a program may have the field, under some settings.
    fileprivate func allows(_ program: PartnerProgram) -> Bool {
        switch self {
        case .only(let only), .onlyUnless(let only, _), .onlyWith(let only, _), .until(_, let only): only == program
        case .later(_, let only): only == program || program == .cmp
        case .always, .setting, .onlyOr: true
        }
    }
}
