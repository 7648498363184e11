public import InsightsJSON

/// The known differences between the simulator and the live service.
///
/// Contracts name them. Those that show in the form of answers say where: a comparison need not be alarmed about them,
/// and must find them.
public struct KnownDifferences: Sendable {
    /// One entry.
    public struct Entry: Sendable {
        /// What it is called.
        public let id: String
        /// Why it is so.
        public let reason: String
        /// Where it shows in the form of answers; nil for nowhere.
        public let place: Place?
    }

    /// Where a difference shows.
    public struct Place: Sendable {
        /// The answers it speaks of, such as `createReport (cmp) 400`, or the cases.
        public let answers: ContractPattern
        /// The part of them, such as `header x-insights-simulator-detail` or `body value/*/user`.
        public let part: ContractPattern
    }

    /// The entries.
    public let entries: [Entry]

    /// Reads the text of a register: an object of `differences`, each with `id`, `reason`, and perhaps `answers` and
    /// `part`, with `*` for any run of characters.
    ///
    /// - Throws: `InputError`, if it is none.
    public init(parsing bytes: [UInt8]) throws(InputError) {
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
            answers: ContractPattern(try reader.requiredString("answers")),
            part: ContractPattern(try reader.requiredString("part")))
    }

    /// The difference that a contract names.
    func difference(_ id: String) throws(InputError) -> KnownDifference {
        guard let entry = entries.first(where: { $0.id == id }) else {
            let known = entries.map(\.id).joined(separator: ", ")
            throw InputError(
                place: "/difference", found: "'\(id)'",
                expected: "an entry of \(Self.fileName) beside the folders" + (known.isEmpty ? "" : ": \(known)"))
        }
        return KnownDifference(id: entry.id, reason: entry.reason)
    }

    /// The file that it stands in.
    private static let fileName = "differences.json"

    /// The register that stands with some contracts as `differences.json`; one without entries if there is none.
    ///
    /// - Parameter folder: the folder of the contracts; nil for those of the package.
    /// - Returns: the register.
    /// - Throws: `InputError`, if it cannot be read.
    public static func standing(with folder: String?) throws(InputError) -> KnownDifferences {
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

    /// A register without entries.
    public init() {
        entries = []
    }
}

extension KnownDifferences.Entry {
    /// Whether it speaks of a difference.
    func matches(_ finding: DriftFinding) -> Bool {
        place.map { $0.answers.matches(finding.answers) && $0.part.matches(finding.part) } ?? false
    }
}
