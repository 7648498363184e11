import InsightsJSON

extension ContractGeneration {
    /// Reads `forEach`; returns nil if the contract is about one thing.
    init?(_ outer: StrictJSONReader) throws(InputError) {
        guard let value = outer.object["forEach"] else { return nil }
        let names = ContractScope.allCases.map(\.rawValue)
        func scope(_ text: String?, _ place: JSONPlace, _ found: JSONValue?) throws(InputError) -> ContractScope {
            guard let scope = text.flatMap(ContractScope.init(rawValue:)) else {
                throw InputError(
                    place.inputPlace, found: found?.shown ?? "nothing", expected: names.joined(separator: ", "))
            }
            return scope
        }
        guard value.object != nil else {
            self.init(scope: try scope(value.string, outer.at("forEach"), value), exceptions: [])
            return
        }
        let reader = try StrictJSONReader(value, at: outer.at("forEach"), keys: ["over", "except"])
        let over = try scope(reader.object["over"]?.string, reader.at("over"), reader.object["over"])
        let elements = ContractElement.all(of: over).map(\.name)
        var exceptions: [(name: String, reason: String)] = []
        for member in try reader.members("except")?.members ?? [] {
            let place = reader.at("except").member(member.key)
            guard elements.contains(member.key) else {
                throw InputError(
                    place.inputPlace, found: "an unknown element", expected: elements.joined(separator: ", "))
            }
            guard let reason = member.value.string, !reason.isEmpty else {
                throw InputError(place.inputPlace, found: member.value.shown, expected: "the reason, as a text")
            }
            exceptions.append((member.key, reason))
        }
        guard exceptions.count < elements.count else {
            throw reader.mismatch("except", "at least one element that is left")
        }
        self.init(scope: over, exceptions: exceptions)
    }

    /// The elements for which the contract runs.
    var elements: [ContractElement] {
        ContractElement.all(of: scope).filter { element in !exceptions.contains { $0.name == element.name } }
    }
}
