/// Header fields in the order sent; names are compared without regard to case (RFC 9110 §5).
///
/// All names and values are held in one byte buffer; a string is created only when a field is read.
public struct HTTPFields: Sendable {
    /// The location of one field's name and value in `bytes`.
    package struct Entry: Sendable {
        package var nameStart: UInt32
        package var nameEnd: UInt32
        package var valueStart: UInt32
        package var valueEnd: UInt32

        package init(nameStart: UInt32, nameEnd: UInt32, valueStart: UInt32, valueEnd: UInt32) {
            self.nameStart = nameStart
            self.nameEnd = nameEnd
            self.valueStart = valueStart
            self.valueEnd = valueEnd
        }
    }

    package private(set) var bytes: [UInt8]
    package private(set) var entries: [Entry]

    /// Creates an empty list.
    public init() {
        bytes = []
        entries = []
    }

    /// Creates a list from pairs of name and value, in order.
    public init(_ fields: [(name: String, value: String)]) {
        self.init()
        for field in fields { append(field.name, field.value) }
    }

    /// Creates a list from a parsed head: `entries` refer to `bytes`, whose content the parser has validated.
    package init(bytes: [UInt8], entries: [Entry]) {
        self.bytes = bytes
        self.entries = entries
    }

    /// The number of fields.
    public var count: Int { entries.count }

    /// Appends a field, even if one with that name exists.
    ///
    /// Control characters of the value become spaces (RFC 9110 §5.5), because a field with a line break could be read
    /// as two. Check a value from outside with `HTTPFieldValue` where it enters. The name must be a token.
    public mutating func append(_ name: String, _ value: String) {
        if entries.isEmpty {
            bytes.reserveCapacity(Self.usualBytes)
            entries.reserveCapacity(Self.usualCount)
        }
        let nameStart = bytes.count
        bytes.append(contentsOf: name.utf8)
        let nameEnd = bytes.count
        bytes.append(": ")
        let valueStart = bytes.count
        bytes.append(contentsOf: value.utf8)
        let valueEnd = bytes.count
        bytes.append("\r\n")
        precondition(bytes.span.areToken(nameStart..<nameEnd), "header field name \"\(name)\" is not a token")
        if !bytes.span.isFieldValue(valueStart..<valueEnd) {
            for index in valueStart..<valueEnd where !ByteClass.isFieldValue(bytes[index]) {
                bytes[index] = UInt8(ascii: " ")
            }
        }
        entries.append(
            Entry(
                nameStart: UInt32(nameStart), nameEnd: UInt32(nameEnd), valueStart: UInt32(valueStart),
                valueEnd: UInt32(valueEnd)))
    }

    /// The room for the fields of a usual response.
    private static let usualBytes = 256
    private static let usualCount = 6

    /// Writes another value of the same length into a field.
    ///
    /// The closure must write every byte, and only bytes that a value may have.
    package mutating func rewriteValue(at index: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
        let value = Int(entries[index].valueStart)..<Int(entries[index].valueEnd)
        bytes.withUnsafeMutableBufferPointer { write(UnsafeMutableBufferPointer(rebasing: $0[value])) }
    }

    /// Replaces every field with a name by a single one, or removes them if the value is nil.
    public mutating func set(_ name: String, to value: String?) {
        if contains(name) { entries = entries.filter { !matches($0, name) } }
        if let value { append(name, value) }
    }

    /// The first value of a name; nil if there is none.
    public subscript(name: String) -> String? {
        for entry in entries where matches(entry, name) { return value(of: entry) }
        return nil
    }

    /// Returns all values of a name, in order.
    public func values(named name: String) -> [String] {
        entries.filter { matches($0, name) }.map { value(of: $0) }
    }

    /// Returns whether a field with a name is present.
    public func contains(_ name: String) -> Bool {
        entries.contains { matches($0, name) }
    }

    /// Returns the bytes of the first value of a name, without creating a string; nil if there is none.
    package func firstValueBytes(_ name: String) -> ArraySlice<UInt8>? {
        for entry in entries where matches(entry, name) { return bytes[Int(entry.valueStart)..<Int(entry.valueEnd)] }
        return nil
    }

    /// All fields as name and value, in order.
    public var all: [(name: String, value: String)] {
        entries.map { entry in
            (
                String(decoding: bytes[Int(entry.nameStart)..<Int(entry.nameEnd)], as: UTF8.self),
                value(of: entry)
            )
        }
    }

    private func value(of entry: Entry) -> String {
        String(decoding: bytes[Int(entry.valueStart)..<Int(entry.valueEnd)], as: UTF8.self)
    }

    private func matches(_ entry: Entry, _ name: String) -> Bool {
        let length = Int(entry.nameEnd &- entry.nameStart)
        let utf8 = name.utf8
        guard length == utf8.count else { return false }
        let start = Int(entry.nameStart)
        let found = utf8.withContiguousStorageIfAvailable { name in
            bytes.withUnsafeBufferPointer { bytes in
                for index in 0..<length
                where ByteClass.lowercased(name[index]) != ByteClass.lowercased(bytes[start &+ index]) {
                    return false
                }
                return true
            }
        }
        return found ?? zip(utf8, bytes[start...]).allSatisfy { ByteClass.lowercased($0) == ByteClass.lowercased($1) }
    }

}

extension HTTPFields: Equatable {
    /// Compares fields in order, names without regard to case, values exactly.
    public static func == (left: HTTPFields, right: HTTPFields) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left.all, right.all).allSatisfy {
            $0.name.lowercased() == $1.name.lowercased() && $0.value == $1.value
        }
    }
}

extension HTTPFields {
    /// The number of bytes of the buffer that holds names and values.
    package var byteCount: Int { bytes.count }
}
