import InsightsHTTP

/// The name of a field, parameter or header whose value is a secret.
package struct SecretName: Equatable, Sendable {
    /// The label in place of the value.
    package let label: RedactionLabel
    /// Whether the name is also an ordinary word: it counts only where a field is expected, not in running text.
    package let isWeak: Bool

    /// Judges a name in any spelling, such as `client_secret`, `X-Api-Key` or `user[password]`; nil for no secret.
    package init?(_ name: String) {
        guard let (label, isWeak) = Self.judge(name) else { return nil }
        self.label = label
        self.isWeak = isWeak
    }

    /// Returns whether a text is one of the usual names of secrets, which messages contain.
    static func isWellKnown(_ text: String) -> Bool { exact[words(of: text).joined()] != nil }

    /// The names that are known exactly, in lower case and without separators.
    private static let exact: [String: (RedactionLabel, isWeak: Bool)] = [
        "clientsecret": (.clientSecret, false), "password": (.password, false), "passwd": (.password, false),
        "pwd": (.password, false), "pass": (.password, true), "pw": (.password, true),
        "refreshtoken": (.refreshToken, false), "accesstoken": (.bearerToken, false), "idtoken": (.idToken, false),
        "idtokenhint": (.idToken, false), "clientassertion": (.clientAssertion, false),
        "assertion": (.assertion, false), "code": (.code, true), "authorizationcode": (.code, false),
        "authcode": (.code, false), "devicecode": (.code, false), "usercode": (.code, false),
        "codeverifier": (.secret, false), "sig": (.linkSignature, true), "sas": (.secret, true),
        "otp": (.secret, true), "pin": (.secret, true), "jwt": (.token, true), "bearer": (.bearerToken, true),
        "auth": (.credentials, true), "session": (.cookie, true), "sessionid": (.cookie, false),
        "jsessionid": (.cookie, false), "phpsessid": (.cookie, false), "cookie": (.cookie, true),
        "sid": (.cookie, true),
        "key": (.secret, true),
    ]

    /// Parts of longer names, each with its label.
    private static let parts: [(bytes: [UInt8], label: RedactionLabel)] = [
        ("clientsecret", .clientSecret), ("password", .password), ("passwd", .password), ("passphrase", .password),
        ("passcode", .password), ("refreshtoken", .refreshToken), ("accesstoken", .bearerToken),
        ("idtoken", .idToken), ("secret", .secret), ("token", .secret), ("ticket", .secret), ("signature", .secret),
        ("credential", .credentials), ("authorization", .credentials), ("clientassertion", .clientAssertion),
        ("assertion", .assertion), ("cookie", .cookie), ("sessionid", .cookie),
    ].map { (name: String, label: RedactionLabel) in (Array(name.utf8), label) }

    /// Last words of names that tell something about a secret, not the secret.
    private static let describing: Set<String> = [
        "type", "types", "endpoint", "endpoints", "uri", "uris", "url", "urls", "id", "ids", "name", "names",
        "supported", "method", "methods", "expires", "expiry", "expiration", "expired", "lifetime", "issuer", "ttl",
        "age", "in", "on", "at", "count", "length", "size", "limit", "algorithm", "alg", "algs", "version", "policy",
        "format", "bytes", "seconds", "days", "hours", "minutes", "required", "enabled", "description", "use",
    ]

    /// Words before "key" in names of keys that are data, such as `DateKey`.
    private static let ofData: Set<String> = [
        "date", "month", "year", "day", "week", "quarter", "sort", "primary", "foreign", "partition", "row", "cache",
        "object", "hash", "group", "public",
    ]
    /// Words that end as "key" does.
    private static let notKeys: Set<String> = [
        "monkey", "turkey", "donkey", "hockey", "whiskey", "jockey", "hotkey", "hotkeys",
    ]

    private static func judge(_ name: String) -> (RedactionLabel, isWeak: Bool)? {
        guard name.utf8.count <= 256 else { return nil }
        let words = words(of: name)
        guard let last = words.last else { return nil }
        let condensed = words.joined()
        if condensed == "tokentypehint" { return nil }
        if let known = exact[condensed] { return known }
        if condensed.hasSuffix("sessionid") { return (.cookie, false) }
        // `a_token_2` is a token, too.
        let isDescription = describing.contains(last) && words.count > 1
        if isDescription { return nil }
        let bytes = Array(condensed.utf8)
        if let part = parts.first(where: { bytes.holds($0.bytes) }) { return (part.label, false) }
        if hasKey(words) { return (.secret, false) }
        return last == "auth" || last == "jwt" || last == "pwd" ? (.credentials, false) : nil
    }

    private static func hasKey(_ words: [String]) -> Bool {
        for (before, word) in zip(words, words.dropFirst()) where word == "key" || word == "keys" {
            if !ofData.contains(before) { return true }
        }
        return words.contains {
            ($0.hasSuffix("key") && $0 != "key" || $0.hasSuffix("keys") && $0 != "keys") && !notKeys.contains($0)
        }
    }

    /// Returns the words of a name in lower case: parts of letters, also as camel case has them; digits end a word.
    private static func words(of name: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        let bytes = Array(name.utf8)
        for (index, byte) in bytes.enumerated() {
            let isUpper = (0x41...0x5A).contains(byte)
            guard isUpper || (0x61...0x7A).contains(byte) else {
                if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
                word = []
                continue
            }
            // A capital begins a word after a small letter, or before one at the end of an abbreviation.
            let isStart =
                isUpper && !word.isEmpty
                && ((0x61...0x7A).contains(bytes[index - 1])
                    || index + 1 < bytes.count && (0x61...0x7A).contains(bytes[index + 1]))
            if isStart {
                words.append(String(decoding: word, as: UTF8.self))
                word = []
            }
            word.append(isUpper ? byte + 0x20 : byte)
        }
        if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
        return words
    }
}

extension [UInt8] {
    /// Returns whether other bytes, at least one, stand somewhere in these in a row.
    fileprivate func holds(_ other: [UInt8]) -> Bool {
        guard count >= other.count else { return false }
        return (0...count - other.count).contains { start in
            self[start] == other[0] && other.indices.allSatisfy { self[start + $0] == other[$0] }
        }
    }
}
