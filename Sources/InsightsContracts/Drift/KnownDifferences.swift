package import InsightsJSON

/// The register of known differences between the simulator and the live service.
///
/// Contracts name its entries. An entry that affects the shape of responses also gives the place. A drift comparison
/// does not report such a difference as an error, and expects to find it.
package struct KnownDifferences: Sendable {
    /// One known difference.
    package struct Entry: Sendable {
        /// The identifier that contracts use in `difference`.
        package let id: String
        /// The reason for the difference.
        package let reason: String
        /// The place where the difference affects the shape of responses; nil if it does not.
        package let place: Place?
    }

    /// A place where a difference shows.
    package struct Place: Sendable {
        /// The affected responses, such as `createReport (cmp) 400`, or cases.
        package let responses: ContractPattern
        /// The affected part of them, such as `header x-insights-simulator-detail` or `body value/*/user`.
        package let part: ContractPattern
    }

    /// The entries, in the order of the file.
    package let entries: [Entry]

    /// Reads the text of a register: an object of `differences`, each with `id`, `reason`, and perhaps `responses` and
    /// `part`, with `*` for any run of characters.
    ///
    /// - Throws: `InputError`, if it is none.
    package init(parsing bytes: [UInt8]) throws(InputError) {
        let reader = try StrictJSONReader(parsing: bytes, at: .pointer(), keys: ["differences"])
        entries = try reader.elements("differences").map { (element) throws(InputError) in
            let inner = try StrictJSONReader(
                element.value, at: element.place, keys: ["id", "reason", "answers", "part"])
            return Entry(
                id: try inner.requiredString("id"), reason: try inner.requiredString("reason"),
                place: try Self.place(inner))
        }
        var seen: Set<String> = []
        for (index, entry) in entries.enumerated() where !seen.insert(entry.id).inserted {
            throw InputError(
                place: "/differences/\(index)/id", found: "a second '\(entry.id)'", expected: "each difference once")
        }
    }

    private static func place(_ reader: StrictJSONReader) throws(InputError) -> Place? {
        guard reader.object["answers"] != nil || reader.object["part"] != nil else { return nil }
        return Place(
            responses: ContractPattern(try reader.requiredString("answers")),
            part: ContractPattern(try reader.requiredString("part")))
    }

    /// Returns the difference that a contract names.
    func difference(_ id: String) throws(InputError) -> KnownDifference {
        guard let entry = entries.first(where: { $0.id == id }) else {
            let known = entries.map(\.id).joined(separator: ", ")
            throw InputError(
                place: "/difference", found: "'\(id)'",
                expected: "an entry of \(Self.fileName) beside the folders" + (known.isEmpty ? "" : ": \(known)"))
        }
        return KnownDifference(id: entry.id, reason: entry.reason)
    }

    /// The file name of a register.
    private static let fileName = "differences.json"

    /// Reads the register `differences.json` of a contract folder; returns an empty one if the file is missing.
    ///
    /// - Parameter folder: the folder of the contracts; nil for those of the package.
    /// - Returns: the register.
    /// - Throws: `InputError`, if it cannot be read.
    package static func standing(with folder: String?) throws(InputError) -> KnownDifferences {
        let place: String
        if let folder { place = folder } else { place = try ContractFolder.locate() }
        let path = "\(place)/\(fileName)"
        guard ContractFolder.exists(path) else { return KnownDifferences() }
        do throws(InputError) {
            return try KnownDifferences(parsing: try ContractFolder.read(path))
        } catch {
            var error = error
            error.place.file = path
            throw error
        }
    }

    /// Creates a register without entries.
    package init() {
        entries = []
    }
}

extension KnownDifferences.Entry {
    /// Returns whether the entry applies to a finding; an entry without a place never does.
    func matches(_ finding: DriftFinding) -> Bool {
        place.map { $0.responses.matches(finding.responses) && $0.part.matches(finding.part) } ?? false
    }
}
