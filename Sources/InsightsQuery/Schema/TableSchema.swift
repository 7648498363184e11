/// The structure of a dataset as queries see it: its columns, its metrics and its time column.
package struct TableSchema: Sendable {
    /// The dataset's name, as used after FROM.
    package var name: String
    /// The columns in the catalogue's order: the advertised ones, then those available only in queries.
    package var columns: [ColumnSchema]
    /// The metrics in the catalogue's order.
    package var metrics: [MetricSchema]
    /// The column that TIMESPAN filters; nil if time does not apply to the dataset.
    package var timeColumn: String?
    /// The timespans that the dataset offers, in the catalogue's order.
    package var timespans: [Timespan]

    /// Creates a schema; by default it offers all timespans.
    package init(
        name: String, columns: [ColumnSchema], metrics: [MetricSchema] = [], timeColumn: String? = nil,
        timespans: [Timespan] = Timespan.allCases
    ) {
        self.name = name
        self.columns = columns
        self.metrics = metrics
        self.timeColumn = timeColumn
        self.timespans = timespans
    }

    /// The fields that a row stores, in order: the columns, then the raw amounts of metrics without a source column.
    package var storedFields: [ColumnSchema] {
        columns
            + metrics.filter { $0.source == nil }.map {
                ColumnSchema(name: $0.name, type: $0.type, isSensitive: $0.isSensitive)
            }
    }
}

/// One column of a dataset.
package struct ColumnSchema: Sendable {
    /// The name in the catalogue's spelling.
    package var name: String
    /// The type of its values.
    package var type: ColumnType
    /// Whether the dataset call lists the column; a column that is not listed still works in queries.
    package var isAdvertised: Bool
    /// Whether the column holds revenue or personal data.
    package var isSensitive: Bool

    /// Creates a column.
    package init(name: String, type: ColumnType, isAdvertised: Bool = true, isSensitive: Bool = false) {
        self.name = name
        self.type = type
        self.isAdvertised = isAdvertised
        self.isSensitive = isSensitive
    }
}

/// One metric of a dataset: an amount computed once per group of the selected columns.
package struct MetricSchema: Sendable {
    /// The aggregate function of a metric.
    package enum Function: String, Sendable {
        /// The sum of the values; null if there are no values.
        case sum
        /// The number of distinct values, nulls not counted.
        case countDistinct
    }

    /// The name in the catalogue's spelling.
    package var name: String
    /// The type, integer or decimal.
    package var type: ColumnType
    /// The aggregate function.
    package var function: Function
    /// The column that the metric aggregates; nil for a raw field with the metric's name that is not a column.
    package var source: String?
    /// Whether the dataset call lists the metric.
    package var isAdvertised: Bool
    /// Whether the metric holds revenue or personal data.
    package var isSensitive: Bool

    /// Creates a metric.
    package init(
        name: String, type: ColumnType, function: Function, source: String? = nil, isAdvertised: Bool = true,
        isSensitive: Bool = false
    ) {
        self.name = name
        self.type = type
        self.function = function
        self.source = source
        self.isAdvertised = isAdvertised
        self.isSensitive = isSensitive
    }
}
