extension JSONParser {
    /// An object of which one member is an array whose elements are not read.
    package struct UnreadArray: Sendable {
        /// The other members.
        package let members: JSONObject
        /// Where the elements are in the text, in order.
        package let elements: [Range<Int>]
    }

    /// Finds the elements of an array that is a member of an object, and reads the other members.
    ///
    /// The elements are passed over: what is wrong within them is found when they are parsed. It serves texts that are
    /// mostly known already.
    ///
    /// - Parameters:
    ///   - name: the name of the member.
    ///   - bytes: the text.
    /// - Returns: the members and elements; nil if the text is not an object with such a member.
    package static func unreadArray(_ name: String, in bytes: [UInt8]) -> UnreadArray? {
        var parser = JSONParser(bytes)
        return try? parser.unreadArray(name)
    }

    private mutating func unreadArray(_ name: String) throws(JSONError) -> UnreadArray? {
        var members: [JSONObject.Member] = []
        var elements: [Range<Int>]?
        skipBlanks()
        guard current == UInt8(ascii: "{") else { return nil }
        repeat {
            position += 1
            skipBlanks()
            guard current == UInt8(ascii: "\"") else { return nil }
            let key = try parseString()
            skipBlanks()
            guard current == UInt8(ascii: ":") else { return nil }
            position += 1
            skipBlanks()
            if key == name, elements == nil, current == UInt8(ascii: "[") {
                elements = try passElements()
            } else {
                members.append(JSONObject.Member(key, try parseValue()))
            }
            skipBlanks()
        } while current == UInt8(ascii: ",")
        guard current == UInt8(ascii: "}"), let elements else { return nil }
        return UnreadArray(members: JSONObject(members), elements: elements)
    }

    /// Passes over an array, and returns where its elements are.
    private mutating func passElements() throws(JSONError) -> [Range<Int>] {
        var elements: [Range<Int>] = []
        position += 1
        skipBlanks()
        while current != UInt8(ascii: "]") {
            let start = position
            try passValue()
            elements.append(start..<position)
            skipBlanks()
            guard current == UInt8(ascii: ",") else { break }
            position += 1
            skipBlanks()
        }
        guard current == UInt8(ascii: "]") else { throw error("expected ',' or ']'") }
        position += 1
        return elements
    }

    /// Passes over a value, to the comma, bracket or blank after it.
    private mutating func passValue() throws(JSONError) {
        var open = 0
        repeat {
            switch current {
            case UInt8(ascii: "\""): try passString()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                open += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                open -= 1
                position += 1
            case nil: throw error("expected a value, found the end")
            case .some where open > 0: position += 1
            default: _ = try parseValue()
            }
        } while open > 0
    }

    private mutating func passString() throws(JSONError) {
        position += 1
        while true {
            skipPlainText()
            switch current {
            case UInt8(ascii: "\""):
                position += 1
                return
            case nil: throw error("the string does not end")
            case UInt8(ascii: "\\"): position += 2
            default: position += 1
            }
        }
    }
}
