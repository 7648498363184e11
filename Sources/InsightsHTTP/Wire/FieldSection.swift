/// The parsed field lines, with the values of fields that govern framing and connection, collected in one pass.
struct FieldSection {
    private(set) var entries: [HTTPFields.Entry] = []
    private(set) var hostCount = 0
    private(set) var originCount = 0
    private(set) var authorizationCount = 0
    private(set) var contentLength: Int?
    private(set) var transferCodings: [TransferCoding] = []
    private(set) var hasTransferEncoding = false
    private(set) var asksToClose = false
    private(set) var asksToKeepAlive = false
    private(set) var expectsContinue = false
    private(set) var expectsOther = false

    /// A transfer coding, distinguished only as needed here.
    enum TransferCoding {
        case chunked
        case other
    }

    /// Adds the field in `line`; its offsets are stored relative to `origin`, the start of the section.
    mutating func add(
        _ line: Range<Int>, of bytes: Span<UInt8>, origin: Int, limits: HTTPLimits
    ) throws(HTTPParseError) {
        guard line.upperBound + 2 - origin <= limits.allFieldsBytes else { throw .fieldsTooLarge }
        guard entries.count < limits.fieldCount else { throw .tooManyFields }
        let field = try Self.split(line, of: bytes)
        if entries.isEmpty { entries.reserveCapacity(8) }
        entries.append(
            HTTPFields.Entry(
                nameStart: UInt32(field.name.lowerBound - origin), nameEnd: UInt32(field.name.upperBound - origin),
                valueStart: UInt32(field.value.lowerBound - origin), valueEnd: UInt32(field.value.upperBound - origin)))
        try note(field.name, field.value, of: bytes)
    }

    /// Splits a field line into name and value (RFC 9112 §5).
    static func split(
        _ line: Range<Int>, of bytes: Span<UInt8>
    ) throws(HTTPParseError) -> (name: Range<Int>, value: Range<Int>) {
        if ByteClass.isWhitespace(bytes[line.lowerBound]) { throw .foldedField }
        var colon = line.lowerBound
        while colon < line.upperBound, ByteClass.isToken(bytes[colon]) { colon &+= 1 }
        guard colon < line.upperBound else { throw .missingColon }
        guard bytes[colon] == UInt8(ascii: ":") else {
            throw ByteClass.isWhitespace(bytes[colon]) ? .spaceBeforeColon : .invalidFieldName
        }
        guard colon > line.lowerBound else { throw .invalidFieldName }
        let value = bytes.trimmed(colon + 1..<line.upperBound)
        guard bytes.isFieldValue(value) else { throw .invalidFieldValue }
        return (line.lowerBound..<colon, value)
    }

    private mutating func note(
        _ name: Range<Int>, _ value: Range<Int>, of bytes: Span<UInt8>
    ) throws(HTTPParseError) {
        switch name.count {
        case 4 where bytes.matches(name, "host"):
            hostCount += 1
            try checkHost(value, of: bytes)
        case 6 where bytes.matches(name, "origin"): originCount += 1
        case 13 where bytes.matches(name, "authorization"): authorizationCount += 1
        case 6 where bytes.matches(name, "expect"):
            if bytes.matches(value, "100-continue") { expectsContinue = true } else { expectsOther = true }
        case 10 where bytes.matches(name, "connection"):
            noteConnection(value, of: bytes)
        case 14 where bytes.matches(name, "content-length"):
            try noteContentLength(value, of: bytes)
        case 17 where bytes.matches(name, "transfer-encoding"):
            noteTransferEncoding(value, of: bytes)
        default: break
        }
    }

    private func checkHost(_ value: Range<Int>, of bytes: Span<UInt8>) throws(HTTPParseError) {
        for index in value {
            switch bytes[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: "/"), UInt8(ascii: "?"),
                UInt8(ascii: "#"), UInt8(ascii: "@"), UInt8(ascii: "\\"):
                throw .invalidHost
            default: break
            }
        }
    }

    private mutating func noteConnection(_ value: Range<Int>, of bytes: Span<UInt8>) {
        for option in bytes.listElements(value) {
            if bytes.matches(option, "close") { asksToClose = true }
            if bytes.matches(option, "keep-alive") { asksToKeepAlive = true }
        }
    }

    private mutating func noteContentLength(_ value: Range<Int>, of bytes: Span<UInt8>) throws(HTTPParseError) {
        // An intermediary may combine repeated fields into a list of equal numbers (RFC 9110 §8.6).
        for element in bytes.listElements(value) {
            let length = try Self.number(element, of: bytes)
            if let contentLength, contentLength != length { throw .conflictingContentLength }
            contentLength = length
        }
    }

    /// Parses digits only; `Int(_:)` would accept a sign.
    private static func number(_ range: Range<Int>, of bytes: Span<UInt8>) throws(HTTPParseError) -> Int {
        guard !range.isEmpty else { throw .invalidContentLength }
        var number = 0
        var overflows = false
        for index in range {
            guard ByteClass.isDigit(bytes[index]) else { throw .invalidContentLength }
            let product = number.multipliedReportingOverflow(by: 10)
            let sum = product.partialValue.addingReportingOverflow(Int(bytes[index] - 0x30))
            if product.overflow || sum.overflow { overflows = true }
            number = sum.partialValue
        }
        // A valid length beyond 64 bits: larger than any limit (RFC 9110 §8.6).
        return overflows ? Int.max : number
    }

    private mutating func noteTransferEncoding(_ value: Range<Int>, of bytes: Span<UInt8>) {
        hasTransferEncoding = true
        for element in bytes.listElements(value) where !element.isEmpty {
            transferCodings.append(bytes.matches(element, "chunked") ? .chunked : .other)
        }
    }
}

extension FieldSection {
    /// Returns the framing given by Transfer-Encoding or Content-Length (RFC 9112 §6.3).
    ///
    /// Returns nil if neither is present. A message with both is refused, because it enables request smuggling.
    func framing(version: HTTPVersion, limits: HTTPLimits) throws(HTTPParseError) -> BodyFraming? {
        if hasTransferEncoding {
            guard version == .http11 else { throw .transferEncodingInHTTP10 }
            guard contentLength == nil else { throw .ambiguousFraming }
            guard transferCodings.last == .chunked else { throw .invalidTransferEncoding }
            guard transferCodings.count(where: { $0 == .chunked }) == 1 else { throw .invalidTransferEncoding }
            guard transferCodings.count == 1 else { throw .unsupportedTransferCoding }
            return .chunked
        }
        guard let contentLength else { return nil }
        guard contentLength <= limits.bodyBytes else { throw .bodyTooLarge }
        return .length(contentLength)
    }

    /// Returns whether the sender lets the connection stay open after this message (RFC 9112 §9.3).
    func keepsAlive(version: HTTPVersion) -> Bool {
        !asksToClose && (version == .http11 || asksToKeepAlive)
    }
}
