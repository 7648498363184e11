import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsWireMutants

/// A response whose parts mutants read and change.
struct MutantResponse: Sendable {
    /// The HTTP status.
    var status: Int
    /// The header fields, in order.
    var fields: HTTPFields
    /// The content as it is sent, perhaps compressed.
    var bytes: [UInt8] { didSet { parsed = nil } }
    /// The content as JSON, if it was parsed before.
    private var parsed: JSONValue?

    init(_ response: HTTPResponse) {
        status = response.status.code
        fields = response.fields
        bytes = (try? response.bodyBytes()) ?? []
        delivery = response.delivery
    }

    private let delivery: HTTPDelivery

    /// The response for a handler.
    var httpResponse: HTTPResponse {
        var response = HTTPResponse(HTTPStatus(status), fields: fields, body: .bytes(bytes))
        response.delivery = delivery
        return response
    }

    /// Whether the status is 200.
    var isSuccess: Bool { status == 200 }

    /// Returns whether both have the same status, fields and content.
    func isSame(as other: MutantResponse) -> Bool {
        status == other.status && fields == other.fields && bytes == other.bytes
    }

    // MARK: JSON

    /// The content as JSON; nil if it is not JSON.
    ///
    /// Setting an equal value leaves the bytes unchanged.
    var json: JSONValue? {
        get { parsed ?? (try? JSONParser.parse(bytes)) }
        set {
            guard let newValue, newValue != json else { return }
            bytes = JSONWriter.encode(newValue)
        }
    }

    /// A copy with parsed JSON, for repeated access.
    var read: MutantResponse {
        var copy = self
        copy.parsed = json
        return copy
    }

    /// Changes the values at a path such as `/value/*/queryId`.
    ///
    /// `*` means every element; nil means an absent member, as input and as result.
    mutating func edit(_ path: String, _ change: (JSONValue?) -> JSONValue?) {
        guard let json else { return }
        self.json = json.edited(path.dropFirst().split(separator: "/")[...], change)
    }

    /// Changes the values at a path that exist.
    mutating func change(_ path: String, _ change: (JSONValue) -> JSONValue) {
        edit(path) { $0.map(change) }
    }

    /// Changes the texts at a path.
    mutating func changeText(_ path: String, _ change: (String) -> String) {
        edit(path) { value in value?.string.map { .string(change($0)) } ?? value }
    }

    /// Changes the whole numbers at a path.
    mutating func changeNumber(_ path: String, _ change: (Int) -> Int) {
        edit(path) { value in value?.integer.map { .integer(change($0)) } ?? value }
    }

    /// Sets the values at a path, and adds missing members.
    mutating func set(_ path: String, _ value: JSONValue) {
        edit(path) { _ in value }
    }

    /// Removes the members at a path.
    mutating func remove(_ path: String) {
        edit(path) { _ in nil }
    }

    /// Removes the members at a path that are null.
    mutating func removeNull(_ path: String) {
        edit(path) { $0 == .null ? nil : $0 }
    }

    /// Renames a member and keeps its position.
    mutating func rename(_ path: String, to name: String) {
        let parts = path.dropFirst().split(separator: "/")
        changeMembers("/" + parts.dropLast().joined(separator: "/")) { members in
            for index in members.indices where members[index].key == parts.last.map(String.init) {
                members[index].key = name
            }
        }
    }

    /// Changes the members of the objects at a path.
    mutating func changeMembers(_ path: String, _ change: (inout [JSONObject.Member]) -> Void) {
        func changed(_ value: JSONValue) -> JSONValue {
            guard var members = value.object?.members else { return value }
            change(&members)
            return .object(JSONObject(members))
        }
        if path == "/" {
            json = json.map(changed)
        } else {
            self.change(path, changed)
        }
    }

    /// The records of an envelope; setting them also sets `totalCount`.
    var records: [JSONValue] {
        get { json?["value"]?.array ?? [] }
        set {
            set("/value", .array(newValue))
            set("/totalCount", .integer(newValue.count))
        }
    }

    /// The message of an envelope, or the first line of a token error's description.
    var message: String {
        let text = json?["message"]?.string ?? json?["error_description"]?.string ?? ""
        return String(text.prefix { $0 != "\r\n" && $0 != "\n" })
    }

    /// The number of a token error; 0 if there is none.
    var tokenError: Int { json?["error_codes"]?[0]?.integer ?? 0 }

    /// Replaces the number of a token error in all members and, if given, its OAuth error name.
    mutating func setTokenError(_ code: Int, _ error: String? = nil) {
        let old = tokenError
        changeText("/error_description") { $0.replacing("AADSTS\(old)", with: "AADSTS\(code)") }
        set("/error_codes", .array([.integer(code)]))
        changeText("/error_uri") { $0.replacing("code=\(old)", with: "code=\(code)") }
        if let error { set("/error", .string(error)) }
    }

    // MARK: Downloads

    /// The text of a file; getting decompresses it, and setting compresses it again.
    var text: String {
        get {
            let isPacked = fields["Content-Encoding"] == "gzip"
            return String(decoding: isPacked ? (try? Gunzip.unpack(bytes)) ?? [] : bytes, as: UTF8.self)
        }
        set {
            guard newValue != text else { return }
            bytes = fields["Content-Encoding"] == "gzip" ? StoredGzip.pack(Array(newValue.utf8)) : Array(newValue.utf8)
        }
    }

    // MARK: Making

    /// Creates a response with an envelope of the service.
    static func envelope(
        _ status: Int, _ program: PartnerProgram, message: String?, _ records: [JSONValue] = []
    ) -> MutantResponse {
        var writer = JSONWriter()
        writer.array { writer in for record in records { writer.value(record) } }
        var response = MutantResponse(
            HTTPResponse(
                HTTPStatus(status), fields: HTTPFields([("Content-Type", "application/json; charset=utf-8")]),
                body: .bytes(
                    Envelope.encode(
                        .init(program: program, totalCount: 0, message: message, status: HTTPStatus(status))
                    ) { _ in })))
        if !records.isEmpty { response.records = records }
        return response
    }
}

extension JSONValue {
    /// Returns a copy with changed values at a path; `*` means every element.
    fileprivate func edited(_ path: ArraySlice<Substring>, _ change: (JSONValue?) -> JSONValue?) -> JSONValue {
        guard let first = path.first else { return change(self) ?? .null }
        let rest = path.dropFirst()
        switch self {
        case .array(let elements) where first == "*": return .array(elements.map { $0.edited(rest, change) })
        case .array(var elements):
            guard let index = Int(first), elements.indices.contains(index) else { return self }
            elements[index] = elements[index].edited(rest, change)
            return .array(elements)
        case .object(var object):
            let key = String(first)
            if rest.isEmpty {
                object[key] = change(object[key])
            } else if let value = object[key] {
                object[key] = value.edited(rest, change)
            }
            return .object(object)
        default: return self
        }
    }
}
