import InsightsAPI
package import InsightsJSON
package import InsightsRandomness
package import InsightsStore
package import InsightsTime

extension RowReader {
    /// Returns an instant, which is written as seconds since 1970.
    package func instant(_ key: String) throws(Failure) -> Timestamp {
        Timestamp(secondsSinceEpoch: try integer(key))
    }

    /// Returns an instant; nil if it is left out.
    package func optionalInstant(_ key: String) throws(Failure) -> Timestamp? {
        try optionalInteger(key).map { Timestamp(secondsSinceEpoch: $0) }
    }

    /// Returns a source of identifiers.
    package func source(_ key: String) throws(Failure) -> IdentifierSource {
        try required(key, IdentifierSource(position: try string(key)), "the position of a source")
    }
}

extension Timestamp {
    /// The instant as seconds since 1970.
    package var seconds: JSONValue { .integer(secondsSinceEpoch) }
}

extension AccountID {
    var members: [(String, JSONValue?)] {
        [("program", .string(program.rawValue)), ("user", .string(user))]
    }

    init(_ reader: RowReader) throws(RowReader.Failure) {
        self.init(program: try reader.choice("program", of: PartnerProgram.self), user: try reader.string("user"))
    }
}
