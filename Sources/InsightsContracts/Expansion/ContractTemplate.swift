import InsightsJSON

/// Inserts the values of an element into the text of a contract, before the contract is read.
struct ContractTemplate {
    /// What the names of values begin with.
    private static let prefix = "each."

    let element: ContractElement
    let scope: ContractScope

    /// Returns a value with `${each.…}` replaced; nil if it is a value that the element does not have.
    ///
    /// - Throws: `InputError` with the place of a name that elements of the scope do not have.
    func inserted(into value: JSONValue, at place: JSONPlace) throws(InputError) -> JSONValue? {
        switch value {
        case .string(let text): return try inserted(into: text, at: place)
        case .array(let elements):
            var result: [JSONValue] = []
            for (index, element) in elements.enumerated() {
                if let element = try inserted(into: element, at: place.element(index)) { result.append(element) }
            }
            return .array(result)
        case .object(let object):
            var result = JSONObject()
            for member in object.members {
                let inner = place.member(member.key)
                guard let key = try inserted(into: member.key, at: inner)?.string,
                    let value = try inserted(into: member.value, at: inner)
                else { continue }
                result.members.append(.init(key, value))
            }
            return .object(result)
        case .null, .bool, .number: return value
        }
    }

    private func inserted(into text: String, at place: JSONPlace) throws(InputError) -> JSONValue? {
        // Most texts have no name at all, which is told soonest.
        guard text.utf8.contains(UInt8(ascii: "$")), text.contains("${" + Self.prefix) else { return .string(text) }
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${" + Self.prefix) {
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
            let name = String(rest[start.upperBound..<end])
            guard let value = element.values[name] else {
                throw InputError(
                    place.inputPlace, found: "${\(Self.prefix)\(name)}",
                    expected: ContractElement.names(of: scope).map { "${\(Self.prefix)\($0)}" }
                        .joined(separator: ", "))
            }
            let isWhole = start.lowerBound == text.startIndex && text.index(after: end) == text.endIndex
            if isWhole { return value }
            guard let inner = value?.string else {
                throw InputError(
                    place.inputPlace, found: "${\(Self.prefix)\(name)} inside a text",
                    expected: "it alone, since it is not a text")
            }
            result += rest[..<start.lowerBound] + inner
            rest = rest[rest.index(after: end)...]
        }
        return .string(result + rest)
    }
}
