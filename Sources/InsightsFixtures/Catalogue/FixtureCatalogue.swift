public import InsightsAPI
import InsightsJSON
public import InsightsQuery
public import InsightsTime

/// The datasets and their schemas.
public struct FixtureCatalogue: Sendable {
    /// The version of the file format this module reads and writes.
    public static let formatVersion = 1
    /// The programs that a dataset may belong to.
    public static let programs = ["cmp", "mpn"]

    /// The first day of the month that the committed rows treat as "now".
    public let anchor: CivilDate
    /// All datasets in the file's order.
    public let datasets: [Dataset]

    /// Parses the text of `catalogue.json`.
    ///
    /// - Parameters:
    ///   - json: the text.
    ///   - file: the file's name, for messages.
    /// - Throws: `FixtureError` with the line of the first invalid value; unknown members are errors too.
    public init(parsing json: [UInt8], file: String) throws(FixtureError) {
        try self.init(FixtureDocument(parsing: json, file: file))
    }

    init(_ document: FixtureDocument) throws(FixtureError) {
        self = try document.read { (root) throws(InputError) in try FixtureCatalogue(root) }
    }

    private init(_ value: StrictJSONValue) throws(InputError) {
        let root = try value.members(["formatVersion", "anchor", "datasets"])
        try root["formatVersion"].checkFormatVersion()
        anchor = try root["anchor"].month()
        var datasets: [Dataset] = []
        for node in try root["datasets"].elements() {
            let dataset = try Dataset(node)
            guard !datasets.contains(where: { $0.program == dataset.program && $0.hasName(dataset.name) }) else {
                throw node.mismatch(found: "a second dataset '\(dataset.name)'", expected: "each dataset once")
            }
            datasets.append(dataset)
        }
        self.datasets = datasets
    }

    /// Returns the datasets of a program in the order of the dataset call; none for an unknown program.
    public func datasets(for program: String) -> [Dataset] {
        datasets.filter { $0.program == program }
    }

    /// Returns the datasets of a program that queries of an edition may name, in the same order.
    ///
    /// The dataset call lists those for which `Dataset.isAdvertised(in:)` is true.
    public func datasets(for program: String, in edition: Edition) -> [Dataset] {
        datasets(for: program).filter { $0.isKnown(in: edition) }
    }

    /// Returns the catalogue of the datasets that queries of an edition may name in a program.
    public func queryCatalog(for program: String, in edition: Edition) -> Catalog {
        Catalog(datasets(for: program, in: edition).map { $0.schema(edition) })
    }

    /// Returns the dataset with a name, ignoring letter case; nil if it is unknown.
    public func dataset(program: String, named name: String) -> Dataset? {
        datasets.first { $0.program == program && $0.hasName(name) }
    }
}

extension Dataset {
    fileprivate func hasName(_ name: String) -> Bool {
        self.name.lowercased() == name.lowercased()
    }
}

extension StrictJSONValue {
    /// Throws if the file has another format version.
    func checkFormatVersion() throws(InputError) {
        let version = try positiveInteger()
        guard version == FixtureCatalogue.formatVersion else {
            throw mismatch(found: "\(version)", expected: "format version \(FixtureCatalogue.formatVersion)")
        }
    }

    /// Returns the name of a program.
    func program() throws(InputError) -> String {
        let name = try nonEmptyString()
        guard FixtureCatalogue.programs.contains(name) else {
            throw mismatch(
                found: "'\(name)'", expected: "\(FixtureCatalogue.programs.joined(separator: ", "))")
        }
        return name
    }

    /// Returns the first day of a month written `yyyy-MM`.
    fileprivate func month() throws(InputError) -> CivilDate {
        let text = try nonEmptyString()
        guard let day = CivilDate("\(text)-01") else {
            throw mismatch(found: "'\(text)'", expected: "a month such as 2021-01")
        }
        return day
    }
}
