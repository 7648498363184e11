import InsightsHTTP

/// What is a secret by its form or by its place in an address.
extension FieldScanner {
    /// The user information of addresses, such as `user:password` of `https://user:password@host`.
    var userInformation: [Range<Int>] {
        var ranges: [Range<Int>] = []
        var index = 0
        while index + 2 < bytes.count {
            guard bytes[index] == UInt8(ascii: "/"), bytes[index + 1] == UInt8(ascii: "/") else {
                index += 1
                continue
            }
            let start = index + 2
            // In a form, an ampersand that was sent as such ends the value.
            let endsAtAmpersand = place == .form || !text.isOriginal
            let end =
                bytes[start...].indices.first { place in
                    let byte = bytes[place]
                    return byte <= 0x20 || "/?#\"'<>`\\".utf8.contains(byte)
                        || byte == UInt8(ascii: "&") && endsAtAmpersand && text.isLiteral(place)
                } ?? bytes.count
            if let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")), at > start { ranges.append(start..<at) }
            index = max(end, start)
        }
        return ranges
    }

    /// JSON Web Tokens, complete or truncated.
    var tokens: [Range<Int>] {
        runs(startingWith: Array("eyJ".utf8)) { run in
            run.count >= 20 && run.contains(UInt8(ascii: ".")) || run.count >= 40
        }
    }

    /// The signatures of links.
    var signatures: [Range<Int>] {
        let prefix = Array("sig=".utf8)
        return runs(startingWith: prefix) { $0.count >= 24 }.map { $0.lowerBound + prefix.count..<$0.upperBound }
    }

    /// Private keys in the form of PEM.
    var keys: [Range<Int>] {
        guard bytes.contains(UInt8(ascii: "-")) else { return [] }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.contains("PRIVATE KEY-----") else { return [] }
        var ranges: [Range<Int>] = []
        let mark = Array("PRIVATE KEY-----".utf8)
        var index = 0
        while index + mark.count <= bytes.count {
            guard bytes[index...].starts(with: mark) else {
                index += 1
                continue
            }
            let start = index + mark.count
            let end = bytes[start...].indices.first { bytes[$0...].starts(with: "-----END".utf8) } ?? bytes.count
            if end > start { ranges.append(start..<end) }
            index = end + mark.count * 2
        }
        return ranges
    }

    /// The runs of base64 digits that are long enough to hide a field.
    var base64Runs: [Range<Int>] {
        var ranges: [Range<Int>] = []
        var index = 0
        while index < bytes.count {
            guard Base64Run.contains(bytes[index]) else {
                index += 1
                continue
            }
            let run = Base64Run.around(index..<index + 1, in: bytes)
            if run.count >= 16 { ranges.append(run) }
            index = run.upperBound
        }
        return ranges
    }

    /// The credentials after the word "Basic".
    var basicCredentials: [Range<Int>] {
        bytes.indices.compactMap { index in
            guard bytes[index] | 0x20 == UInt8(ascii: "b"), index + 6 < bytes.count,
                zip(bytes[index...], "basic".utf8).allSatisfy({ $0 | 0x20 == $1 }), Self.isSpace(bytes[index + 5])
            else { return nil }
            let start = bytes[(index + 5)...].firstIndex { !Self.isSpace($0) }
            guard let start, Base64Run.contains(bytes[start]) else { return nil }
            return start..<Base64Run.around(start..<start + 1, in: bytes).upperBound
        }
    }

    /// Returns the runs of token characters that begin with a prefix and pass a test.
    private func runs(startingWith prefix: [UInt8], where isSecret: (ArraySlice<UInt8>) -> Bool) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var index = 0
        while index + prefix.count <= bytes.count {
            guard bytes[index] == prefix[0], bytes[index...].starts(with: prefix) else {
                index += 1
                continue
            }
            let end = bytes[(index + prefix.count)...].firstIndex { !Self.isOfToken($0) } ?? bytes.count
            if isSecret(bytes[index..<end]) { ranges.append(index..<end) }
            index = end
        }
        return ranges
    }

    /// Returns whether a byte is a base64url character or the dot between token segments.
    private static func isOfToken(_ byte: UInt8) -> Bool {
        byte != UInt8(ascii: "+") && byte != UInt8(ascii: "/")
            && (Base64Run.contains(byte) || byte == UInt8(ascii: "."))
    }
}
