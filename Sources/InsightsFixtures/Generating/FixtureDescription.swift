import Glibc
import InsightsJSON

/// The catalogue, the system queries and the tenants that belong to generated rows.
struct FixtureDescription {
    /// The datasets whose rows were generated.
    private let names: Set<String>

    init(_ names: [String]) {
        self.names = Set(names)
    }

    /// Copies the package's own files into a folder that lacks them, so that it can be served.
    ///
    /// If only some datasets were generated, the catalogue and the queries are cut down to them.
    func writeMissing(to folder: String) throws(FixtureError) {
        let wanted = ["catalogue.json", "system-queries.json", "tenants.json"]
            .filter { access("\(folder)/\($0)", F_OK) != 0 }
        guard !wanted.isEmpty else { return }
        let source = try FixtureFolder.packaged()
        for name in wanted {
            var bytes = try FileReading.bytes(ofFile: "\(source)/\(name)")
            if names != Set(FixtureGenerator.datasetNames) {
                if name != "tenants.json" { bytes = try cut(bytes, "\(source)/\(name)", of: source) }
            }
            try OutputFile.write(bytes, to: "\(folder)/\(name)")
        }
    }

    /// The file with those elements of its array that are about the generated datasets.
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
