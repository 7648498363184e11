/// The names of one dataset, independent of letter case.
struct Scope: Sendable {
    /// The column or metric that a name denotes, by its index in the schema.
    enum Meaning: Sendable {
        case column(Int)
        case metric(Int)
    }

    let schema: TableSchema
    private var meanings: [String: Meaning] = [:]

    /// Indexes a schema; of equal names the first wins, columns before metrics.
    init(_ schema: TableSchema) {
        self.schema = schema
        for (index, column) in schema.columns.enumerated() where meanings[column.name.lowercased()] == nil {
            meanings[column.name.lowercased()] = .column(index)
        }
        for (index, metric) in schema.metrics.enumerated() where meanings[metric.name.lowercased()] == nil {
            meanings[metric.name.lowercased()] = .metric(index)
        }
    }

    /// All names in the catalogue's order and spelling.
    var names: [String] { schema.columns.map(\.name) + schema.metrics.map(\.name) }

    /// Returns the column or metric that a name denotes; nil if the name is unknown.
    func meaning(of name: String) -> Meaning? {
        meanings[name.lowercased()]
    }

    /// Returns the index, among the schema's stored fields, of the field that a metric aggregates.
    func sourceField(ofMetric index: Int) -> Int? {
        guard let source = schema.metrics[index].source else {
            return schema.columns.count + schema.metrics[..<index].count { $0.source == nil }
        }
        return schema.columns.firstIndex { $0.name.lowercased() == source.lowercased() }
    }
}
