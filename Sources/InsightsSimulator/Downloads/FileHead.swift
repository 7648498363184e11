import InsightsAPI
import InsightsHTTP
import InsightsRandomness
import InsightsTime

/// What the responses for a file have in common: its entity tag and its fields.
struct FileHead: Sendable {
    /// Everything from which they follow.
    struct Key: Hashable, Sendable {
        let executionID: String
        let slot: Timestamp
        let generated: Timestamp
        let format: ReportFormat
        let lineEnd: Settings.LineEnd
        let emptyCSVField: Settings.EmptyCSVField
        let query: String
        let isRedacted: Bool
        /// Whether the response is sent without compression.
        let isPlain: Bool
        /// Whether other requests may get the other coding.
        let varies: Bool
    }

    /// A strong entity tag, derived from the execution and everything that affects the bytes of its file.
    let entityTag: String
    private let key: Key
    /// The fields in the sample frame.
    private let sampleFields: HTTPFields

    init(_ key: Key) {
        self.key = key
        entityTag = Self.entityTag(key)
        sampleFields = Self.fields(key, entityTag, .sample)
    }

    /// Returns the fields that every response for the file begins with.
    func fields(in frame: ResponseFrame) -> HTTPFields {
        frame.fields(like: sampleFields) ?? Self.fields(key, entityTag, frame)
    }

    private static func fields(_ key: Key, _ entityTag: String, _ frame: ResponseFrame) -> HTTPFields {
        let generated = HTTPDate.format(secondsSince1970: key.generated.secondsSinceEpoch)
        var fields = frame.fields(key.format.mediaType)
        if !key.isPlain { fields.append("Content-Encoding", "gzip") }
        if key.varies { fields.append("Vary", "Accept-Encoding") }
        fields.append(
            "Content-Disposition", "attachment; filename=\"\(key.executionID).\(key.format.rawValue)\"")
        fields.append("ETag", entityTag)
        fields.append("Last-Modified", generated)
        fields.append("Accept-Ranges", "bytes")
        fields.append("x-ms-blob-type", "BlockBlob")
        fields.append("x-ms-creation-time", generated)
        return fields
    }

    private static func entityTag(_ key: Key) -> String {
        var parts = [
            key.executionID, key.slot.description, key.format.rawValue, key.lineEnd.rawValue,
            key.isPlain ? "plain" : "gzip", key.isRedacted ? "redacted" : "full", key.query,
        ]
        if key.emptyCSVField == .quoted { parts.append("empty fields quoted") }
        let digest = Digest.sha256(parts.joined(separator: "\n").utf8)
        return "\"\(Base64URL.encode(digest.prefix(18)))\""
    }
}
