/// Encodes responses as bytes at the end of a reusable buffer (RFC 9112 §4, §6, §7).
package enum ResponseEncoder {
    /// The persistence of the connection, as stated by the response (RFC 9112 §9.3 and §9.6).
    package enum Persistence: Sendable {
        /// The connection stays open, the default of HTTP/1.1.
        case open
        /// The connection stays open for an HTTP/1.0 peer that asked for it.
        case keepAlive
        /// The connection closes after this response.
        case close
    }

    /// Appends the status line and the fields, followed by the empty line.
    ///
    /// Framing fields of the response are omitted; those given by `framing` and `persistence` are written instead.
    /// `date` is written if the response has no Date (RFC 9110 §6.6.1).
    package static func appendHead(
        status: HTTPStatus, reasonPhrase: String? = nil, fields: HTTPFields, framing: BodyFraming,
        persistence: Persistence, date: (@Sendable () -> String)?, to output: inout [UInt8]
    ) {
        output.append(contentsOf: "HTTP/1.1 ".utf8)
        output.append(decimal: status.code)
        output.append(UInt8(ascii: " "))
        output.append(contentsOf: (reasonPhrase ?? status.reasonPhrase).utf8)
        output.append(contentsOf: "\r\n".utf8)
        let hasDate = append(fields, to: &output)
        if !hasDate, let date {
            output.append(contentsOf: "Date: ".utf8)
            output.append(contentsOf: date().utf8)
            output.append(contentsOf: "\r\n".utf8)
        }
        switch framing {
        case .length(let length):
            output.append(contentsOf: "Content-Length: ".utf8)
            output.append(decimal: length)
            output.append(contentsOf: "\r\n".utf8)
        case .chunked: output.append(contentsOf: "Transfer-Encoding: chunked\r\n".utf8)
        case .none, .untilClose: break
        }
        switch persistence {
        case .open: output.append(contentsOf: "\r\n".utf8)
        case .keepAlive: output.append(contentsOf: "Connection: keep-alive\r\n\r\n".utf8)
        case .close: output.append(contentsOf: "Connection: close\r\n\r\n".utf8)
        }
    }

    /// Appends a piece of content as one chunk.
    ///
    /// An empty piece is omitted, because an empty chunk ends the content.
    package static func appendChunk(_ piece: [UInt8], to output: inout [UInt8]) {
        guard !piece.isEmpty else { return }
        output.append(hexadecimal: piece.count)
        output.append(contentsOf: "\r\n".utf8)
        output.append(contentsOf: piece)
        output.append(contentsOf: "\r\n".utf8)
    }

    /// Appends the last chunk, which ends the content.
    package static func appendLastChunk(to output: inout [UInt8]) {
        output.append(contentsOf: "0\r\n\r\n".utf8)
    }

    /// Appends the interim response that requests the content (RFC 9110 §15.2.1).
    package static func appendContinue(to output: inout [UInt8]) {
        output.append(contentsOf: "HTTP/1.1 100 Continue\r\n\r\n".utf8)
    }

    /// Appends the fields except those of framing, and returns whether a Date was among them.
    private static func append(_ fields: HTTPFields, to output: inout [UInt8]) -> Bool {
        let bytes = fields.bytes.span
        var hasDate = false
        for entry in fields.entries {
            let name = Int(entry.nameStart)..<Int(entry.nameEnd)
            if bytes.isFramingField(name) { continue }
            if bytes.matches(name, "date") { hasDate = true }
            output.append(bytes, name)
            output.append(contentsOf: ": ".utf8)
            output.append(bytes, Int(entry.valueStart)..<Int(entry.valueEnd))
            output.append(contentsOf: "\r\n".utf8)
        }
        return hasDate
    }
}

extension Span<UInt8> {
    /// Returns whether a range is the name of a field that frames a message or governs its connection.
    func isFramingField(_ name: Range<Int>) -> Bool {
        switch name.count {
        case 10: matches(name, "connection") || matches(name, "keep-alive")
        case 14: matches(name, "content-length")
        case 17: matches(name, "transfer-encoding")
        default: false
        }
    }
}

extension [UInt8] {
    /// Appends a non-negative number in decimal digits.
    mutating func append(decimal number: Int) {
        append(number, radix: 10)
    }

    /// Appends a non-negative number in hexadecimal digits.
    mutating func append(hexadecimal number: Int) {
        append(number, radix: 16)
    }

    private mutating func append(_ number: Int, radix: Int) {
        precondition(number >= 0)
        let start = count
        var rest = number
        repeat {
            let digit = UInt8(rest % radix)
            append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") - 10 + digit)
            rest /= radix
        } while rest > 0
        self[start...].reverse()
    }
}
