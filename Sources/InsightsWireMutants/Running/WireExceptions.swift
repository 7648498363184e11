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
        /// The names of the mutants, with `*` for any run of characters.
        package let mutants: String
        let pattern: ContractPattern
        /// The kind of the reason.
        package let kind: Reason
        /// The reason in a sentence.
        package let reason: String
    }

    /// The file name.
    package static let fileName = "wire-mutants.json"

    /// The entries, in the order of the file.
    package let entries: [Entry]

    /// Creates a table without entries.
    package init() { entries = [] }

    /// Reads the text of a table: an object of `exceptions`, each with `mutants`, `kind` and `reason`.
    ///
    /// - Throws: `InputError`, if it is none.
    package init(parsing bytes: [UInt8]) throws(InputError) {
        let reader = try StrictJSONReader(parsing: bytes, at: .pointer(), keys: ["exceptions"])
        entries = try reader.elements("exceptions").map { (element) throws(InputError) in
            let inner = try StrictJSONReader(element.value, at: element.place, keys: ["mutants", "kind", "reason"])
            let mutants = try inner.requiredString("mutants")
            let word = try inner.requiredString("kind")
            guard let kind = Reason(rawValue: word) else {
                throw InputError(
                    place: "/exceptions", found: "'\(word)'",
                    expected: "one of " + Reason.allCases.map(\.rawValue).joined(separator: ", "))
            }
            return Entry(
                mutants: mutants, pattern: ContractPattern(mutants), kind: kind,
                reason: try inner.requiredString("reason"))
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
