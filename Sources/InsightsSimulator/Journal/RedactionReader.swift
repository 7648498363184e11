import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// Writes the parts of messages without secrets.
struct RedactionReader: Sendable {
    private let finder: SecretFinder

    init(_ finder: SecretFinder) {
        self.finder = finder
    }

    // MARK: Parts of a message
    /// Returns a request target without secrets.
    func target(_ target: String) -> String {
        guard let mark = target.firstIndex(of: "?") else { return finder.redacted(target) }
        return finder.redacted(String(target[..<mark])) + "?" + form(String(target[target.index(after: mark)...]))
    }

    /// Returns the value of a header field without secrets.
    func field(_ name: String, _ value: String) -> String {
        if name.lowercased() == SimulatorEndpoints.keyField { return RedactionLabel.administrationKey.rawValue }
        guard let secret = SecretName(name) else { return text(value) }
        guard secret.label == .credentials else { return secret.label.rawValue }
        let scheme = value.prefix { $0 != " " }
        return scheme.lowercased() == "bearer"
            ? "\(scheme) \(RedactionLabel.bearerToken.rawValue)" : RedactionLabel.credentials.rawValue
    }

    /// Returns the start of a body as text; a part that may contain an unrecognizable secret is withheld.
    func body(_ body: CapturedBody, route: Operation) -> String? {
        guard !body.bytes.isEmpty else { return nil }
        guard let shown = String(validating: body.bytes, as: UTF8.self) ?? Self.cutText(body), !isWide(body) else {
            return Self.size(of: body)
        }
        if let value = try? JSONParser.parse(body.bytes) {
            return String(decoding: JSONWriter.encode(json(value)), as: UTF8.self)
        }
        // Neither JSON nor a complete form: secrets have no recognizable boundaries.
        guard route != .token || body.isWhole && shown.contains("=") else { return Self.size(of: body) }
        return any(shown)
    }

    private static func size(of body: CapturedBody) -> String { "<\(body.length ?? body.bytes.count) bytes>" }

    /// Returns the text of a body that was cut within a character; nil if it is not text.
    static func cutText(_ body: CapturedBody) -> String? {
        for dropped in 1...3 where !body.isWhole && body.bytes.count > dropped {
            if let text = String(validating: body.bytes.dropLast(dropped), as: UTF8.self) { return text }
        }
        return nil
    }

    /// Returns whether a body has a secret in characters of several bytes, such as UTF-16.
    func isWide(_ body: CapturedBody) -> Bool {
        guard body.bytes.contains(0) else { return false }
        return hidesSecret(body.bytes.filter { $0 != 0 })
    }

    /// Returns whether any bytes contain a secret.
    func hidesSecret(_ bytes: [UInt8]) -> Bool { !finder.spans(in: bytes, as: .body).isEmpty }

    /// Returns `name=value` pairs with the values of secret names replaced.
    func form(_ form: String) -> String { finder.redacted(form, as: .form) }

    /// Returns a body that is not JSON.
    func any(_ body: String) -> String { finder.redacted(body, as: Self.looksLikeForm(body) ? .form : .body) }

    /// Returns whether a text begins with a name and an equals sign, as forms do, whatever their content type.
    private static func looksLikeForm(_ text: String) -> Bool {
        let start = text.utf8.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }.prefix { $0 != UInt8(ascii: "=") }
        return start.count < text.utf8.count
            && start.allSatisfy { byte in
                byte > 0x20 && !"{[<\"':&;".utf8.contains(byte) || byte == 0x20
            }
    }

    /// Returns a JSON value; the value of a member with a secret's name is replaced, also if it is a list of values.
    func json(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let content): return .string(text(content))
        case .array(let elements): return .array(elements.map(json))
        case .object(let object):
            return .object(
                JSONObject(
                    object.members.map { member in
                        guard let name = SecretName(member.key) else {
                            return .init(text(member.key), json(member.value))
                        }
                        return .init(member.key, hidden(member.value, by: name))
                    }))
        default: return value
        }
    }

    private func hidden(_ value: JSONValue, by name: SecretName) -> JSONValue {
        switch value {
        case .string(let content): .string(content.isEmpty ? "" : name.label.rawValue)
        case .number: name.isWeak ? value : .string(name.label.rawValue)
        case .array(let elements): .array(elements.map { hidden($0, by: name) })
        default: json(value)
        }
    }

    /// Returns a text without the tenant's secrets, tokens and link signatures.
    func text(_ text: String) -> String { finder.redacted(text) }

    // MARK: Learning

    /// Returns a view that also knows the secrets which a request shows by their names, so that no echo of them remains.
    func learning(from record: RecordedExchange) -> RedactionReader {
        var secrets: [(secret: String, label: RedactionLabel)] = []
        func learn(_ text: String, _ place: SecretFinder.Place) {
            let bytes = Array(text.utf8)
            for span in finder.spans(in: bytes, as: place) where span.basis != .known {
                let value = String(decoding: bytes[span.range], as: UTF8.self)
                secrets.append((value, span.label))
                let decoded = PercentEncoding.decode(value, plusIsBlank: place == .form)
                if decoded != value { secrets.append((decoded, span.label)) }
            }
        }
        if record.target.utf8.contains(where: { "=@".utf8.contains($0) }) {
            learn(RequestTarget(parsing: record.target).query, .form)
            learn(record.target, .text)
        }
        for field in record.requestFields.all {
            guard let name = SecretName(field.name) else { continue }
            let parts = field.value.split(separator: " ", maxSplits: 1)
            secrets.append((String(parts.last ?? ""), name.label))
            if parts.count == 2, parts[0].lowercased() == "basic",
                let pair = Base64.decode(Array(parts[1].utf8)).map({ String(decoding: $0, as: UTF8.self) }),
                let colon = pair.firstIndex(of: ":")
            {
                secrets.append((String(pair[pair.index(after: colon)...]), name.label))
            }
        }
        if !record.requestBody.bytes.isEmpty {
            if let value = try? JSONParser.parse(record.requestBody.bytes) {
                for member in Self.members(of: value) {
                    if let name = SecretName(member.key), let text = member.value.string {
                        secrets.append((text, name.label))
                    } else if let text = member.value.string {
                        learn(text, .text)
                    }
                }
            } else {
                let text = String(decoding: record.requestBody.bytes, as: UTF8.self)
                learn(text, Self.looksLikeForm(text) ? .form : .body)
            }
        }
        return secrets.isEmpty ? self : RedactionReader(finder.knowing(secrets))
    }

    private static func members(of value: JSONValue) -> [JSONObject.Member] {
        switch value {
        case .array(let elements): elements.flatMap(members)
        case .object(let object): object.members.flatMap { [$0] + members(of: $0.value) }
        default: []
        }
    }
}
