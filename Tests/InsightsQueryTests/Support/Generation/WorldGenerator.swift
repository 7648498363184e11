import InsightsQuery
import InsightsTime
import TestSupport

/// Made-up datasets with their rows, and the moment at which they are queried.
struct World {
    /// A dataset and its rows, with the texts that were in use when the rows were made.
    struct Dataset {
        var schema: TableSchema
        var rows: [[String]]
        /// Per stored field the texts its cells were picked from.
        var pools: [[String]]
    }

    var datasets: [Dataset]
    var now: Timestamp
    var options: QueryOptions
    var isRedacted: Bool
}

/// Makes up worlds whose queries hit and miss their rows often.
struct WorldGenerator {
    var random: SeededGenerator
    private var now = Timestamp(secondsSinceEpoch: 0)

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    mutating func world() -> World {
        let moments = [
            "2021-05-31T12:30:00Z", "2021-03-31T00:00:00Z", "2020-02-29T23:59:59Z", "2021-02-28T06:00:00Z",
            "2021-08-31T01:02:03Z", "2024-03-01T00:00:00Z", "2021-01-01T00:00:00Z", "2000-12-31T23:59:59Z",
            "1900-03-01T10:00:00Z", "9999-12-31T12:00:00Z", "0004-02-29T12:00:00Z", "1970-01-01T00:00:00Z",
        ]
        now = Timestamp(random.pick(moments)) ?? now
        if random.once(in: 3) {
            now = Timestamp(secondsSinceEpoch: Int.random(in: 0...2_000_000_000, using: &random))
        }
        var options = QueryOptions()
        options.implicitDistinct = random.once(in: 6)
        options.anyTimespan = random.once(in: 4)
        options.typographicQuotes = random.once(in: 8)
        let datasets = (0..<random.pick([1, 1, 2, 3])).map { dataset(named: ["Facts", "Sales", "_Usage2"][$0]) }
        return World(datasets: datasets, now: now, options: options, isRedacted: random.once(in: 8))
    }

    // MARK: Catalogue

    private mutating func dataset(named name: String) -> World.Dataset {
        var names = [
            "Id", "Name", "City", "Key", "Count", "Large", "Price", "Flag", "Day", "Date", "Month", "MonthKey",
            "MonthStartDate", "At", "ID2", "Units", "Roles", "_x", "selected", "Today",
        ]
        names.shuffle(using: &random)
        func newName() -> String { names.removeLast() }
        var schema = TableSchema(name: name, columns: [])
        for _ in 0..<Int.random(in: 1...10, using: &random) {
            var column = ColumnSchema(name: newName(), type: random.pick(ColumnType.allCases))
            column.isAdvertised = !random.once(in: 5)
            column.isSensitive = random.once(in: 4)
            schema.columns.append(column)
        }
        for _ in 0..<random.pick([0, 1, 2, 3, 5]) { schema.metrics.append(metric(newName(), schema.columns)) }
        let times = schema.columns.filter { [.date, .month, .datetime].contains($0.type) }
        if !times.isEmpty, !random.once(in: 4) { schema.timeColumn = random.pick(times).name.lowercased() }
        if random.once(in: 12) { schema.timeColumn = random.pick(schema.columns).name }
        if random.once(in: 3) { schema.timespans = Timespan.allCases.filter { _ in !random.once(in: 3) } }
        let pools = schema.storedFields.map { pool($0.type) }
        return World.Dataset(schema: schema, rows: rows(pools), pools: pools)
    }

    private mutating func metric(_ name: String, _ columns: [ColumnSchema]) -> MetricSchema {
        let type: ColumnType = random.once(in: 2) ? .integer : .decimal
        var metric = MetricSchema(name: name, type: type, function: .sum)
        metric.isSensitive = random.once(in: 4)
        if random.once(in: 3) {
            if random.once(in: 4) { metric.function = .countDistinct }
        } else if random.once(in: 2) {
            metric.function = .countDistinct
            metric.source = random.pick(columns).name
        } else if let column = columns.filter({ [.integer, .decimal, .boolean].contains($0.type) }).randomElement(
            using: &random)
        {
            metric.source = column.name.uppercased()
            metric.type = column.type == .decimal ? .decimal : .integer
        }
        // Faults a catalogue takes as they are: a sum of texts, a column that does not exist.
        if random.once(in: 6) { metric.source = random.pick(columns.map(\.name) + ["Nowhere"]) }
        return metric
    }

    // MARK: Rows

    private mutating func rows(_ pools: [[String]]) -> [[String]] {
        let count = random.pick([0, 1, 2, 7, 7, 25, 25, 60, 60, 200])
        let isDense = random.once(in: 5)
        let empty = pools.map { _ in random.once(in: 12) }
        return (0..<count).map { _ in
            pools.indices.map { field in
                empty[field] || !isDense && random.once(in: 8) ? "" : random.pick(pools[field])
            }
        }
    }

    /// Generates the texts from which the generator picks the cells of a field.
    private mutating func pool(_ type: ColumnType) -> [String] {
        let count = random.pick([1, 2, 4, 4, 12, 80])
        let flavour = Int.random(in: 0..<6, using: &random)
        let scale = random.pick([0, 1, 2, 4, 9, 17, 18])
        return (0..<count).map { _ in cell(type, flavour: flavour, scale: scale) }
    }

    mutating func cell(_ type: ColumnType, flavour: Int, scale: Int) -> String {
        switch type {
        case .string:
            if flavour == 0 { return random.pick(TextPool.plain) }
            if flavour == 1 { return random.pick(TextPool.all) + random.pick(TextPool.all) }
            return random.pick(random.pick(TextPool.special).texts)
        case .guid:
            let key = "0f8b7fa0-eb83-a183-1225-ca153ef807a\(random.pick(["1", "2", "a", "b", "f"]))"
            return random.pick([key, key.uppercased(), key.capitalizedFirst])
        case .integer: return integer(flavour)
        case .decimal: return decimal(flavour, scale: scale)
        case .boolean:
            let texts = ["1", "0", "true", "FALSE", "True", "tRUE", "false", "fALSE"]
            return flavour == 0 ? random.pick(["1", "0"]) : random.pick(texts)
        case .date: return day(flavour).description
        case .month: return day(flavour).startOfMonth.description
        case .datetime: return instant(flavour).description
        }
    }

    private mutating func integer(_ flavour: Int) -> String {
        switch flavour {
        case 0, 1: return random.pick(["", "", "", "00"]) + "\(Int.random(in: 0...12, using: &random))"
        case 2: return random.pick(["-0", "-1", "-7", "-007", "0", "3"])
        case 3: return "\(Int.random(in: -2000...2000, using: &random))"
        case 4: return "\(random.pick([Int64.max, .max - 1, .min, .min + 1, 0, -1, 1 << 62]))"
        default: return "\(Int64.random(in: .min ... .max, using: &random))"
        }
    }

    /// Generates a number whose digits fit 64 bits at the pool's scale, so that the whole pool fits one column.
    private mutating func decimal(_ flavour: Int, scale: Int) -> String {
        let small = Int64.random(in: -500...500, using: &random)
        let tens = (0..<scale).reduce(Int64(1)) { power, _ in power * 10 }
        let mantissa: Int64 =
            switch flavour {
            case 0, 1: small
            case 2: small.multipliedReportingOverflow(by: tens).overflow ? small : small * tens
            case 3: random.pick([.max, .min, .max - 1, 999_999_999_999_999_999, -999_999_999_999_999_999])
            case 4: Int64.random(in: .min ... .max, using: &random)
            default: random.pick([tens, -tens, tens / 2, 0, 1, -1, small])
            }
        var digits = String(mantissa.magnitude)
        while digits.count <= scale { digits = "0" + digits }
        var text = (mantissa < 0 ? "-" : "") + digits.dropLast(scale)
        if scale > 0 { text += "." + digits.suffix(scale) }
        if scale > 0, random.once(in: 2) {
            while text.hasSuffix("0") { text.removeLast() }
            if text.hasSuffix(".") { text += "0" }
        }
        return random.once(in: 10) && scale > 0 ? text + "00" : text
    }

    /// Generates a day: near the edges of spans, or where the calendar is odd.
    private mutating func day(_ flavour: Int) -> CivilDate {
        let today = now.date
        switch flavour {
        case 0, 1:
            let days = [0, 1, 6, 7, 8, 14, 15, 29, 30, 31, 90, 91, 179, 180, 181, 364, 365, 366, -1]
            return inRange(today.adding(days: -random.pick(days)))
        case 2, 3:
            let date = today.adding(months: -random.pick([0, 1, 1, 2, 3, 6, 12]))
            return inRange(date.adding(days: random.pick([-3, -2, -1, 0, 0, 1])))
        case 4:
            let texts = [
                "0001-01-01", "9999-12-31", "2020-02-29", "2000-02-29", "1900-02-28", "1900-03-01", "2021-02-28",
                "2021-01-31", "2021-04-30", "2021-12-31", "1970-01-01", "1969-12-31", "0004-02-29",
            ]
            return CivilDate(random.pick(texts)) ?? today
        default: return inRange(today.adding(days: -Int.random(in: 0...400, using: &random)))
        }
    }

    private func inRange(_ date: CivilDate) -> CivilDate {
        let first = CivilDate(year: 1, month: 1, day: 1) ?? date
        let last = CivilDate(year: 9999, month: 12, day: 31) ?? date
        return min(max(date, first), last)
    }

    private mutating func instant(_ flavour: Int) -> Timestamp {
        let date = day(flavour)
        let time = now.secondsSinceEpoch - now.date.daysSinceEpoch * 86_400
        let second = random.pick([0, 0, 1, 86_399, 45_000, time, time - 1, time + 1])
        return Timestamp(date, second: min(max(second, 0), 86_399))
    }
}

extension String {
    /// The text with its first letter large.
    fileprivate var capitalizedFirst: String {
        guard let place = firstIndex(where: \.isLetter) else { return self }
        var text = self
        text.replaceSubrange(place...place, with: self[place].uppercased())
        return text
    }
}

extension WorldGenerator {
    /// Generates a window in place of a query's span, once in six calls.
    mutating func window(_ now: Timestamp) -> TimeWindow? {
        guard random.once(in: 6) else { return nil }
        let upper = now.adding(seconds: -random.pick([0, 1, 3600, 86_400, 30 * 86_400]))
        let lower = upper.adding(seconds: -random.pick([-1, 0, 1, 86_400, 40 * 86_400, 400 * 86_400]))
        return TimeWindow(from: random.once(in: 3) ? nil : lower, to: upper, includesUpper: !random.once(in: 2))
    }
}
