import Foundation

/// The files of Tests/Corpora/queries.
enum Corpus {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Corpora/queries")

    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    /// The names of all scripts, in order.
    static let scripts: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".slt") }.sorted()
    }()
}

/// The published queries, as the corpus keeps them.
struct PublishedQueries: Decodable {
    struct Query: Decodable, Sendable, CustomStringConvertible {
        var query: String
        var raw: String?
        var expect: String
        /// Whether the service accepts it.
        var isAccepted: Bool { expect == "ok" }
        var description: String { query }
    }

    struct Fragment: Decodable, Sendable, CustomStringConvertible {
        var clause: String
        var text: String
        var expect: String
        var description: String { text }
    }

    var queries: [Query]
    var fragments: [Fragment]

    static let all: PublishedQueries = {
        let data = try? Data(contentsOf: Corpus.folder.appending(path: "published-queries.json"))
        return (try? JSONDecoder().decode(Self.self, from: data ?? Data())) ?? Self(queries: [], fragments: [])
    }()
}
