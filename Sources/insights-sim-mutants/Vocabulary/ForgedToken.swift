import InsightsJSON

/// A decoder of JSON web tokens and an encoder of forged ones, whose signatures are invalid.
enum ForgedToken {
    /// Decodes the header and the claims of a token; returns nil if the text is not a token.
    static func read(_ token: String) -> (header: JSONObject, claims: JSONObject)? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = object(parts[0]), let claims = object(parts[1]) else { return nil }
        return (header, claims)
    }

    /// Returns a token with changed contents and the original signature.
    static func changed(_ token: String, _ change: (inout JSONObject, inout JSONObject) -> Void) -> String {
        guard var (header, claims) = read(token) else { return token }
        change(&header, &claims)
        let signature = token.split(separator: ".", omittingEmptySubsequences: false).last ?? ""
        return segment(header) + "." + segment(claims) + "." + signature
    }

    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static func segment(_ object: JSONObject) -> String {
        var digits: [UInt8] = []
        var (bits, count): (UInt32, Int) = (0, 0)
        for byte in JSONWriter.encode(.object(object)) {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                digits.append(Self.digits[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { digits.append(Self.digits[Int(bits << UInt32(6 - count) & 63)]) }
        return String(decoding: digits, as: UTF8.self)
    }

    private static func object(_ part: Substring) -> JSONObject? {
        var bytes: [UInt8] = []
        var (bits, count): (UInt32, Int) = (0, 0)
        for digit in part.utf8 {
            guard let value = digits.firstIndex(of: digit) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return (try? JSONParser.parse(bytes))?.object
    }
}

extension Mutant {
    /// Creates a mutant that issues access tokens with wrong contents.
    ///
    /// Calls of the service with such a token use the correct token instead.
    init(
        _ name: String, _ fault: String,
        accessTokens change: @escaping @Sendable (_ header: inout JSONObject, _ claims: inout JSONObject) -> Void
    ) {
        self.init(name, fault, instead: .token | .service, where: { $0.json?["access_token"] != nil }) {
            original, asked in
            var asked = asked
            if let right = asked.token.flatMap({ original["right \($0)"] })?.string { asked.token = right }
            var response = original.respond(asked)
            response.changeText("/access_token") { right in
                let wrong = ForgedToken.changed(right, change)
                original["right \(wrong)"] = .string(right)
                return wrong
            }
            return response
        }
    }

    /// Creates a mutant that issues id tokens with wrong claims.
    init(
        _ name: String, _ fault: String, idTokens change: @escaping @Sendable (inout JSONObject) -> Void
    ) {
        self.init(name, fault, responses: .token) { response in
            response.changeText("/id_token") { token in ForgedToken.changed(token) { _, claims in change(&claims) } }
        }
    }
}
