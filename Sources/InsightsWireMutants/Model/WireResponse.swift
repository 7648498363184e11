import InsightsAPI
package import InsightsHTTP
package import InsightsJSON

/// A response on its way back, whose parts mutations read and change.
package struct WireResponse: Sendable {
    /// The status.
    package var status: Int
    /// The header fields, in order.
    package var fields: HTTPFields
    /// The content as it is sent, perhaps packed.
    package private(set) var bytes: [UInt8]
    /// The content as JSON, read once; nil if it is none.
    private var parsed: JSONValue?

    /// Reads a response whose content is complete.
    package init(_ response: HTTPResponse) {
        status = response.status.code
        fields = response.fields
        bytes = (try? response.bodyBytes()) ?? []
        parsed = Self.json(bytes, fields)
    }

    private static func json(_ bytes: [UInt8], _ fields: HTTPFields) -> JSONValue? {
        guard fields["Content-Type"]?.lowercased().contains("json") == true else { return nil }
        return try? JSONParser.parse(bytes)
    }

    /// The response as a transport returns it.
    package var http: HTTPResponse { HTTPResponse(HTTPStatus(status), fields: fields, body: .bytes(bytes)) }

    /// Whether the status is one of success.
    package var isSuccess: Bool { (200..<300).contains(status) }

    /// Returns whether both have the same status, fields and content, byte by byte.
    package func isSame(as other: WireResponse) -> Bool {
        status == other.status && bytes == other.bytes && fields.bytes == other.fields.bytes
            && fields.count == other.fields.count
    }

    /// Replaces the content.
    package mutating func replace(bytes: [UInt8]) {
        self.bytes = bytes
        parsed = Self.json(bytes, fields)
    }

    /// Shows the status and content of another answer, with its own header fields.
    mutating func show(_ other: WireResponse) {
        (status, bytes, parsed) = (other.status, other.bytes, other.parsed)
    }

    // MARK: JSON

    /// The content as JSON; nil if it is not JSON.
    package var json: JSONValue? { parsed }

    /// The records of an envelope; empty without one.
    package var records: [JSONValue] { parsed?["value"]?.array ?? [] }

    /// Replaces the JSON; nil leaves everything as it is.
    package mutating func replace(json: JSONValue?) {
        guard let json else { return }
        bytes = JSONWriter.encode(json)
        parsed = json
    }

    /// Changes the members of the top object; the closure returns nil for no change.
    package mutating func changeTop(_ change: ([JSONObject.Member]) -> [JSONObject.Member]?) {
        guard let members = parsed?.object?.members, let changed = change(members) else { return }
        replace(json: .object(JSONObject(changed)))
    }

    /// Changes the records of an envelope; the closure returns nil for no change.
    package mutating func changeRecords(counting: Bool = true, _ change: ([JSONValue]) -> [JSONValue]?) {
        guard var object = parsed?.object, let records = object["value"]?.array, let changed = change(records) else {
            return
        }
        object["value"] = .array(changed)
        if counting, changed.count != records.count { object["totalCount"] = .integer(changed.count) }
        replace(json: .object(object))
    }

    // MARK: Files

    /// Whether the content is packed.
    package var isPacked: Bool { fields["Content-Encoding"]?.lowercased() == "gzip" }

    /// The text of a file, unpacked; nil if it cannot be unpacked.
    package var text: String? {
        guard isPacked else { return String(decoding: bytes, as: UTF8.self) }
        return (try? Gunzip.unpack(bytes)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Replaces the text of a file and packs it as it was.
    package mutating func replace(text: String) {
        let content = Array(text.utf8)
        bytes = isPacked ? StoredGzip.pack(content) : content
        parsed = nil
        if fields.contains("Content-Length") { fields.set("Content-Length", to: String(bytes.count)) }
    }
}
