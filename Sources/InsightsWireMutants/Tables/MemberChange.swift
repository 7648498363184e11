import InsightsJSON

/// A change of one member of an object: of its value, its key or its place.
struct MemberChange: Sendable {
    let name: String
    let fault: String
    /// Returns the changed members; nil if the change does not apply.
    let apply: @Sendable (_ members: [JSONObject.Member], _ key: String) -> [JSONObject.Member]?

    init(
        _ name: String, _ fault: String,
        _ apply: @escaping @Sendable (_ members: [JSONObject.Member], _ key: String) -> [JSONObject.Member]?
    ) {
        self.name = name
        self.fault = fault
        self.apply = apply
    }

    init(_ change: ValueChange) {
        self.init(change.name, change.fault) { members, key in
            Self.replacing(members, key) { change.apply($0.value).map { [.init(key, $0)] } }
        }
    }

    /// Changes of the key and its place.
    static let keys: [MemberChange] = [
        Self("dropped", "is absent") { members, key in replacing(members, key) { _ in [] } },
        Self("renamed", "has another name") { members, key in
            replacing(members, key) { [.init(key + "Value", $0.value)] }
        },
        Self("key-case", "begins with a letter of the other case") { members, key in
            guard let first = key.first else { return nil }
            let other = first.isLowercase ? first.uppercased() : first.lowercased()
            return replacing(members, key) { [.init(other + key.dropFirst(), $0.value)] }
        },
        Self("key-doubled", "is there twice") { members, key in replacing(members, key) { [$0, $0] } },
        Self("key-last", "comes last") { members, key in
            guard let member = members.last(where: { $0.key == key }), members.last?.key != key else { return nil }
            return members.filter { $0.key != key } + [member]
        },
        Self("key-first", "comes first") { members, key in
            guard let member = members.last(where: { $0.key == key }), members.first?.key != key else { return nil }
            return [member] + members.filter { $0.key != key }
        },
    ]

    /// Every change of a member.
    static let all: [MemberChange] = keys + ValueChange.all.map { MemberChange($0) }

    /// Returns whether the change applies to a member of an object, whose key may be in any letter case.
    func applies(to object: JSONObject?, _ key: String) -> Bool {
        guard let members = object?.members,
            let key = members.last(where: { $0.key.lowercased() == key.lowercased() })?.key
        else { return false }
        return apply(members, key) != nil
    }

    /// Returns members with one replaced; nil if it is absent or stays.
    static func replacing(
        _ members: [JSONObject.Member], _ key: String, _ change: (JSONObject.Member) -> [JSONObject.Member]?
    ) -> [JSONObject.Member]? {
        guard let index = members.lastIndex(where: { $0.key == key }), let changed = change(members[index]) else {
            return nil
        }
        var members = members
        members.replaceSubrange(index...index, with: changed)
        return members
    }
}
