public import InsightsJSON

/// One dataset as `GET ScheduledDataset` lists it (seed 002, insights-api section 4.1).
public struct DatasetRecord: Sendable, Equatable {
    /// The name FROM takes.
    public var datasetName: String
    /// The columns, in the catalogue's order.
    public var selectableColumns: [String]
    /// The metrics, possibly none.
    public var availableMetrics: [String]
    /// The words TIMESPAN takes for it.
    public var availableDateRanges: [String]
    /// The smallest recurrence interval of a report over it, in hours; mpn only.
    public var minimumRecurrenceInterval: Int?

    /// Creates a record.
    public init(
        datasetName: String, selectableColumns: [String], availableMetrics: [String], availableDateRanges: [String],
        minimumRecurrenceInterval: Int? = nil
    ) {
        self.datasetName = datasetName
        self.selectableColumns = selectableColumns
        self.availableMetrics = availableMetrics
        self.availableDateRanges = availableDateRanges
        self.minimumRecurrenceInterval = minimumRecurrenceInterval
    }

    /// Writes the record with the fields of its program.
    public func write(to writer: inout JSONWriter, program: Program) {
        writer.object { writer in
            writer.member("datasetName", datasetName)
            writer.member("selectableColumns", selectableColumns)
            writer.member("availableMetrics", availableMetrics)
            writer.member("availableDateRanges", availableDateRanges)
            if program == .mpn { writer.member("minimumRecurrenceInterval", minimumRecurrenceInterval) }
        }
    }

    init(_ reader: RecordReader) throws(ClientError) {
        datasetName = try reader.string("datasetName")
        selectableColumns = try reader.strings("selectableColumns")
        availableMetrics = try reader.strings("availableMetrics")
        availableDateRanges = try reader.strings("availableDateRanges")
        minimumRecurrenceInterval = try reader.optionalInteger("minimumRecurrenceInterval")
    }
}

extension JSONWriter {
    mutating func member(_ key: String, _ value: String?) {
        self.key(key)
        string(value)
    }

    mutating func member(_ key: String, _ value: Int?) {
        self.key(key)
        integer(value)
    }

    mutating func member(_ key: String, _ value: Bool) {
        self.key(key)
        bool(value)
    }

    mutating func member(_ key: String, _ values: [String]) {
        self.key(key)
        array { writer in for value in values { writer.string(value) } }
    }
}
