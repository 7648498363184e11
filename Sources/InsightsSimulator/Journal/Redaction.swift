import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON

/// Replaces secrets and tokens by what they are, such as `<client secret>`.
///
/// By name where a value has one, and everywhere by form: what looks like a token, and the tenant's own secrets.
struct Redaction: Sendable {
    private let secrets: [(text: [UInt8], label: RedactionLabel)]

    /// What values of these names are, in forms, JSON and query strings; names in lower case.
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
        // Longer ones first: one secret may be the start of another. Encoded spellings as well.
        secrets = values.flatMap { value, label in
            Set([value, PercentEncoding.encode(value), PercentEncoding.encode(value).replacingBlanks()]).sorted()
                .map { (Array($0.utf8), label) }
        }.filter { $0.0.count >= 4 }.sorted { $0.0.count > $1.0.count }
    }

    // MARK: Parts of a message

    /// A request target without the secret values of its query string.
    func target(_ target: String) -> String {
        guard let mark = target.firstIndex(of: "?") else { return text(target) }
        return text(String(target[..<mark])) + "?" + form(String(target[target.index(after: mark)...]))
    }

    /// A field's value.
    func field(_ name: String, _ value: String) -> String {
        switch name.lowercased() {
        case "authorization", "proxy-authorization":
            let scheme = value.prefix { $0 != " " }
            return scheme.lowercased() == "bearer"
                ? "\(scheme) \(RedactionLabel.bearerToken.rawValue)" : RedactionLabel.credentials.rawValue
        case "cookie", "set-cookie": return RedactionLabel.cookie.rawValue
        case AdminAccess.keyField: return RedactionLabel.administrationKey.rawValue
        default: return text(value)
        }
    }

    /// The start of a body as text; what cannot be told from a secret is not shown.
    func body(_ body: CapturedBody, route: Operation) -> String? {
        guard !body.bytes.isEmpty else { return nil }
        guard let shown = String(validating: body.bytes, as: UTF8.self) ?? Self.cutText(body) else {
            return "<\(body.length ?? body.bytes.count) bytes>"
        }
        if let value = try? JSONParser.parse(body.bytes) {
            return String(decoding: JSONWriter.encode(json(value)), as: UTF8.self)
        }
        guard route == .token else { return text(shown) }
        // Neither JSON nor a whole form: nothing says where a secret begins or ends.
        return body.isWhole && shown.contains("=") ? form(shown) : "<\(body.length ?? body.bytes.count) bytes>"
    }

    /// Text that was cut within a character.
    private static func cutText(_ body: CapturedBody) -> String? {
        for dropped in 1...3 where !body.isWhole && body.bytes.count > dropped {
            if let text = String(validating: body.bytes.dropLast(dropped), as: UTF8.self) { return text }
        }
        return nil
    }

    /// `name=value` pairs, each value replaced if its name says that it is a secret.
    private func form(_ form: String) -> String {
        form.split(separator: "&", omittingEmptySubsequences: false).map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = PercentEncoding.decode(parts[0], plusIsBlank: true).trimmingBlanks().lowercased()
            guard parts.count == 2, !parts[1].isEmpty, let label = Self.labels[name] else { return text(String(pair)) }
            return "\(parts[0])=\(label.rawValue)"
        }.joined(separator: "&")
    }

    private func json(_ value: JSONValue) -> JSONValue {
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

    /// A text with a label in place of everything that has the form of a token.
    static func withoutTokens(_ text: String, label: String) -> String {
        var bytes = Array(text.utf8)
        bytes.replaceTokens(by: label)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A text without the tenant's secrets, without anything that has the form of a token, and without signatures.
    func text(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for secret in secrets { bytes.replace(secret.text, by: Array(secret.label.rawValue.utf8)) }
        bytes.replaceTokens(by: RedactionLabel.bearerToken.rawValue)
        bytes.replaceRuns(
            startingWith: Array("\(DownloadLinks.signatureParameter)=".utf8),
            by: Array("\(DownloadLinks.signatureParameter)=\(RedactionLabel.linkSignature.rawValue)".utf8)
        ) { $0.count >= 24 }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension String {
    /// An encoded text with `+` for blanks, as forms have it.
    fileprivate func replacingBlanks() -> String {
        var bytes = Array(utf8)
        bytes.replace(Array("%20".utf8), by: [UInt8(ascii: "+")])
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Replaces every occurrence of some bytes.
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

    /// Replaces what has the form of a JSON web token, whole or cut short.
    fileprivate mutating func replaceTokens(by label: String) {
        replaceRuns(startingWith: Array("eyJ".utf8), by: Array(label.utf8)) { run in
            run.count >= 20 && run.contains(UInt8(ascii: "."))
        }
    }

    /// Replaces every run of token characters that begins with a prefix and passes a test.
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

    /// The characters of base64url and the dots between a token's segments.
    private static func isOfToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
