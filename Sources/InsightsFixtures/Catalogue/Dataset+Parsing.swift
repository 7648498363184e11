import InsightsAPI
import InsightsJSON
import InsightsQuery
import InsightsTime

extension Dataset {
    /// Reads one dataset of the catalogue.
    init(_ node: StrictJSONValue) throws(InputError) {
        let members = try node.members(
            ["program", "name", "dateRanges", "columns", "metrics"],
            optional: ["timeColumn", "minimumRecurrenceInterval", "edition2021", "edition2023", "edition2026"])
        var names = DistinctNames()
        var columns: [ColumnSchema] = []
        for column in try members["columns"].elements() { columns.append(try ColumnSchema(column, &names)) }
        var metrics: [MetricSchema] = []
        for metric in try members["metrics"].elements() {
            metrics.append(try MetricSchema(metric, of: columns, &names))
        }
        var timespans: [Timespan] = []
        for range in try members["dateRanges"].elements() {
            let timespan = try range.choice(of: Timespan.allCases)
            guard !timespans.contains(timespan) else {
                throw range.mismatch(found: "a second \(timespan.rawValue)", expected: "each range once")
            }
            timespans.append(timespan)
        }
        var timeColumn: String?
        if let node = members.optional("timeColumn") {
            timeColumn = try node.column(of: columns, types: [.date, .month, .datetime], "a time")
        }
        var minimum: Int?
        if let node = members.optional("minimumRecurrenceInterval") { minimum = try node.positiveInteger() }
        var presences: [Edition: DatasetPresence] = [:]
        if let node = members.optional("edition2021") {
            presences[.year2021] = try node.choice(of: DatasetPresence.allCases)
        }
        if let node = members.optional("edition2023") {
            presences[.year2023] = try node.choice(of: DatasetPresence.allCases)
        }
        var later: LaterRecord?
        if let node = members.optional("edition2026") {
            let parsed = try LaterRecord.parse(node, columns, metrics, &names)
            later = parsed.record
            presences[.year2026] = parsed.presence
        }
        self.init(
            program: try members["program"].program(), minimumRecurrenceInterval: minimum, presences: presences,
            later: later,
            schema: TableSchema(
                name: try members["name"].fileName(), columns: columns, metrics: metrics, timeColumn: timeColumn,
                timespans: timespans))
    }
}

extension LaterRecord {
    /// Reads the record of the edition 2026, and the presence of its dataset there.
    fileprivate static func parse(
        _ node: StrictJSONValue, _ columns: [ColumnSchema], _ earlier: [MetricSchema], _ names: inout DistinctNames
    ) throws(InputError) -> (record: LaterRecord, presence: DatasetPresence?) {
        let members = try node.members(
            [], optional: ["presence", "columns", "metrics", "spellings", "record", "metricRecord", "source"])
        var added: [ColumnSchema] = []
        for column in try members.optional("columns")?.elements() ?? [] {
            added.append(try ColumnSchema(column, &names))
        }
        var spellings: [(name: String, of: String)] = []
        for spelling in try members.optional("spellings")?.elements() ?? [] {
            let pair = try spelling.members(["name", "of"])
            spellings.append(
                (
                    try names.insert(pair["name"], isColumn: true),
                    try pair["of"].column(of: columns, types: ColumnType.allCases, "any type")
                ))
        }
        var metrics: [MetricSchema] = []
        for metric in try members.optional("metrics")?.elements() ?? [] {
            metrics.append(try MetricSchema(metric, of: columns, &names))
        }
        let known = Set(columns.map(\.name) + added.map(\.name) + spellings.map(\.name))
        var record: [String]?
        if let node = members.optional("record") {
            var listed: [String] = []
            for element in try node.elements() {
                let name = try element.nonEmptyString()
                guard known.contains(name), !listed.contains(name) else {
                    throw element.mismatch(
                        found: "'\(name)'", expected: "a column of the dataset, once",
                        hint: InputError.suggestion(for: name, among: known.sorted()))
                }
                listed.append(name)
            }
            record = listed
        }
        var metricRecord: [String]?
        if let node = members.optional("metricRecord") {
            var listed: [String] = []
            let known = (earlier + metrics).map(\.name)
            for element in try node.elements() {
                let name = try element.nonEmptyString()
                guard known.contains(name), !listed.contains(name) else {
                    throw element.mismatch(
                        found: "'\(name)'", expected: "a metric of the dataset, once",
                        hint: InputError.suggestion(for: name, among: known))
                }
                listed.append(name)
            }
            metricRecord = listed
        }
        let later = LaterRecord(
            added: added, metrics: metrics, spellings: spellings, record: record, metricRecord: metricRecord,
            source: try members.optional("source")?.nonEmptyString())
        return (later, try members.optional("presence")?.choice(of: DatasetPresence.allCases))
    }
}

extension ColumnSchema {
    fileprivate init(_ node: StrictJSONValue, _ names: inout DistinctNames) throws(InputError) {
        let members = try node.members(["name", "type"], optional: ["listed", "sensitive"])
        self.init(
            name: try names.insert(members["name"], isColumn: true),
            type: try members["type"].choice(of: ColumnType.allCases),
            isAdvertised: try members.optional("listed")?.bool() ?? true,
            isSensitive: try members.optional("sensitive")?.bool() ?? false)
    }
}

extension MetricSchema {
    fileprivate init(
        _ node: StrictJSONValue, of columns: [ColumnSchema], _ names: inout DistinctNames
    ) throws(InputError) {
        let members = try node.members(["name", "type", "function"], optional: ["of", "listed", "sensitive"])
        let name = try names.insert(members["name"], isColumn: false)
        let type = try members["type"].choice(of: [ColumnType.integer, .decimal])
        let function = try members["function"].choice(of: [Function.sum, .countDistinct])
        var source: String?
        if let of = members.optional("of") {
            source =
                switch function {
                case .sum: try of.column(of: columns, types: [.integer, .decimal], "a number")
                case .countDistinct: try of.column(of: columns, types: ColumnType.allCases, "any type")
                }
        } else if function == .countDistinct {
            throw node.mismatch(found: "no member 'of'", expected: "the column whose values are counted")
        }
        self.init(
            name: name, type: type, function: function, source: source,
            isAdvertised: try members.optional("listed")?.bool() ?? true,
            isSensitive: try members.optional("sensitive")?.bool() ?? false)
    }
}

/// The names within one dataset; queries match them without regard to letter case.
private struct DistinctNames {
    private var folded: Set<String> = []

    /// Adds a name and returns it.
    ///
    /// Names of metrics may have parentheses: the vendor lists some in this form, although no query can select them.
    mutating func insert(_ node: StrictJSONValue, isColumn: Bool) throws(InputError) -> String {
        let name = try node.nonEmptyString()
        guard name.utf8.allSatisfy({ isIdentifier($0) || !isColumn && isParenthesis($0) }) else {
            throw node.mismatch(found: "'\(name)'", expected: "letters, digits and underscores")
        }
        guard folded.insert(name.lowercased()).inserted else {
            throw node.mismatch(found: "a second '\(name)'", expected: "each name once, letter case aside")
        }
        return name
    }
}

/// Returns whether a byte may occur in the name of a dataset, column or metric.
private func isIdentifier(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
    default: false
    }
}

private func isParenthesis(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")")
}

extension StrictJSONValue {
    /// Returns a dataset's name, which is also the name of its file.
    fileprivate func fileName() throws(InputError) -> String {
        let name = try nonEmptyString()
        guard name.utf8.allSatisfy(isIdentifier) else {
            throw mismatch(found: "'\(name)'", expected: "letters, digits and underscores")
        }
        return name
    }

    /// Returns the name of a column of the dataset that has one of the given types.
    fileprivate func column(
        of columns: [ColumnSchema], types: [ColumnType], _ expected: String
    ) throws(InputError) -> String {
        let name = try nonEmptyString()
        guard let column = columns.first(where: { $0.name == name }) else {
            throw mismatch(
                found: "'\(name)'",
                expected: "a column of the dataset",
                hint: InputError.suggestion(for: name, among: columns.map(\.name)))
        }
        guard types.contains(column.type) else {
            throw mismatch(
                found: "'\(name)' of type \(column.type.rawValue)", expected: "a column that holds \(expected)")
        }
        return name
    }
}
