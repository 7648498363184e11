public import InsightsJSON

/// One stored query (seed 002, insights-api section 4.2).
public struct QueryRecord: Sendable, Equatable {
    /// Who made a query.
    public enum Kind: String, Sendable {
        /// A caller, through the API.
        case userDefined
        /// The service: predefined, usable by everyone, not to be deleted.
        case system
    }

    /// The identifier, opaque: one published system query's is no UUID.
    public var queryID: String
    /// The friendly name.
    public var name: String
    /// The description, if there is one.
    public var description: String?
    /// The text as it was sent, without surrounding blanks.
    public var query: String
    /// Who made it.
    public var kind: Kind
    /// The owner: digits in cmp, a user principal name in mpn.
    public var user: String
    /// When it was made, `yyyy-MM-ddTHH:mm:ss`, UTC; with `Z` except in cmp (C6).
    public var createdTime: String
    /// When it was changed; always nil, for queries cannot be changed.
    public var modifiedTime: String?

    /// Creates a record.
    ///
    /// `createdTime` is given with its `Z`; the style decides whether it is sent.
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

    /// Writes the record with the fields of its program.
    public func write(to writer: inout JSONWriter, program: Program, style: WireStyle) {
        writer.object { writer in
            writer.member("queryId", queryID)
            writer.member("name", name)
            writer.member("description", description)
            writer.member("query", query)
            writer.member("type", kind.rawValue)
            writer.member("user", user)
            let dropsZ = program == .cmp && !style.queryTimesEndInZ && createdTime.hasSuffix("Z")
            writer.member("createdTime", dropsZ ? String(createdTime.dropLast()) : createdTime)
            if program == .cmp { writer.member("modifiedTime", modifiedTime) }
        }
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
