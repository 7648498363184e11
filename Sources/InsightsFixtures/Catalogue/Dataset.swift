package import InsightsAPI
package import InsightsQuery
import InsightsTime

/// One dataset of the catalogue.
package struct Dataset: Sendable {
    /// The program of the dataset: `cmp` or `mpn`.
    package let program: String
    /// The shortest recurrence of a report on it, in hours; nil if the catalogue states none (only mpn does).
    package let minimumRecurrenceInterval: Int?
    /// The presence in the editions that do not list the dataset.
    private let presences: [Edition: DatasetPresence]
    /// The record of the edition 2026, where it differs.
    let later: LaterRecord?
    /// The schema of the 2021 edition.
    private let listed: TableSchema

    init(
        program: String, minimumRecurrenceInterval: Int?, presences: [Edition: DatasetPresence] = [:],
        later: LaterRecord? = nil, schema: TableSchema
    ) {
        self.program = program
        self.minimumRecurrenceInterval = minimumRecurrenceInterval
        self.presences = presences
        self.later = later
        listed = schema
    }

    /// The dataset's name in the catalogue's spelling.
    package var name: String { listed.name }

    /// Returns the presence of the dataset in an edition.
    package func presence(in edition: Edition) -> DatasetPresence {
        presences[edition] ?? .listed
    }

    /// Returns whether queries of an edition may name the dataset.
    package func isKnown(in edition: Edition) -> Bool { presence(in: edition) != .absent }

    /// Returns whether the dataset call of an edition lists the dataset.
    package func isAdvertised(in edition: Edition) -> Bool { presence(in: edition) == .listed }

    /// Returns the schema; the editions before 2026 differ only in which columns and metrics are advertised.
    package func schema(_ edition: Edition) -> TableSchema {
        guard edition >= .year2023 else { return listed }
        if edition >= .year2026, let later { return later.schema(after: listed) }
        var schema = listed
        for index in schema.columns.indices { schema.columns[index].isAdvertised = true }
        for index in schema.metrics.indices { schema.metrics[index].isAdvertised = true }
        return schema
    }

    /// Returns the names of the columns that the dataset call lists, in order.
    package func selectableColumns(_ edition: Edition) -> [String] {
        schema(edition).columns.filter(\.isAdvertised).map(\.name)
    }

    /// Returns the names of the metrics that the dataset call lists, in order.
    package func availableMetrics(_ edition: Edition) -> [String] {
        schema(edition).metrics.filter(\.isAdvertised).map(\.name)
    }

    /// The timespans that the dataset call lists, in order.
    package var availableDateRanges: [String] { listed.timespans.map(\.rawValue) }

    /// The path of the CSV file with its rows, relative to the fixture folder.
    var path: String { "\(program)/\(name).csv" }

    /// The source of what the edition 2026 changes, as docs/sources.md names it; nil for nothing.
    package var source: String? { later?.source }

    /// The path of the CSV file with the columns that the edition 2026 adds.
    var addedPath: String { "\(program)/\(name)-2026.csv" }

    /// Returns whether an edition has other rows than the file of the dataset.
    func hasLaterRows(in edition: Edition) -> Bool { edition >= .year2026 && later != nil }
}
