import InsightsJSON

/// Comparisons by code points.
///
/// Swift's strings are equal if they are canonically equivalent. A service that answers `é` as two code points has
/// changed the text, and clients that compare bytes see it.
extension JSONValue {
    /// Returns whether two values are the same: kinds, texts by code points, spelling of numbers, members with order.
    func isSame(as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.string(let left), .string(let right)), (.number(let left), .number(let right)):
            left.hasSameCodePoints(as: right)
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        case (.object(let left), .object(let right)):
            left.members.count == right.members.count
                && zip(left.members, right.members).allSatisfy {
                    $0.key.hasSameCodePoints(as: $1.key) && $0.value.isSame(as: $1.value)
                }
        default: self == other
        }
    }
}

extension JSONObject {
    /// Returns the value of the last member whose key has the same code points; nil if there is none.
    func value(exactly key: String) -> JSONValue? {
        members.last { $0.key.hasSameCodePoints(as: key) }?.value
    }
}

extension JSONPointer {
    /// Returns the value that it points to, with keys compared by code points; nil if there is none.
    func exactValue(in root: JSONValue) -> JSONValue? {
        var value = root
        for token in tokens {
            let next: JSONValue? =
                if let object = value.object { object.value(exactly: token) } else {
                    JSONPointer([token]).value(in: value)
                }
            guard let next else { return nil }
            value = next
        }
        return value
    }
}

extension String {
    /// Returns whether two texts have the same code points.
    func hasSameCodePoints(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
