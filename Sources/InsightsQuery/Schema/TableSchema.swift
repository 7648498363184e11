/// What a dataset looks like to a query: its columns, its metrics and the time it is cut by.
public struct TableSchema: Sendable {
    /// The dataset's name, as FROM takes it.
    public var name: String
    /// The columns in the catalogue's order: the advertised ones, then those only queries know.
    public var columns: [ColumnSchema]
    /// The metrics in the catalogue's order.
    public var metrics: [MetricSchema]
    /// The column that TIMESPAN filters, or nil if time does not apply to the dataset.
    public var timeColumn: String?
    /// The spans the dataset offers, in the catalogue's order.
    public var timespans: [Timespan]

    /// Creates a schema.
    public init(
        name: String, columns: [ColumnSchema], metrics: [MetricSchema] = [], timeColumn: String? = nil,
        timespans: [Timespan] = Timespan.allCases
    ) {
        self.name = name
        self.columns = columns
        self.metrics = metrics
        self.timeColumn = timeColumn
        self.timespans = timespans
    }

    /// The fields a row stores, in order: the columns, then the raw amounts of metrics that sum no column.
    public var storedFields: [ColumnSchema] {
        columns
            + metrics.filter { $0.source == nil }.map {
                ColumnSchema(name: $0.name, type: $0.type, isSensitive: $0.isSensitive)
            }
    }
}

/// One column of a dataset.
public struct ColumnSchema: Sendable {
    /// The name in the catalogue's spelling.
    public var name: String
    /// What it holds.
    public var type: ColumnType
    /// Whether the dataset call lists it; a column that is not listed still works in queries.
    public var isAdvertised: Bool
    /// Whether it holds revenue or personal data.
    public var isSensitive: Bool

    /// Creates a column.
    public init(name: String, type: ColumnType, isAdvertised: Bool = true, isSensitive: Bool = false) {
        self.name = name
        self.type = type
        self.isAdvertised = isAdvertised
        self.isSensitive = isSensitive
    }
}

/// One metric of a dataset: an amount computed once per group of the selected columns.
public struct MetricSchema: Sendable {
    /// How a metric is computed.
    public enum Function: String, Sendable {
        /// The sum of the values; null if there is none.
        case sum
        /// How many different values there are, nulls not counted.
        case countDistinct
    }

    /// The name in the catalogue's spelling.
    public var name: String
    /// What it is: an integer or a decimal.
    public var type: ColumnType
    /// How it is computed.
    public var function: Function
    /// The column it is computed from; nil for a raw field of the metric's own name that is no column.
    public var source: String?
    /// Whether the dataset call lists it.
    public var isAdvertised: Bool
    /// Whether it holds revenue or personal data.
    public var isSensitive: Bool

    /// Creates a metric.
    public init(
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
