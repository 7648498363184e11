import InsightsContracts
package import InsightsJSON

/// The survivors that need no contract, with the reasons: the file `wire-mutants.json` of a folder of contracts.
package struct WireExceptions: Sendable {
    /// Why no contract is needed.
    package enum Reason: String, Sendable, CaseIterable {
        /// No client can see a difference that means anything.
        case equivalent
        /// No document promises it.
        case unpromised
    }

    /// One exception.
    package struct Entry: Sendable {
        /// The names of the mutants or cases, with `*` for any run of characters.
        package let names: String
        let pattern: ContractPattern
        /// The kind of the reason.
        package let kind: Reason
        /// The reason in a sentence.
        package let reason: String
    }

    /// The file name.
    package static let fileName = "wire-mutants.json"

    /// The mutants that may survive, in the order of the file.
    package let entries: [Entry]
    /// The cases that need refuse no mutant, in the order of the file.
    package let cases: [Entry]

    /// Creates a table without entries.
    package init() { (entries, cases) = ([], []) }

    /// Reads the text of a table: `exceptions`, each with `mutants`, `kind` and `reason`, and perhaps `idleCases`, each
    /// with `cases`, `kind` and `reason`.
    ///
    /// - Throws: `InputError`, if it is none.
    package init(parsing bytes: [UInt8]) throws(InputError) {
        let reader = try StrictJSONReader(parsing: bytes, at: .pointer(), keys: ["exceptions", "idleCases"])
        entries = try Self.entries(of: "mutants", try reader.elements("exceptions"))
        cases = try Self.entries(of: "cases", try reader.elements("idleCases"))
    }

    private static func entries(of key: String, _ elements: [StrictJSONValue]) throws(InputError) -> [Entry] {
        try elements.map { (element) throws(InputError) in
            let inner = try StrictJSONReader(element.value, at: element.place, keys: [key, "kind", "reason"])
            let names = try inner.requiredString(key)
            let word = try inner.requiredString("kind")
            guard let kind = Reason(rawValue: word) else {
                throw InputError(
                    inner.at("kind").inputPlace, found: "'\(word)'",
                    expected: "one of " + Reason.allCases.map(\.rawValue).joined(separator: ", "))
            }
            return Entry(
                names: names, pattern: ContractPattern(names), kind: kind, reason: try inner.requiredString("reason"))
        }
    }

    /// Reads the table of a folder of contracts; returns an empty one if the file is missing.
    ///
    /// - Parameter folder: the folder of the contracts; nil for contracts without files.
    /// - Returns: the table.
    /// - Throws: `InputError`, if it cannot be read.
    package static func standing(with folder: String?) throws(InputError) -> WireExceptions {
        guard let folder, let bytes = try ContractFolder.readIfPresent("\(folder)/\(fileName)") else {
            return WireExceptions()
        }
        do throws(InputError) {
            return try WireExceptions(parsing: bytes)
        } catch {
            var error = error
            error.place.file = "\(folder)/\(fileName)"
            throw error
        }
    }

    /// Returns the exception that explains a mutant; nil if none does.
    package func entry(for mutant: WireMutant) -> Entry? { entries.first { $0.pattern.matches(mutant.name) } }
}
