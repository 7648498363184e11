import Foundation
import InsightsFixtures
import Testing

extension FixtureStore {
    /// Reads the package's fixtures with changes of the tenants file: texts that occur there once, and what replaces
    /// them.
    static func edited(_ edits: [(String, String)]) throws -> FixtureStore {
        let source = try FixtureFolder.locate()
        let files = FileManager.default
        let folder = files.temporaryDirectory.appendingPathComponent("tenants-\(UUID().uuidString)").path
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? files.removeItem(atPath: folder) }
        for name in try files.contentsOfDirectory(atPath: source) where name != "tenants.json" {
            try files.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: "\(source)/\(name)")
        }
        var text = try String(contentsOfFile: "\(source)/tenants.json", encoding: .utf8)
        for (old, new) in edits {
            try #require(text.components(separatedBy: old).count == 2, "\(old)")
            text = text.replacingOccurrences(of: old, with: new)
        }
        try text.write(toFile: "\(folder)/tenants.json", atomically: true, encoding: .utf8)
        return try FixtureStore(folder: folder)
    }
}
