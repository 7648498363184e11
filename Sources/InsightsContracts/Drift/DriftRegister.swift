import InsightsJSON

/// The known differences in the form of answers: what a comparison need not be alarmed about, and must find.
public struct DriftRegister: Sendable {
    /// One entry.
    public struct Entry: Sendable {
        /// What it is called.
        public let id: String
        /// Why it is so.
        public let reason: String
        /// The answers it speaks of, such as `createReport (cmp) 400`, or the cases.
        public let answers: ContractPattern
        /// The part of them, such as `header x-insights-simulator-detail` or `body value/*/user`.
        public let part: ContractPattern
    }

    /// The entries.
    public let entries: [Entry]

    /// Reads the text of a register: an object of `differences`, each with `id`, `reason`, `answers` and `part`,
    /// the last two with `*` for any run of characters.
    ///
    /// - Throws: `ContractError`, if it is none.
    public init(parsing bytes: [UInt8]) throws(ContractError) {
        let reader = try ContractReader(try ContractReader.parse(bytes), at: JSONPointer(), keys: ["differences"])
        entries = try reader.elements("differences").map { (element) throws(ContractError) in
            let inner = try ContractReader(element.value, at: element.place, keys: ["id", "reason", "answers", "part"])
            return Entry(
                id: try inner.requiredString("id"), reason: try inner.requiredString("reason"),
                answers: ContractPattern(try inner.requiredString("answers")),
                part: ContractPattern(try inner.requiredString("part")))
        }
    }

    /// The register that stands with some contracts as `differences.json`; one without entries if there is none.
    ///
    /// - Parameter folder: the folder of the contracts; nil for those of the package.
    /// - Returns: the register.
    /// - Throws: `ContractError`, if it cannot be read.
    public static func standing(with folder: String?) throws(ContractError) -> DriftRegister {
        let place: String
        if let folder { place = folder } else { place = try ContractFolder.locate() }
        let path = "\(place)/differences.json"
        guard ContractFolder.exists(path) else { return DriftRegister() }
        do throws(ContractError) {
            return try DriftRegister(parsing: try ContractFolder.read(path))
        } catch {
            var error = error
            error.file = path
            throw error
        }
    }

    /// A register without entries.
    public init() {
        entries = []
    }
}

extension DriftRegister.Entry {
    /// Whether it speaks of a difference.
    func matches(_ finding: DriftFinding) -> Bool {
        answers.matches(finding.answers) && part.matches(finding.part)
    }
}
