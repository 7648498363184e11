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
    /// `date` is written if the response has no Date (RFC 9110 §6.6.1), and `keepAlive` unless the connection closes.
    package static func appendHead(
        status: HTTPStatus, reasonPhrase: String? = nil, fields: HTTPFields, framing: BodyFraming,
        persistence: Persistence, keepAlive: [UInt8] = [], date: (@Sendable () -> String)?, to output: inout [UInt8]
    ) {
        if status.code == 200, reasonPhrase == nil {
            output.append("HTTP/1.1 200 OK\r\n")
        } else {
            output.append("HTTP/1.1 ")
            output.append(decimal: status.code)
            output.append(UInt8(ascii: " "))
            output.append(contentsOf: (reasonPhrase ?? status.reasonPhrase).utf8)
            output.append("\r\n")
        }
        let hasDate = append(fields, to: &output)
        if !hasDate, let date {
            output.append("Date: ")
            output.append(contentsOf: date().utf8)
            output.append("\r\n")
        }
        switch framing {
        case .length(let length):
            output.append("Content-Length: ")
            output.append(decimal: length)
            output.append("\r\n")
        case .chunked: output.append("Transfer-Encoding: chunked\r\n")
        case .none, .untilClose: break
        }
        switch persistence {
        case .open where keepAlive.isEmpty: output.append("\r\n")
        case .open, .keepAlive:
            output.append("Connection: keep-alive\r\n")
            output.append(contentsOf: keepAlive)
            output.append("\r\n")
        case .close: output.append("Connection: close\r\n\r\n")
        }
    }

    /// Returns the field that announces for how long an idle connection is kept; empty for less than a second.
    package static func keepAlive(seconds: Int) -> [UInt8] {
        seconds < 1 ? [] : Array("Keep-Alive: timeout=\(seconds)\r\n".utf8)
    }

    /// Appends a piece of content as one chunk.
    ///
    /// An empty piece is omitted, because an empty chunk ends the content.
    package static func appendChunk(_ piece: [UInt8], to output: inout [UInt8]) {
        guard !piece.isEmpty else { return }
        output.append(hexadecimal: piece.count)
        output.append("\r\n")
        output.append(contentsOf: piece)
        output.append("\r\n")
    }

    /// Appends the last chunk, which ends the content.
    package static func appendLastChunk(to output: inout [UInt8]) {
        output.append("0\r\n\r\n")
    }

    /// Appends the interim response that requests the content (RFC 9110 §15.2.1).
    package static func appendContinue(to output: inout [UInt8]) {
        output.append("HTTP/1.1 100 Continue\r\n\r\n")
    }

    /// Appends the fields except those of framing, and returns whether a Date was among them.
    private static func append(_ fields: HTTPFields, to output: inout [UInt8]) -> Bool {
        let bytes = fields.bytes.span
        var hasDate = false
        // Fields that were appended one after another are as they are sent, and copied together.
        var run = 0..<0
        for entry in fields.entries {
            let name = Int(entry.nameStart)..<Int(entry.nameEnd)
            if bytes.isFramingField(name) { continue }
            if name.count == 4, bytes.matches(name, "date") { hasDate = true }
            let line = name.lowerBound..<Int(entry.valueEnd) + 2
            if bytes.isLine(line, name, valueStart: Int(entry.valueStart)) {
                if run.upperBound != line.lowerBound {
                    output.append(bytes, run)
                    run = line
                } else {
                    run = run.lowerBound..<line.upperBound
                }
                continue
            }
            output.append(bytes, run)
            run = 0..<0
            output.append(bytes, name)
            output.append(": ")
            output.append(bytes, Int(entry.valueStart)..<Int(entry.valueEnd))
            output.append("\r\n")
        }
        output.append(bytes, run)
        return hasDate
    }
}

extension Span<UInt8> {
    /// Returns whether a field is written as it is sent: `name: value` and the line break, without further blanks.
    fileprivate func isLine(_ line: Range<Int>, _ name: Range<Int>, valueStart: Int) -> Bool {
        valueStart == name.upperBound + 2 && line.upperBound <= count && self[name.upperBound] == UInt8(ascii: ":")
            && self[name.upperBound + 1] == UInt8(ascii: " ") && self[line.upperBound - 2] == UInt8(ascii: "\r")
            && self[line.upperBound - 1] == UInt8(ascii: "\n")
    }

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

    @inline(__always)
    private mutating func append(_ number: Int, radix: Int) {
        precondition(number >= 0)
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = digits.count
            var rest = number
            repeat {
                let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: radix)
                start &-= 1
                let digit = UInt8(truncatingIfNeeded: remainder)
                digits.initializeElement(
                    at: start, to: digit < 10 ? UInt8(ascii: "0") &+ digit : UInt8(ascii: "A") &- 10 &+ digit)
                rest = quotient
            } while rest > 0
            append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }
}
