import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON

/// Replaces secrets and tokens by labels such as `<client secret>`.
///
/// Values with a known name are replaced by name. In all text, values that look like a token and the tenant's own
/// secrets are replaced.
struct Redaction: Sendable {
    private let secrets: [(text: [UInt8], label: RedactionLabel)]

    /// The labels of secret values by name in lower case, for forms, JSON and query strings.
    private static let labels: [String: RedactionLabel] = [
        "client_secret": .clientSecret, "password": .password, "refresh_token": .refreshToken,
        "access_token": .bearerToken, "id_token": .idToken, "client_assertion": .clientAssertion,
        "assertion": .assertion, "code": .code, "clientsecret": .clientSecret,
        DownloadLinks.signatureParameter: .linkSignature,
    ]

    init(_ tenant: Tenant) {
        let values =
            tenant.applications.flatMap { $0.secrets.map { ($0, RedactionLabel.clientSecret) } }
            + tenant.users.map { ($0.password, RedactionLabel.password) }
        // Replace longer secrets first, because one can be the prefix of another. Include encoded spellings.
        secrets = values.flatMap { value, label in
            Set([value, PercentEncoding.encode(value), PercentEncoding.encode(value).replacingBlanks()]).sorted()
                .map { (Array($0.utf8), label) }
        }.filter { $0.0.count >= 4 }.sorted { $0.0.count > $1.0.count }
    }

    // MARK: Parts of a message
    /// Returns a request target without the secret values of its query string.
    func target(_ target: String) -> String {
        guard let mark = target.firstIndex(of: "?") else { return text(target) }
        return text(String(target[..<mark])) + "?" + form(String(target[target.index(after: mark)...]))
    }

    /// Returns the value of a header field without secrets.
    func field(_ name: String, _ value: String) -> String {
        switch name.lowercased() {
        case "authorization", "proxy-authorization":
            let scheme = value.prefix { $0 != " " }
            return scheme.lowercased() == "bearer"
                ? "\(scheme) \(RedactionLabel.bearerToken.rawValue)" : RedactionLabel.credentials.rawValue
        case "cookie", "set-cookie": return RedactionLabel.cookie.rawValue
        case SimulatorEndpoints.keyField: return RedactionLabel.administrationKey.rawValue
        default: return text(value)
        }
    }

    /// Returns the start of a body as text; a part that may contain an unrecognizable secret is withheld.
    func body(_ body: CapturedBody, route: Operation) -> String? {
        guard !body.bytes.isEmpty else { return nil }
        guard let shown = String(validating: body.bytes, as: UTF8.self) ?? Self.cutText(body) else {
            return "<\(body.length ?? body.bytes.count) bytes>"
        }
        if let value = try? JSONParser.parse(body.bytes) {
            return String(decoding: JSONWriter.encode(json(value)), as: UTF8.self)
        }
        guard route == .token else { return text(shown) }
        // Neither JSON nor a complete form: secrets have no recognizable boundaries.
        return body.isWhole && shown.contains("=") ? form(shown) : "<\(body.length ?? body.bytes.count) bytes>"
    }

    /// Returns the text of a body that was cut within a character; nil if it is not text.
    static func cutText(_ body: CapturedBody) -> String? {
        for dropped in 1...3 where !body.isWhole && body.bytes.count > dropped {
            if let text = String(validating: body.bytes.dropLast(dropped), as: UTF8.self) { return text }
        }
        return nil
    }

    /// Returns `name=value` pairs with the values of secret names replaced.
    func form(_ form: String) -> String {
        form.split(separator: "&", omittingEmptySubsequences: false).map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = PercentEncoding.decode(parts[0], plusIsBlank: true).trimmingBlanks().lowercased()
            guard parts.count == 2, !parts[1].isEmpty, let label = Self.labels[name] else { return text(String(pair)) }
            return "\(parts[0])=\(label.rawValue)"
        }.joined(separator: "&")
    }

    func json(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let content): return .string(text(content))
        case .array(let elements): return .array(elements.map(json))
        case .object(let object):
            return .object(
                JSONObject(
                    object.members.map { member in
                        guard member.value.string != nil, let label = Self.labels[member.key.lowercased()] else {
                            return .init(text(member.key), json(member.value))
                        }
                        return .init(member.key, .string(label.rawValue))
                    }))
        default: return value
        }
    }

    // MARK: Any text
    /// Returns a text with a label in place of each token.
    static func withoutTokens(_ text: String, label: String) -> String {
        var bytes = Array(text.utf8)
        bytes.replaceTokens(by: label)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Returns a text without the tenant's secrets, tokens and link signatures.
    func text(_ text: String) -> String {
        String(decoding: bytes(Array(text.utf8)), as: UTF8.self)
    }

    /// Returns bytes without the tenant's secrets, tokens and link signatures.
    func bytes(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for secret in secrets { bytes.replace(secret.text, by: Array(secret.label.rawValue.utf8)) }
        bytes.replaceTokens(by: RedactionLabel.bearerToken.rawValue)
        bytes.replaceRuns(
            startingWith: Array("\(DownloadLinks.signatureParameter)=".utf8),
            by: Array("\(DownloadLinks.signatureParameter)=\(RedactionLabel.linkSignature.rawValue)".utf8)
        ) { $0.count >= 24 }
        return bytes
    }
}

extension String {
    /// Returns a percent-encoded text with `+` for spaces, as in forms.
    fileprivate func replacingBlanks() -> String {
        var bytes = Array(utf8)
        bytes.replace(Array("%20".utf8), by: [UInt8(ascii: "+")])
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Replaces each occurrence of a byte sequence.
    fileprivate mutating func replace(_ pattern: [UInt8], by replacement: [UInt8]) {
        guard !pattern.isEmpty, count >= pattern.count else { return }
        var result: [UInt8] = []
        var index = 0
        var copied = 0
        while index + pattern.count <= count {
            if self[index] == pattern[0], self[index..<index + pattern.count].elementsEqual(pattern) {
                result += self[copied..<index] + replacement
                index += pattern.count
                copied = index
            } else {
                index += 1
            }
        }
        if copied > 0 { self = result + self[copied...] }
    }

    /// Replaces JSON Web Tokens, complete or truncated.
    fileprivate mutating func replaceTokens(by label: String) {
        replaceRuns(startingWith: Array("eyJ".utf8), by: Array(label.utf8)) { run in
            run.count >= 20 && run.contains(UInt8(ascii: "."))
        }
    }

    /// Replaces each run of token characters that begins with a prefix and passes a test.
    fileprivate mutating func replaceRuns(
        startingWith prefix: [UInt8], by replacement: [UInt8], where isSecret: (ArraySlice<UInt8>) -> Bool
    ) {
        var result: [UInt8] = []
        var index = 0
        var copied = 0
        while index + prefix.count <= count {
            guard self[index] == prefix[0], self[index..<index + prefix.count].elementsEqual(prefix) else {
                index += 1
                continue
            }
            let end = self[(index + prefix.count)...].firstIndex { !Self.isOfToken($0) } ?? endIndex
            if isSecret(self[index..<end]) {
                result += self[copied..<index] + replacement
                copied = end
            }
            index = end
        }
        if copied > 0 { self = result + self[copied...] }
    }

    /// Returns whether a byte is a base64url character or the dot between token segments.
    private static func isOfToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
