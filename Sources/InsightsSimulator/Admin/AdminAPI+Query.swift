import InsightsAPI
import InsightsFixtures
import InsightsJSON
import InsightsQuery
import InsightsTime

/// The route `/_sim/query`: checks and runs a query without a call of the service.
extension AdminAPI {
    /// The rows that a response has, unless the call wants another number.
    static let usualRows = 1000
    /// The rows that a response has at the most.
    static let mostRows = 100_000

    /// Returns what is wrong with a query, or its columns and rows, under a tenant's settings and clock.
    func queryResult(_ call: AdminCall) throws(AdminError) -> [UInt8] {
        let name = try word(call.parameters, "program", among: PartnerProgram.allCases.map(\.rawValue))
        let program = name.flatMap(PartnerProgram.init(rawValue:)) ?? .cmp
        let limit = try number(call.parameters, "rows", in: 0...Self.mostRows) ?? Self.usualRows
        guard let text = call.parameters["query"] else {
            throw .badValue(place: "query", found: "no value", expected: "the text of a query")
        }
        let service = call.sandbox.service
        let bound: BoundQuery
        do throws(QueryDiagnostic) {
            bound = try service.catalog(program).catalog.prepare(text, options: service.settings.queryOptions)
        } catch {
            return JSONWriter.encode(
                .object([
                    "valid": .bool(false),
                    "diagnostics": .array([PlacedDiagnostic(error, in: text, isWarning: false).json]),
                ]))
        }
        let rows = limit == 0 ? nil : try rows(of: bound, program, call)
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("valid")
            writer.bool(true)
            writer.key("diagnostics")
            writer.value(.array(bound.warnings.map { PlacedDiagnostic($0, in: text, isWarning: true).json }))
            writer.key("dataset")
            writer.string(bound.table)
            writer.key("timespan")
            writer.string(bound.timespan.rawValue)
            writer.key("columns")
            writer.value(.array(bound.columnNames.map(JSONValue.string)))
            guard let rows else { return }
            writer.key("rowCount")
            writer.integer(rows.rowCount)
            writer.key("rows")
            writer.array { writer in
                for row in 0..<min(limit, rows.rowCount) {
                    writer.array { writer in
                        for column in rows.columnNames.indices {
                            writer.cell(rows.value(row: row, column: column))
                        }
                    }
                }
            }
        }
        return writer.bytes
    }

    private func rows(
        of query: BoundQuery, _ program: PartnerProgram, _ call: AdminCall
    ) throws(AdminError) -> ResultSet {
        let service = call.sandbox.service
        let now = call.sandbox.now
        let table: Table
        do throws(FixtureError) {
            table = try service.table(for: query, program, call.sandbox, at: now, isRedacted: false)
        } catch {
            throw .badValue(place: "query", found: "a dataset whose rows cannot be loaded", expected: "\(error)")
        }
        do throws(BudgetExceeded) {
            return try query.run(
                on: table, window: query.timespan.window(endingAt: now), budget: service.settings.testQueryBudget)
        } catch {
            throw .badValue(
                place: "query", found: "more work than the limits of a test query",
                expected: "fewer groups, or higher query-timeout-seconds, query-groups and query-memory-megabytes")
        }
    }
}

extension JSONWriter {
    fileprivate mutating func cell(_ value: CellValue) {
        switch value {
        case .null: null()
        case .integer(let number): integer(Int(number))
        case .decimal(let number): raw(number.description)
        case .boolean(let flag, _): bool(flag)
        case .string(let text): string(text)
        case .date, .datetime: string(value.description)
        }
    }
}

/// A diagnostic with its place as editors in a browser count: lines and columns from 1, offsets in UTF-16 units.
struct PlacedDiagnostic {
    let json: JSONValue

    init(_ diagnostic: QueryDiagnostic, in text: String, isWarning: Bool) {
        let bytes = Array(text.utf8)
        let start = min(diagnostic.range.lowerBound, bytes.count)
        let end = min(max(diagnostic.range.upperBound, start), bytes.count)
        let lineStart = bytes[..<start].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        func units(_ bytes: ArraySlice<UInt8>) -> Int { String(decoding: bytes, as: UTF8.self).utf16.count }
        json = .object([
            "severity": .string(isWarning ? "warning" : "error"), "message": .string(diagnostic.message),
            "hint": diagnostic.hint.map(JSONValue.string) ?? .null,
            "line": .integer(1 + bytes[..<start].count { $0 == UInt8(ascii: "\n") }),
            "column": .integer(1 + String(decoding: bytes[lineStart..<start], as: UTF8.self).count),
            "start": .integer(units(bytes[..<start])), "end": .integer(units(bytes[..<end])),
        ])
    }
}
