/// The names of one dataset, whatever their letter case.
struct Scope: Sendable {
    /// What a name can mean, by its place in the schema.
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

    /// What a name means, or nil if it is unknown.
    func meaning(of name: String) -> Meaning? {
        meanings[name.lowercased()]
    }

    /// The place of the field a metric is computed from among the schema's stored fields.
    func sourceField(ofMetric index: Int) -> Int? {
        guard let source = schema.metrics[index].source else {
            return schema.columns.count + schema.metrics[..<index].count { $0.source == nil }
        }
        return schema.columns.firstIndex { $0.name.lowercased() == source.lowercased() }
    }
}
