public import InsightsJSON

/// A stored or predefined query (seed 002, insights-api section 4.2).
public struct QueryRecord: WireRecord, Equatable {
    /// The creator of a query.
    public enum Kind: String, Sendable, CaseIterable {
        /// Created by a caller, through the API.
        case userDefined
        /// Predefined by the service: every caller can use it, and it cannot be deleted.
        case system
    }

    /// The identifier, opaque: the published identifier of one system query is not a UUID.
    public var queryID: String
    /// The display name.
    public var name: String
    /// The description; nil if there is none.
    public var description: String?
    /// The text as sent, without surrounding whitespace.
    public var query: String
    /// The creator of the query.
    public var kind: Kind
    /// The owner: digits in cmp, a user principal name in mpn.
    public var user: String
    /// The time of creation in UTC, `yyyy-MM-ddTHH:mm:ss`, with a trailing `Z` except in cmp (C6, docs/sources.md).
    public var createdTime: String
    /// The time of the last change; always nil, because queries cannot be changed.
    ///
    /// It is absent in mpn and in v1.1.
    public var modifiedTime: String?

    /// Creates a record.
    ///
    /// `createdTime` has a trailing `Z`; the record options decide whether it is written.
    public init(
        queryID: String, name: String, description: String?, query: String, kind: Kind, user: String,
        createdTime: String, modifiedTime: String? = nil
    ) {
        self.queryID = queryID
        self.name = name
        self.description = description
        self.query = query
        self.kind = kind
        self.user = user
        self.createdTime = createdTime
        self.modifiedTime = modifiedTime
    }

    /// The fields, in the order in which they are written.
    package static let fields: [RecordField<QueryRecord>] = [
        .text("queryId", .text, "Opaque: one published system query's is not a UUID.") { $0.queryID },
        .text("name") { $0.name },
        .nullableText("description") { $0.description },
        .text("query", .text, "The text as it was sent, without surrounding blanks.") { $0.query },
        .word("type") { $0.kind },
        .text("user", .text, "The owner: digits in cmp, a user principal name in mpn.") { $0.user },
        RecordField(
            "createdTime",
            kind: { $0.queryTimesHaveZone ? .time : .timeWithoutZone },
            write: { writer, record, context in
                let time = record.createdTime
                let dropsZ = !context.queryTimesHaveZone && time.hasSuffix("Z")
                writer.string(dropsZ ? String(time.dropLast()) : time)
            }),
        .nullableText("modifiedTime", .until(.queriesOfV11, .cmp), .time, "Always null: queries cannot be changed.") {
            $0.modifiedTime
        },
    ]

    /// Writes the record with the fields of its program.
    public func write(to writer: inout JSONWriter, program: PartnerProgram, style: RecordOptions) {
        write(to: &writer, in: RecordContext(program: program, style: style))
    }

    init(_ reader: RecordReader) throws(ClientError) {
        queryID = try reader.string("queryId")
        name = try reader.string("name")
        description = try reader.optionalString("description")
        query = try reader.string("query")
        let kind = try reader.string("type")
        guard let known = Kind(rawValue: kind) else { throw reader.unexpected("type", kind) }
        self.kind = known
        user = try reader.string("user")
        createdTime = try reader.string("createdTime")
        modifiedTime = try reader.optionalString("modifiedTime")
    }
}

extension RecordContext {
    /// Whether `createdTime` of queries ends in `Z` (C6).
    fileprivate var queryTimesHaveZone: Bool { program == .mpn || style.queryTimesEndInZ }
}
