import InsightsJSON

/// JSON parser, writer and locations.
enum JSONCheck {
    static func check(_ bytes: [UInt8]) throws {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(bytes)
        } catch {
            try require((0...bytes.count).contains(error.offset), "offset \(error.offset) of \(bytes.count)")
            try TableCheck.check(line: error.line, column: error.column, in: bytes)
            try requireOneLine(error.reason)
            return
        }
        let written = JSONWriter.encode(value)
        try require(try JSONParser.parse(written) == value, "written as another value")
        try require(JSONWriter.encode(try JSONParser.parse(written)) == written, "written in two ways")
        try require(try JSONParser.parse(JSONWriter.pretty(value)) == value, "written as another value over lines")
        try locate(value, [], in: bytes)
        try require(JSONParser.location(of: [.max], in: bytes) == nil, "there is a value that there is not")
    }

    /// Checks that the parser finds some values of every array and object again.
    private static func locate(_ value: JSONValue, _ path: [Int], in bytes: [UInt8]) throws {
        guard let place = JSONParser.location(of: path, in: bytes) else {
            throw Violation(description: "no place of the value at \(path)")
        }
        try TableCheck.check(line: place.line, column: place.column, in: bytes)
        guard path.count < 4 else { return }
        for (index, element) in (value.array ?? []).prefix(3).enumerated() {
            try locate(element, path + [index], in: bytes)
        }
        for (index, member) in (value.object?.members ?? []).prefix(3).enumerated() {
            try locate(member.value, path + [index], in: bytes)
        }
    }
}
