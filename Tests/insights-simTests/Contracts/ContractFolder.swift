import Foundation

/// A folder with contracts: one that holds, one that does not, one that is only assumed, one that writes, and one that
/// moves the clock.
struct ContractFolder {
    private let folder: TemporaryFolder

    /// Creates the folder with those contracts.
    init() throws {
        try self.init([
            Contract("good/list", [#"{"do":"getDatasets"}"#]),
            Contract("bad/list", [#"{"do":"getDatasets","expect":{"status":404}}"#]),
            Contract("good/odd", [#"{"do":"getDatasets","expect":{"body":{"odd":1}}}"#], evidence: "assumed"),
            Contract("good/store", [Self.store]),
            Contract("good/later", [#"{"advance":"PT1H"}"#, #"{"do":"getDatasets"}"#]),
        ])
    }

    /// Creates a folder with some contracts.
    init(_ contracts: [Contract]) throws {
        folder = try TemporaryFolder()
        for contract in contracts { try write(contract) }
    }

    /// One contract, as a file holds it.
    struct Contract {
        let name: String
        let steps: [String]
        var evidence = "documented"
        /// Further members, each with a comma before it.
        var members = ""

        init(_ name: String, _ steps: [String] = [#"{"do":"getDatasets"}"#], evidence: String = "documented") {
            self.name = name
            self.steps = steps
            self.evidence = evidence
        }

        var text: String {
            #"{"title":"The \#(name) of it","programs":["cmp"],"#
                + #""evidence":{"class":"\#(evidence)","sources":["S1"]}\#(members),"#
                + #""steps":[\#(steps.joined(separator: ","))]}"#
        }
    }

    /// A step that stores a query.
    static let store = #"{"do":"createQuery","with":{"Name":"n","Query":"SELECT OrderId FROM ISVOrder"}}"#

    /// The folder of the contracts.
    var path: String { folder.path }

    /// Returns the path of another file in the folder.
    func path(_ name: String) -> String { folder.path(name) }

    /// Writes a contract into the folder.
    func write(_ contract: Contract) throws {
        let file = folder.path(contract.name + ".json")
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try contract.text.write(toFile: file, atomically: true, encoding: .utf8)
    }

    func remove() { folder.remove() }
}
