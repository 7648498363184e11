/// What one proxy states about the request that it received, an element of `Forwarded` (RFC 7239 §4).
package struct ForwardedElement: Sendable, Equatable {
    /// The header field.
    package static let field = "Forwarded"
    /// The greatest number of elements, and so of proxies one behind the other.
    package static let most = 32

    /// The sender of the request to the proxy.
    package var sender: ForwardedNode?
    /// The `Host` that the proxy received.
    package var host: Authority?
    /// The scheme of the request to the proxy.
    package var scheme: Origin.Scheme?

    /// Creates an element.
    package init(sender: ForwardedNode? = nil, host: Authority? = nil, scheme: Origin.Scheme? = nil) {
        self.sender = sender
        self.host = host
        self.scheme = scheme
    }

    /// Parses the values of the field, in the order of its lines; the last proxy's element is the last.
    package static func parse(_ values: [String]) throws(ForwardedError) -> [ForwardedElement] {
        var elements: [ForwardedElement] = []
        for value in values {
            var reader = ForwardedReader(value)
            while let element = try reader.nextElement() {
                guard elements.count < most else {
                    throw ForwardedError(field, found: "more than \(most) elements", expected: "at most \(most)")
                }
                elements.append(element)
            }
        }
        return elements
    }
}

/// Reads the elements of one value of `Forwarded`.
private struct ForwardedReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Reads the next element that is not empty; nil at the end.
    mutating func nextElement() throws(ForwardedError) -> ForwardedElement? {
        while true {
            skipBlanks()
            guard place < bytes.count else { return nil }
            guard bytes[place] == UInt8(ascii: ",") else { break }
            place += 1
        }
        var element = ForwardedElement()
        var names: Set<String> = []
        while place < bytes.count, bytes[place] != UInt8(ascii: ",") {
            if bytes[place] == UInt8(ascii: ";") {
                place += 1
            } else {
                try readPair(into: &element, &names)
            }
            skipBlanks()
        }
        return element
    }

    private mutating func readPair(
        into element: inout ForwardedElement, _ names: inout Set<String>
    ) throws(ForwardedError) {
        let start = place
        let name = token().lowercased()
        guard !name.isEmpty, take("=") else { throw malformed(start, "NAME=VALUE") }
        guard names.insert(name).inserted else { throw malformed(start, "each parameter once in an element") }
        let value = try value(start)
        switch name {
        case "for":
            guard let node = ForwardedNode(value) else {
                throw malformed(start, "an address, 'unknown' or a name that begins with '_'")
            }
            element.sender = node
        case "host":
            guard let host = Authority(value) else { throw malformed(start, "a host with or without a port") }
            element.host = host
        case "proto":
            guard let scheme = Origin.Scheme(rawValue: value.lowercased()) else {
                throw malformed(start, "http or https")
            }
            element.scheme = scheme
        default: break
        }
        skipBlanks()
        guard place == bytes.count || ";,".utf8.contains(bytes[place]) else {
            throw malformed(start, "';' or ',' after a value")
        }
    }

    /// Reads a token or a quoted string (RFC 9110 §5.6.4).
    private mutating func value(_ start: Int) throws(ForwardedError) -> String {
        guard take("\"") else {
            let value = token()
            // An empty value is none of the two.
            guard !value.isEmpty else { throw malformed(start, "NAME=VALUE") }
            return value
        }
        var content: [UInt8] = []
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
            if bytes[place] == UInt8(ascii: "\\") { place += 1 }
            guard place < bytes.count else { break }
            content.append(bytes[place])
            place += 1
        }
        guard take("\"") else { throw malformed(start, "a quotation mark at the end of the value") }
        return String(decoding: content, as: UTF8.self)
    }

    private mutating func token() -> String {
        let start = place
        while place < bytes.count, ByteClass.isToken(bytes[place]) { place += 1 }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private mutating func take(_ character: Character) -> Bool {
        guard place < bytes.count, bytes[place] == character.asciiValue else { return false }
        place += 1
        return true
    }

    private mutating func skipBlanks() {
        while place < bytes.count, bytes[place] == 0x20 || bytes[place] == 0x09 { place += 1 }
    }

    private func malformed(_ start: Int, _ expected: String) -> ForwardedError {
        ForwardedError(
            ForwardedElement.field, found: String(decoding: bytes[start...], as: UTF8.self), expected: expected)
    }
}
