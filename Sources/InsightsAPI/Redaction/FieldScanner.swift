import InsightsHTTP

/// The parts of one text that may be secrets: values of fields, user information of addresses, tokens.
///
/// It reads malformed text too: what a client sends to a wrong path, what was cut, what only resembles a form.
struct FieldScanner {
    /// The value of a field with the name of a secret.
    struct Field {
        let name: SecretName
        let value: Range<Int>
        let isInAddress: Bool
    }

    let text: DecodedText
    let place: SecretFinder.Place
    /// The ends of the labels in the text by their starts.
    private let labels: [Int: Int]
    let bytes: [UInt8]
    /// The length up to which a list is read.
    private static let listLimit = 4096

    init(_ text: DecodedText, _ place: SecretFinder.Place, labels: [Range<Int>]) {
        self.text = text
        self.place = place
        self.labels = Dictionary(labels.map { ($0.lowerBound, $0.upperBound) }) { first, _ in first }
        bytes = text.bytes
    }

    /// All values of fields with the name of a secret, in any notation.
    var fields: [Field] {
        var fields = place == .form ? formFields : []
        if place != .text { fields += multipartFields + lines + inputFields }
        // What is within a value is replaced with it, so each byte is read a bounded number of times.
        var end = 0
        for (index, byte) in bytes.enumerated() where index >= end {
            let field: Field? =
                switch byte {
                case UInt8(ascii: "="): assignment(at: index)
                case UInt8(ascii: ":"): member(at: index)
                case UInt8(ascii: ">"): element(at: index)
                default: nil
                }
            guard let field else { continue }
            fields.append(field)
            end = field.value.upperBound
        }
        return fields
    }

    // MARK: Pairs

    /// The fields of a form or query string: separated by `&`, or by `;` where there is no `&`.
    private var formFields: [Field] {
        let hasAmpersand = bytes.contains(UInt8(ascii: "&"))
        var fields: [Field] = []
        for piece in pieces(of: bytes.indices, where: { $0 == UInt8(ascii: "&") }) {
            // A secret may contain a semicolon, so only what looks like another pair ends its value.
            let parts = pairs(of: piece)
            for part in parts {
                guard let (name, start) = name(in: part) else { continue }
                var end = hasAmpersand ? piece.upperBound : part.upperBound
                while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
                if end > start { fields.append(Field(name: name, value: start..<end, isInAddress: true)) }
                if hasAmpersand { break }
            }
        }
        return fields
    }

    private func pieces(of range: Range<Int>, where isSeparator: (UInt8) -> Bool) -> [Range<Int>] {
        bytes[range].split(omittingEmptySubsequences: true, whereSeparator: isSeparator).map {
            $0.startIndex..<$0.endIndex
        }
    }

    /// Splits at each semicolon or line end after which a name and an equals sign follow.
    private func pairs(of piece: Range<Int>) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = piece.lowerBound
        for index in piece where [0x3B, 0x0A, 0x0D].contains(bytes[index]) {
            let rest = bytes[(index + 1)..<piece.upperBound].drop { Self.isBlank($0) }
            let name = rest.prefix { Self.isOfName($0) }
            guard !name.isEmpty, rest.dropFirst(name.count).drop(while: { Self.isBlank($0) }).first == UInt8(ascii: "=")
            else { continue }
            parts.append(start..<index)
            start = index + 1
        }
        return parts + [start..<piece.upperBound]
    }

    /// Returns the secret name of a pair, and where its value starts; nil for other pairs.
    private func name(in pair: Range<Int>) -> (SecretName, start: Int)? {
        guard let equals = bytes[pair].firstIndex(of: UInt8(ascii: "=")),
            let name = secretName(pair.lowerBound..<equals)
        else { return nil }
        return (name, equals + 1)
    }

    /// Returns the judgement of a name, which may be encoded more than once.
    private func secretName(_ range: Range<Int>) -> SecretName? {
        guard !range.isEmpty, range.count <= 512 else { return nil }
        var name = String(decoding: bytes[range], as: UTF8.self)
        for _ in 0..<3 where name.utf8.contains(UInt8(ascii: "%")) {
            name = PercentEncoding.decode(name, plusIsBlank: true)
        }
        return SecretName(name)
    }

    // MARK: Anywhere

    /// Returns the field of `name=value` in any text.
    private func assignment(at equals: Int) -> Field? {
        var end = equals
        while end > 0, Self.isBlank(bytes[end - 1]) || Self.isQuote(bytes[end - 1]) { end -= 1 }
        var start = end
        while start > 0, Self.isOfName(bytes[start - 1]) { start -= 1 }
        guard let name = secretName(start..<end) else { return nil }
        let before = start > 0 ? bytes[start - 1] : nil
        let isParameter = before.map { "?&#;".utf8.contains($0) } ?? false
        // The pairs of a form are read as such; only an address within a value has others.
        if place == .form { guard before == UInt8(ascii: "?") || before == UInt8(ascii: "#") else { return nil } }
        guard !name.isWeak || isParameter || start == 0 && end == equals else { return nil }
        let value = value(after: equals + 1, in: before == UInt8(ascii: ";") ? "&#?;/" : isParameter ? "&#" : "&")
        return value.isEmpty ? nil : Field(name: name, value: value, isInAddress: isParameter)
    }

    /// Returns the range of a value in running text: quoted, a label, or up to a blank or a separator.
    private func value(after start: Int, in separators: String) -> Range<Int> {
        var start = start
        while start < bytes.count, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        guard start < bytes.count else { return start..<start }
        if let end = labels[start] { return start..<end }
        if Self.isQuote(bytes[start]) { return quoted(from: start + 1, by: bytes[start]) }
        let isEnd: (UInt8) -> Bool = { byte in
            byte <= 0x20 || Self.isQuote(byte) || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
                || separators.utf8.contains(byte)
        }
        return start..<(bytes[start...].firstIndex(where: isEnd) ?? bytes.count)
    }

    private func quoted(from start: Int, by quote: UInt8) -> Range<Int> {
        var end = start
        while end < bytes.count, bytes[end] != quote {
            end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        return start..<min(end, bytes.count)
    }

    /// Returns the field of `"name": "value"`, as in JSON that may be cut or malformed.
    private func member(at colon: Int) -> Field? {
        var end = colon
        while end > 0, Self.isSpace(bytes[end - 1]) { end -= 1 }
        guard end > 0, Self.isQuote(bytes[end - 1]) else { return nil }
        let quote = bytes[end - 1]
        end -= 1
        var start = end
        while start > 0, bytes[start - 1] != quote, end - start < 256 { start -= 1 }
        guard start > 0, let name = secretName(start..<end), !name.isWeak || place != .text else { return nil }
        var value = colon + 1
        while value < bytes.count, Self.isSpace(bytes[value]) { value += 1 }
        guard value < bytes.count else { return nil }
        switch bytes[value] {
        case UInt8(ascii: "{"): return nil
        case UInt8(ascii: "["):
            let content = bytes[(value + 1)...].prefix(Self.listLimit).prefix { !"]{".utf8.contains($0) }
            guard !content.isEmpty, content.endIndex == bytes.count || bytes[content.endIndex] != UInt8(ascii: "{")
            else { return nil }
            return Field(name: name, value: content.startIndex..<content.endIndex, isInAddress: false)
        case let byte where Self.isQuote(byte):
            let range = quoted(from: value + 1, by: byte)
            return range.isEmpty ? nil : Field(name: name, value: range, isInAddress: false)
        default:
            let scalar = bytes[value...].prefix { !Self.isSpace($0) && !",]}".utf8.contains($0) }
            let isLiteral = ["null", "true", "false"].contains(String(decoding: scalar, as: UTF8.self))
            return scalar.isEmpty || isLiteral
                ? nil : Field(name: name, value: scalar.startIndex..<scalar.endIndex, isInAddress: false)
        }
    }

    /// Returns the content of `<name>value</name>`.
    private func element(at bracket: Int) -> Field? {
        guard let open = bytes[..<bracket].suffix(256).lastIndex(of: UInt8(ascii: "<")) else { return nil }
        let name = bytes[(open + 1)..<bracket].prefix { !Self.isSpace($0) }
        guard !name.isEmpty else { return nil }
        let content = bytes[(bracket + 1)...].prefix { $0 != UInt8(ascii: "<") }
        let closing = Array("</".utf8) + name + Array(">".utf8)
        guard !content.isEmpty, bytes[content.endIndex...].starts(with: closing) else { return nil }
        let local = name.lastIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? name.startIndex
        return secretName(local..<name.endIndex).map {
            Field(name: $0, value: content.startIndex..<content.endIndex, isInAddress: false)
        }
    }

    /// The fields of `name: value`, one a line.
    private var lines: [Field] {
        pieces(of: bytes.indices) { $0 == 0x0A || $0 == 0x0D }.compactMap { line in
            guard let colon = bytes[line].firstIndex(of: UInt8(ascii: ":")) else { return nil }
            let start = bytes[line.lowerBound..<colon].firstIndex { !Self.isBlank($0) && $0 != UInt8(ascii: "-") }
            guard let start, bytes[start..<colon].allSatisfy({ Self.isOfName($0) }),
                let name = secretName(start..<colon), !name.isWeak
            else { return nil }
            let value = bytes[(colon + 1)..<line.upperBound].drop { Self.isBlank($0) }
            return value.isEmpty ? nil : Field(name: name, value: value.startIndex..<value.endIndex, isInAddress: false)
        }
    }

    // MARK: Pages

    /// The secret inputs of a page's forms, such as the code that a page posts to a client.
    private var inputFields: [Field] {
        guard bytes.contains(UInt8(ascii: "<")) else { return [] }
        let small = bytes.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        let tag = Array("<input".utf8)
        var fields: [Field] = []
        var index = 0
        while let found = Self.first(tag, in: small, from: index) {
            let (attributes, end) = self.attributes(from: found + tag.count)
            index = end
            guard let name = attributes["name"].flatMap(secretName), let value = attributes["value"], !value.isEmpty
            else { continue }
            fields.append(Field(name: name, value: value, isInAddress: false))
        }
        return fields
    }

    /// Returns the values of a tag's attributes by their names in lower case, and the end of the tag.
    private func attributes(from start: Int) -> (values: [String: Range<Int>], end: Int) {
        var values: [String: Range<Int>] = [:]
        var index = start
        while index < bytes.count, bytes[index] != UInt8(ascii: ">") {
            let name = bytes[index...].prefix { Self.isOfName($0) }
            guard !name.isEmpty else {
                index += 1
                continue
            }
            index = name.endIndex
            guard index < bytes.count, bytes[index] == UInt8(ascii: "=") else { continue }
            let value = value(after: index + 1, in: "")
            values[String(decoding: name, as: UTF8.self).lowercased()] = value
            index = max(index + 1, value.upperBound)
            if index < bytes.count, Self.isQuote(bytes[index]) { index += 1 }
        }
        return (values, index)
    }

    // MARK: Multipart

    /// The secret parts of a multipart form (RFC 7578), whatever the content type says.
    private var multipartFields: [Field] {
        var fields: [Field] = []
        let disposition = Array("content-disposition".utf8)
        let small = bytes.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        var index = 0
        while let found = Self.first(disposition, in: small, from: index) {
            index = found + disposition.count
            let line = small[index...].prefix { $0 != 0x0A && $0 != 0x0D }
            guard let name = partName(line.startIndex..<line.endIndex, small) else { continue }
            guard let body = Self.endOfHead(bytes, from: index) else { break }
            let end = Self.first(Array("\n--".utf8), in: bytes, from: max(0, body - 1)) ?? bytes.count
            var upper = max(body, end)
            if end < bytes.count, upper > body, bytes[upper - 1] == 0x0D { upper -= 1 }
            if upper > body { fields.append(Field(name: name, value: body..<upper, isInAddress: false)) }
            index = max(index, upper)
        }
        return fields
    }

    /// Returns the secret name in the rest of a `Content-Disposition` line.
    private func partName(_ line: Range<Int>, _ small: [UInt8]) -> SecretName? {
        var index = line.lowerBound
        let word = Array("name".utf8)
        while let found = Self.first(word, in: small, from: index), found < line.upperBound {
            index = found + word.count
            // Not `filename`.
            guard found > line.lowerBound, !Self.isOfName(small[found - 1]) else { continue }
            var start = index
            while start < line.upperBound, bytes[start] == UInt8(ascii: "*") || Self.isBlank(bytes[start]) {
                start += 1
            }
            guard start < line.upperBound, bytes[start] == UInt8(ascii: "=") else { continue }
            let value = value(after: start + 1, in: ";")
            let range = value.lowerBound..<min(value.upperBound, line.upperBound)
            if !range.isEmpty, let name = secretName(range) { return name }
        }
        return nil
    }

    private static func endOfHead(_ bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while let end = bytes[index...].firstIndex(of: 0x0A) {
            index = end + 1
            if index < bytes.count, bytes[index] == 0x0A { return index + 1 }
            if index + 1 < bytes.count, bytes[index] == 0x0D, bytes[index + 1] == 0x0A { return index + 2 }
        }
        return nil
    }

    // MARK: Bytes

    private static func first(_ pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + pattern.count <= bytes.count {
            if bytes[index] == pattern[0], bytes[index...].starts(with: pattern) { return index }
            index += 1
        }
        return nil
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: "+") }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    static func isQuote(_ byte: UInt8) -> Bool { "\"'`".utf8.contains(byte) }

    static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "$"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "%"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
