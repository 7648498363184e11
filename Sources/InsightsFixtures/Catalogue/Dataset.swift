public import InsightsAPI
public import InsightsQuery
import InsightsTime

/// One dataset of the catalogue.
public struct Dataset: Sendable {
    /// The program it belongs to: `cmp` or `mpn`.
    public let program: String
    /// The shortest recurrence of a report on it in hours, where the catalogue states one (mpn).
    public let minimumRecurrenceInterval: Int?
    /// What the 2021 edition knows of it; later ones list everything.
    private let presence2021: DatasetPresence
    /// The schema of the 2021 edition.
    private let listed: TableSchema

    init(
        program: String, minimumRecurrenceInterval: Int?, presence2021: DatasetPresence = .listed, schema: TableSchema
    ) {
        self.program = program
        self.minimumRecurrenceInterval = minimumRecurrenceInterval
        self.presence2021 = presence2021
        listed = schema
    }

    /// The dataset's name in the catalogue's spelling.
    public var name: String { listed.name }

    /// What an edition knows of it.
    public func presence(in edition: Edition) -> DatasetPresence {
        edition == .year2021 ? presence2021 : .listed
    }

    /// Whether queries of an edition may name it.
    public func isKnown(in edition: Edition) -> Bool { presence(in: edition) != .absent }

    /// Whether the dataset call of an edition lists it.
    public func isAdvertised(in edition: Edition) -> Bool { presence(in: edition) == .listed }

    /// The schema, whose columns and metrics are the same in all editions but for what is advertised.
    public func schema(_ edition: Edition) -> TableSchema {
        guard edition != .year2021 else { return listed }
        var schema = listed
        for index in schema.columns.indices { schema.columns[index].isAdvertised = true }
        for index in schema.metrics.indices { schema.metrics[index].isAdvertised = true }
        return schema
    }

    /// The names of the columns the dataset call lists, in order.
    public func selectableColumns(_ edition: Edition) -> [String] {
        schema(edition).columns.filter(\.isAdvertised).map(\.name)
    }

    /// The names of the metrics the dataset call lists, in order.
    public func availableMetrics(_ edition: Edition) -> [String] {
        schema(edition).metrics.filter(\.isAdvertised).map(\.name)
    }

    /// The spans the dataset call lists, in order.
    public var availableDateRanges: [String] { listed.timespans.map(\.rawValue) }

    /// The file of its rows, below the folder of the fixtures.
    var path: String { "\(program)/\(name).csv" }
}
