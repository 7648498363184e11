import Glibc
import InsightsJSON

/// The catalogue, the system queries and the tenants that accompany generated rows.
struct FixtureDescription {
    /// The datasets whose rows are generated.
    private let names: Set<String>
    private var files: [(name: String, bytes: [UInt8])] = []

    /// Reads those of the package's files that a folder lacks, so it can be served once they are added.
    ///
    /// If only some datasets are generated, the catalogue and the queries are reduced to them.
    init(of names: [String], missingIn folder: String) throws(FixtureError) {
        self.names = Set(names)
        let wanted = ["catalogue.json", "system-queries.json", "tenants.json"]
            .filter { access("\(folder)/\($0)", F_OK) != 0 }
        guard !wanted.isEmpty else { return }
        let source = try FixtureFolder.packaged()
        let isWhole = self.names == Set(FixtureGenerator.datasetNames)
        for name in wanted {
            var bytes = try FileReading.bytes(ofFile: "\(source)/\(name)")
            if !isWhole && name != "tenants.json" { bytes = try cut(bytes, "\(source)/\(name)", of: source) }
            files.append((name, bytes))
        }
    }

    /// Writes the files that the folder lacked.
    func write(to folder: String) throws(FixtureError) {
        for file in files { try OutputFile.write(file.bytes, to: "\(folder)/\(file.name)") }
    }

    /// Returns the file, reduced to the elements of its array that concern the generated datasets.
    private func cut(_ bytes: [UInt8], _ file: String, of source: String) throws(FixtureError) -> [UInt8] {
        let document = try FixtureDocument(parsing: bytes, file: file)
        let queries = try FixtureStore(folder: source).systemQueries.filter { names.contains($0.dataset) }
        let kept = names.union(queries.map(\.queryID))
        guard let root = document.root.value.object else { return bytes }
        let members = root.members.map { entry in
            let elements = entry.value.array?.filter {
                kept.contains($0["queryId"]?.string ?? $0["name"]?.string ?? "")
            }
            return JSONObject.Member(entry.key, elements.map(JSONValue.array) ?? entry.value)
        }
        return JSONWriter.encode(.object(JSONObject(members))) + [UInt8(ascii: "\n")]
    }
}
