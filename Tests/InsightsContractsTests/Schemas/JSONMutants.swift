import InsightsJSON

/// The documents that differ from one in a single place.
enum JSONMutants {
    private static let others: [JSONValue] = [
        .null, .bool(true), .integer(0), .integer(-1), .number("1.5"), .integer(1_000_000), .string(""), .string("x"),
        .string("$x"), .array([]), .object([:]),
    ]

    /// Returns the mutants of a value: with another value, without a member or element, or with one more.
    static func of(_ value: JSONValue) -> [JSONValue] {
        var mutants = others.filter { $0 != value }
        switch value {
        case .string(let text): mutants += [.string(text + "x"), .string("/" + text)]
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                for mutant in of(element) { mutants.append(.array(replacing(elements, index, [mutant]))) }
                mutants.append(.array(replacing(elements, index, [])))
                mutants.append(.array(replacing(elements, index, [element, element])))
            }
        case .object(let object):
            for (index, member) in object.members.enumerated() {
                for mutant in of(member.value) {
                    mutants.append(object.replacing(index, [JSONObject.Member(member.key, mutant)]))
                }
                mutants.append(object.replacing(index, []))
                mutants.append(object.replacing(index, [JSONObject.Member(member.key + "x", member.value)]))
            }
            mutants.append(.object(JSONObject(object.members + [JSONObject.Member("unknown", .integer(1))])))
        default: break
        }
        return mutants
    }

    private static func replacing<Element>(_ elements: [Element], _ index: Int, _ others: [Element]) -> [Element] {
        Array(elements[..<index]) + others + Array(elements[(index + 1)...])
    }
}

extension JSONObject {
    fileprivate func replacing(_ index: Int, _ others: [Member]) -> JSONValue {
        .object(JSONObject(Array(members[..<index]) + others + Array(members[(index + 1)...])))
    }
}
