/// A writer of JSON text as bytes, in the order of the calls.
public struct JSONWriter: Sendable {
    /// The text so far, in UTF-8.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// Creates a writer with an initial capacity in bytes.
    public init(capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    /// Makes room for text that is about to be written, so that it is not copied while the text grows.
    package mutating func reserve(_ count: Int) {
        bytes.reserveCapacity(bytes.count + count)
    }

    /// Returns a value as compact JSON text, without whitespace.
    public static func encode(_ value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.value(value)
        return writer.bytes
    }

    /// Returns a value as indented text, with two spaces per level, for human readers.
    public static func pretty(_ value: JSONValue) -> String {
        var writer = JSONWriter()
        writer.pretty(value, indent: 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Writes `{`, the output of the closure, and `}`.
    public mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        open(UInt8(ascii: "{"))
        try body(&self)
        close(UInt8(ascii: "}"))
    }

    /// Writes `[`, the output of the closure, and `]`.
    public mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        open(UInt8(ascii: "["))
        try body(&self)
        close(UInt8(ascii: "]"))
    }

    /// Writes a member's name; its value must be the next thing written.
    public mutating func key(_ name: String) {
        separate()
        writeString(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Returns a member's name in quotes with its colon, for `key(prepared:)`.
    package static func prepared(_ name: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.key(name)
        return writer.bytes
    }

    /// Writes a prepared member name, which is faster; its value must be the next thing written.
    package mutating func key(prepared name: [UInt8]) {
        separate()
        bytes.append(contentsOf: name)
    }

    /// Writes a string; nil as null.
    public mutating func string(_ value: String?) {
        guard let value else { return null() }
        separate()
        writeString(value)
        needsComma = true
    }

    /// Writes an integer; nil as null.
    public mutating func integer(_ value: Int?) {
        guard let value else { return null() }
        separate()
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = digits.count
            var rest = value.magnitude
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            } while rest > 0
            if value < 0 {
                start -= 1
                digits[start] = UInt8(ascii: "-")
            }
            bytes.append(contentsOf: UnsafeMutableBufferPointer(rebasing: digits[start...]))
        }
        needsComma = true
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) {
        raw(value ? "true" : "false")
    }

    /// Writes `null`.
    public mutating func null() {
        raw("null")
    }

    /// Writes text that is already JSON, such as a number.
    public mutating func raw(_ text: String) {
        separate()
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
        needsComma = true
    }

    /// Writes bytes that already are a JSON value.
    public mutating func raw(_ text: [UInt8]) {
        separate()
        bytes.append(contentsOf: text)
        needsComma = true
    }

    /// Writes a value with all its contents.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .number(let text): raw(text)
        case .string(let text): string(text)
        case .array(let elements):
            array { writer in for element in elements { writer.value(element) } }
        case .object(let object):
            self.object { writer in
                for member in object.members {
                    writer.key(member.key)
                    writer.value(member.value)
                }
            }
        }
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }

    private mutating func writeString(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            bytes.append(UInt8(ascii: "\""))
            var start = 0
            while true {
                // Runs of plain characters are copied as a whole.
                let end = JSONEscaping.firstEscaped(in: utf8, from: start)
                if end > start { bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<end])) }
                guard end < utf8.count else { break }
                JSONEscaping.escape(utf8[end]) { bytes.append($0) }
                start = end + 1
            }
            bytes.append(UInt8(ascii: "\""))
        }
    }

    private mutating func pretty(_ value: JSONValue, indent: Int) {
        switch value {
        case .array(let elements) where !elements.isEmpty:
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                line(indent + 1, comma: index > 0)
                pretty(element, indent: indent + 1)
            }
            line(indent, comma: false)
            bytes.append(UInt8(ascii: "]"))
        case .object(let object) where !object.members.isEmpty:
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                line(indent + 1, comma: index > 0)
                writeString(member.key)
                bytes.append(contentsOf: ": ".utf8)
                pretty(member.value, indent: indent + 1)
            }
            line(indent, comma: false)
            bytes.append(UInt8(ascii: "}"))
        default:
            needsComma = false
            self.value(value)
        }
    }

    private mutating func line(_ indent: Int, comma: Bool) {
        if comma { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * 2))
    }
}
