import Foundation
import InsightsContracts
import Testing

@Suite("Contracts name the sources of docs/sources.md")
struct SourcesTests {
    /// The page, by what it explains.
    struct Page: Sendable {
        private let names: Set<String>
        private let sections: [String: Set<String>]

        init() throws {
            let file = ContractFiles.folder.deletingLastPathComponent().appending(path: "docs/sources.md")
            let text = try String(contentsOf: file, encoding: .utf8)
            let rows = text.split(separator: "\n").filter { $0.hasPrefix("| ") }.map { row in
                row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            }
            var names: Set<String> = []
            var sections: [String: Set<String>] = [:]
            for row in rows {
                guard let first = row.first, !first.isEmpty else { continue }
                if let number = Int(first) {
                    for (notes, title) in zip(["insights-api", "token"], row.dropFirst()) where !title.isEmpty {
                        sections[notes, default: []].insert(String(number))
                    }
                } else if first.hasPrefix("`") {
                    names.formUnion(first.matches(of: /`([^`]+)`/).map { String($0.output.1) })
                } else {
                    names.insert(first)
                }
            }
            self.names = names
            self.sections = sections
        }

        /// Returns whether the page explains a name.
        func explains(_ source: String) -> Bool {
            if names.contains(source) || source.wholeMatch(of: /RFC [0-9]+/) != nil { return true }
            if source.wholeMatch(of: /[A-Za-z0-9.-]+\/[A-Za-z0-9._-]+#[0-9]+/) != nil { return true }
            guard let match = source.wholeMatch(of: /(insights-api|token) ([0-9]+)(\.[0-9]+)?/) else { return false }
            return sections[String(match.output.1)]?.contains(String(match.output.2)) == true
        }
    }

    @Test("Every source is explained")
    func known() throws {
        let page = try Page()
        for contract in try ContractSuite.standard.contracts {
            for source in contract.evidence.sources {
                #expect(page.explains(source), "\(contract.id) names '\(source)'")
            }
        }
    }

    @Test(
        "Sources that the page does not explain are found",
        arguments: [
            "seed 9999", "S39", "C51", "U54", "cmp nothing", "insights-api 14", "token 18", "section 3.2", "rfc 1", "",
        ])
    func unknown(_ source: String) throws {
        #expect(try !Page().explains(source))
    }

    @Test(
        "Sources that the page explains are found",
        arguments: [
            "seed 002", "S38", "C50", "U53", "mpn try", "cmp faq 2021", "insights-api 13", "token 17.2", "RFC 6749",
            "wazuh/wazuh#27069", "fixtures",
        ])
    func explained(_ source: String) throws {
        #expect(try Page().explains(source))
    }
}
