extension JSONParser {
    /// The location of a value in its text, counted from 1.
    public struct Location: Equatable, Sendable {
        /// The line number.
        public let line: Int
        /// The column in bytes.
        public let column: Int
    }

    /// Finds a value in the text it was parsed from, for messages that state its location.
    ///
    /// A path is a list of positions counted from 0. Each selects an element of an array, or a member of an object in
    /// written order. Unlike names, positions distinguish duplicate members. The empty path is the whole value. A
    /// member is located by its name, an element by its value.
    ///
    /// The parser keeps no locations: the text is parsed again up to the value.
    ///
    /// - Returns: the location; nil if the text is not JSON or has no such value.
    public static func location(of path: [Int], in bytes: [UInt8]) -> Location? {
        var parser = JSONParser(bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.position = 3 }
        parser.skipBlanks()
        guard let offset = try? parser.offset(of: path[...]) else { return nil }
        let mark = JSONError("", at: offset, in: bytes)
        return Location(line: mark.line, column: mark.column)
    }

    /// Returns the offset at which the value of a path, or its member name, begins.
    private mutating func offset(of path: ArraySlice<Int>) throws(JSONError) -> Int {
        guard let wanted = path.first else { return position }
        let isObject = current == UInt8(ascii: "{")
        guard isObject || current == UInt8(ascii: "[") else { throw error("expected an array or an object") }
        position += 1
        var index = 0
        while true {
            skipBlanks()
            let start = position
            guard current != UInt8(ascii: "]") else { throw error("there is no such value") }
            if isObject {
                guard current == UInt8(ascii: "\"") else { throw error("expected a member name in double quotes") }
                _ = try parseString()
                skipBlanks()
                position += 1
                skipBlanks()
            }
            if index == wanted { return path.count == 1 ? start : try offset(of: path.dropFirst()) }
            _ = try parseValue()
            skipBlanks()
            guard current == UInt8(ascii: ",") else { throw error("there is no such value") }
            position += 1
            index += 1
        }
    }
}
