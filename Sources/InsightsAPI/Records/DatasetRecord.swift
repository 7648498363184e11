public import InsightsJSON

/// A dataset as listed by `GET ScheduledDataset` (seed 002, insights-api section 4.1).
public struct DatasetRecord: WireRecord, Equatable {
    /// The name of the dataset in FROM.
    public var datasetName: String
    /// The columns, in the order of the catalogue.
    public var selectableColumns: [String]
    /// The metrics; may be empty.
    public var availableMetrics: [String]
    /// The TIMESPAN values that the dataset supports.
    public var availableDateRanges: [String]
    /// The minimum recurrence interval of a report over the dataset, in hours; mpn only.
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

    /// The fields, in the order in which they are written.
    package static let fields: [RecordField<DatasetRecord>] = [
        .text("datasetName", .text, "The name FROM takes.") { $0.datasetName },
        .texts("selectableColumns", "The columns, in the catalogue's order.") { $0.selectableColumns },
        .texts("availableMetrics", "The metrics, possibly none.") { $0.availableMetrics },
        .texts("availableDateRanges", "The words TIMESPAN takes.") { $0.availableDateRanges },
        .nullableInteger(
            "minimumRecurrenceInterval", .only(.mpn), from: 1, "The smallest interval of a report over it, in hours."
        ) { $0.minimumRecurrenceInterval },
    ]

    /// Writes the record with the fields of its program.
    public func write(to writer: inout JSONWriter, program: PartnerProgram) {
        write(to: &writer, in: RecordContext(program: program, style: RecordOptions()))
    }

    init(_ reader: RecordReader) throws(ClientError) {
        datasetName = try reader.string("datasetName")
        selectableColumns = try reader.strings("selectableColumns")
        availableMetrics = try reader.strings("availableMetrics")
        availableDateRanges = try reader.strings("availableDateRanges")
        minimumRecurrenceInterval = try reader.optionalInteger("minimumRecurrenceInterval")
    }
}
