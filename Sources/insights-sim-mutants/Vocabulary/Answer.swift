import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// An answer as mutants see it: its parts to read and to change.
struct Answer: Sendable {
    /// The status.
    var status: Int
    /// The header fields.
    var fields: HTTPFields
    /// The content as it is on the wire.
    var bytes: [UInt8] { didSet { parsed = nil } }
    /// The content as JSON, where it is kept.
    private var parsed: JSONValue?

    init(_ response: HTTPResponse) {
        status = response.status.code
        fields = response.fields
        bytes = (try? response.bodyBytes()) ?? []
        delivery = response.delivery
    }

    private let delivery: HTTPDelivery

    /// The answer as a handler gives it.
    var response: HTTPResponse {
        var response = HTTPResponse(HTTPStatus(status), fields: fields, body: .bytes(bytes))
        response.delivery = delivery
        return response
    }

    /// Whether it is 200.
    var isSuccess: Bool { status == 200 }

    /// Whether both are the same.
    func isSame(as other: Answer) -> Bool {
        status == other.status && fields == other.fields && bytes == other.bytes
    }

    // MARK: JSON

    /// The content as JSON; nil if it is none.
    ///
    /// Setting leaves the bytes alone where nothing has changed.
    var json: JSONValue? {
        get { parsed ?? (try? JSONParser.parse(bytes)) }
        set {
            guard let newValue, newValue != json else { return }
            bytes = JSONWriter.encode(newValue)
        }
    }

    /// A copy that has read its JSON already, for many looks at it.
    var read: Answer {
        var copy = self
        copy.parsed = json
        return copy
    }

    /// Changes the values at a path such as `/value/*/queryId`, `*` for every element; nil is for none.
    mutating func edit(_ path: String, _ change: (JSONValue?) -> JSONValue?) {
        guard let json else { return }
        self.json = json.edited(path.dropFirst().split(separator: "/")[...], change)
    }

    /// Changes the values that are there.
    mutating func change(_ path: String, _ change: (JSONValue) -> JSONValue) {
        edit(path) { $0.map(change) }
    }

    /// Changes the texts that are there.
    mutating func changeText(_ path: String, _ change: (String) -> String) {
        edit(path) { value in value?.string.map { .string(change($0)) } ?? value }
    }

    /// Changes the whole numbers that are there.
    mutating func changeNumber(_ path: String, _ change: (Int) -> Int) {
        edit(path) { value in value?.integer.map { .integer(change($0)) } ?? value }
    }

    /// Puts a value there, in place of one or as a further member.
    mutating func set(_ path: String, _ value: JSONValue) {
        edit(path) { _ in value }
    }

    /// Takes a member away.
    mutating func remove(_ path: String) {
        edit(path) { _ in nil }
    }

    /// Takes a member away where it is null.
    mutating func removeNull(_ path: String) {
        edit(path) { $0 == .null ? nil : $0 }
    }

    /// Gives a member another name, in the same place.
    mutating func rename(_ path: String, to name: String) {
        let parts = path.dropFirst().split(separator: "/")
        changeMembers("/" + parts.dropLast().joined(separator: "/")) { members in
            for index in members.indices where members[index].key == parts.last.map(String.init) {
                members[index].key = name
            }
        }
    }

    /// Changes the members of objects.
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

    /// The records of an envelope; setting counts them.
    var records: [JSONValue] {
        get { json?["value"]?.array ?? [] }
        set {
            set("/value", .array(newValue))
            set("/totalCount", .integer(newValue.count))
        }
    }

    /// The envelope's message, or the first line of what the token endpoint says.
    var message: String {
        let text = json?["message"]?.string ?? json?["error_description"]?.string ?? ""
        return String(text.prefix { $0 != "\r\n" && $0 != "\n" })
    }

    /// The number of a token error; 0 if it has none.
    var tokenError: Int { json?["error_codes"]?[0]?.integer ?? 0 }

    /// Puts another text in place of the number and first line of a token error.
    mutating func setTokenError(_ code: Int, _ error: String? = nil) {
        let old = tokenError
        changeText("/error_description") { $0.replacing("AADSTS\(old)", with: "AADSTS\(code)") }
        set("/error_codes", .array([.integer(code)]))
        changeText("/error_uri") { $0.replacing("code=\(old)", with: "code=\(code)") }
        if let error { set("/error", .string(error)) }
    }

    // MARK: Downloads

    /// The text of a file, unpacked and packed again.
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

    /// An envelope of the service.
    static func envelope(
        _ status: Int, _ program: PartnerProgram, message: String?, _ records: [JSONValue] = []
    ) -> Answer {
        var writer = JSONWriter()
        writer.array { writer in for record in records { writer.value(record) } }
        var answer = Answer(
            HTTPResponse(
                HTTPStatus(status), fields: HTTPFields([("Content-Type", "application/json; charset=utf-8")]),
                body: .bytes(
                    Envelope.encode(
                        .init(program: program, totalCount: 0, message: message, status: HTTPStatus(status))
                    ) { _ in })))
        if !records.isEmpty { answer.records = records }
        return answer
    }
}

extension JSONValue {
    /// A copy in which the values at a path are changed; `*` stands for every element.
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
