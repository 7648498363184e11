import InsightsQuery

/// What the record of a dataset is in the edition 2026, where it differs from 2023.
///
/// Its new columns are in a second file, so that the rows of the earlier editions do not change.
struct LaterRecord: Sendable {
    /// The columns of the second file.
    let added: [ColumnSchema]
    /// The metrics beside those of the dataset.
    let metrics: [MetricSchema]
    /// The columns that are another name of one: the new name, then the old one.
    let spellings: [(name: String, of: String)]
    /// The columns that the dataset call lists, in order; nil for all of the dataset, then the new ones.
    let record: [String]?
    /// The metrics that the dataset call lists, in order; nil for all.
    let metricRecord: [String]?
    /// The source of the record, as docs/sources.md names it; nil for none.
    let source: String?

    /// Returns the schema of the second file; nil if there is none.
    func addedSchema(of schema: TableSchema) -> TableSchema? {
        added.isEmpty ? nil : TableSchema(name: schema.name, columns: added)
    }

    /// Returns the schema of the edition: the listed columns, then those that only queries may name.
    func schema(after earlier: TableSchema) -> TableSchema {
        var named = earlier.columns
        for spelling in spellings {
            guard var column = earlier.columns.first(where: { $0.name == spelling.of }) else { continue }
            column.name = spelling.name
            named.append(column)
        }
        named += added
        for index in named.indices {
            let isNew = added.contains { $0.name == named[index].name }
            named[index].isAdvertised =
                record.map { $0.contains(named[index].name) } ?? (isNew ? named[index].isAdvertised : true)
        }
        var schema = earlier
        let listed = (record ?? []).compactMap { name in named.first { $0.name == name } }
        schema.columns = listed + named.filter { column in !listed.contains { $0.name == column.name } }
        let allMetrics = earlier.metrics + metrics
        let order = metricRecord ?? allMetrics.map(\.name)
        schema.metrics = order.compactMap { name in allMetrics.first { $0.name == name } }
        for index in schema.metrics.indices { schema.metrics[index].isAdvertised = true }
        return schema
    }

    /// Returns where each stored field of the edition's schema is.
    func sources(of schema: TableSchema, after earlier: TableSchema) -> [Table.FieldSource] {
        let own = earlier.storedFields.map(\.name)
        return schema.storedFields.map { field in
            if let index = added.firstIndex(where: { $0.name == field.name }) { return .added(index) }
            let name = spellings.first { $0.name == field.name }?.of ?? field.name
            // Every name of the schema is one of the three kinds.
            return .own(own.firstIndex(of: name) ?? 0)
        }
    }
}
