import InsightsAPI

@testable import InsightsFixtures

/// The documents of a folder of fixtures: the catalogue, the tenants and the system queries.
enum FixturesCheck {
    static func check(_ bytes: [UInt8]) throws {
        let document: FixtureDocument
        do throws(FixtureError) {
            document = try FixtureDocument(parsing: bytes, file: "file")
        } catch {
            return try requireOneLine(error.description)
        }
        try read {
            for tenant in try Tenant.parse(document) {
                try require(!tenant.applications.isEmpty, "a tenant without an application")
            }
        }
        try read {
            let catalogue = try FixtureCatalogue(document)
            for edition in Edition.allCases {
                for program in FixtureCatalogue.programs { _ = catalogue.queryCatalog(for: program, in: edition) }
            }
            _ = try SystemQuery.parse(document, catalogue)
        }
    }

    /// Runs a reader; an error must be one line of text.
    private static func read(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as FixtureError {
            try requireOneLine(error.description)
        }
    }
}
