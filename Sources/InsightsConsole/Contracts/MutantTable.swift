import InsightsJSON

/// The mutants that contracts kill, as `scripts/mutants --table` writes them beside the contracts.
struct MutantTable: Sendable {
    /// A simulator that is wrong on purpose.
    struct Mutant: Sendable {
        let name: String
        /// What is wrong with it.
        let fault: String
    }

    /// The name of the file in the folder of contracts.
    static let fileName = "mutants.json"

    /// The whole table.
    let json: JSONValue
    private var killed: [String: [Mutant]] = [:]

    /// Reads a table.
    ///
    /// - Throws: `InputError`, if it is not JSON or has another form.
    init(parsing bytes: [UInt8]) throws(InputError) {
        let value = try StrictJSONValue(parsing: bytes)
        json = value.value
        for area in try StrictJSONReader(value.value, at: .dotted(), keys: ["areas", "idle"]).elements("areas") {
            let reader = try StrictJSONReader(area.value, at: area.place, keys: ["title", "mutants"])
            for element in try reader.elements("mutants") {
                let row = try StrictJSONReader(element.value, at: element.place, keys: ["name", "fault", "killers"])
                let mutant = Mutant(name: try row.requiredString("name"), fault: try row.requiredString("fault"))
                for killer in try row.elements("killers") { killed[try killer.string(), default: []].append(mutant) }
            }
        }
    }

    /// Returns the mutants that a contract is known to kill.
    func mutants(killedBy contract: String) -> [Mutant] { killed[contract] ?? [] }
}
