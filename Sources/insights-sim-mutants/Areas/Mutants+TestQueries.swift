import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Mutant {
    static let testQueries = MutantList.of {
        Mutant(
            "rows-101", "A test query gives 101 rows at the most.", settings: ["test-rows": "101"], touching: .testQuery
        )
        Mutant(
            "rows-99", "A test query gives 99 rows at the most.", settings: ["test-rows": "99"], touching: .testQuery)
        Mutant(
            "rows-10", "A test query gives ten rows at the most.", settings: ["test-rows": "10"], touching: .testQuery)
        Mutant(
            "rows-none-404", "A test query without rows is 404.", instead: .testQuery,
            where: { $0.isSuccess && $0.records.isEmpty }
        ) { original, asked in
            let response = original.respond(asked)
            guard response.isSuccess, response.records.isEmpty else { return response }
            return .envelope(404, asked.program ?? .cmp, message: "No item found with given filters.")
        }
        Mutant("test-query-message", "A test query has a message.", responses: .testQuery) {
            $0.set("/message", .string("Query executed successfully"))
        }
        Mutant("test-query-both", "`exportQuery` counts where `queryId` is given too.", requests: .testQuery) { asked in
            if asked[parameter: "exportQuery"] != nil { asked[parameter: "queryId"] = nil }
        }
        Mutant("test-query-neither", "Without a query there are no rows.", instead: .testQuery) { original, asked in
            let isEmpty = asked[parameter: "exportQuery"] == nil && asked[parameter: "queryId"] == nil
            return isEmpty ? .envelope(200, asked.program ?? .cmp, message: nil) : original.respond(asked)
        }
        Mutant("test-query-stored-ignored", "`queryId` runs the first system query.", instead: .testQuery) {
            original, asked in
            guard asked[parameter: "queryId"] != nil, original.respond(asked).isSuccess else {
                return original.respond(asked)
            }
            let system = original.respond(asked.another(.get, .queries, parameters: "?includeOnlySystemQueries=true"))
            var other = asked
            other[parameter: "queryId"] = system.records.first?["queryId"]?.string
            return original.respond(other)
        }
        Mutant("test-query-id-unknown", "An unknown `queryId` is answered 400.", refusals: .testQuery) { response in
            if response.status == 404 { response.status = 400 }
        }
        Mutant("test-query-start-ignored", "`startTime` is ignored.", requests: .testQuery) {
            $0[parameter: "startTime"] = nil
        }
        Mutant("test-query-end-ignored", "`endTime` is ignored.", requests: .testQuery) {
            $0[parameter: "endTime"] = nil
        }
        Mutant("test-query-bounds-only-mpn", "cmp ignores `startTime` and `endTime`.", requests: .testQuery.of(.cmp)) {
            $0[parameter: "startTime"] = nil
            $0[parameter: "endTime"] = nil
        }
        Mutant(
            "test-query-bounds-any-order", "An end before its start is taken.", instead: .testQuery,
            where: { $0.status == 400 }
        ) {
            original, asked in
            let response = original.respond(asked)
            guard response.message.contains("EndTime should be greater") else { return response }
            return .envelope(200, asked.program ?? .cmp, message: nil)
        }
        Mutant("test-query-bounds-any-form", "A bound that cannot be read is ignored.", requests: .testQuery) { asked in
            for name in ["startTime", "endTime"] {
                guard let text = asked[parameter: name],
                    text.wholeMatch(of: /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\dZ/) == nil
                else { continue }
                asked[parameter: name] = nil
            }
        }
        Mutant("test-query-decoded-twice", "`exportQuery` is decoded twice.", requests: .testQuery) {
            $0.rewriteQuery { PercentEncoding.decode($0, plusIsBlank: false) }
        }
        Mutant("test-query-plus", "`+` in the address stays a plus sign.", requests: .testQuery) { asked in
            asked.request.target = asked.request.target.replacing("+", with: "%2B")
        }
        Mutant("test-query-split-at-equals", "A raw `=` ends the value of a parameter.", requests: .testQuery) {
            asked in
            let pairs = asked.request.target.split(separator: "?", maxSplits: 1).last ?? ""
            let cut = pairs.split(separator: "&").map { pair in
                pair.split(separator: "=", omittingEmptySubsequences: false).prefix(2).joined(separator: "=")
            }
            asked.request.target = asked.request.target.prefix { $0 != "?" } + "?" + cut.joined(separator: "&")
        }
        Mutant("test-query-split-at-semicolon", "A raw `;` separates parameters.", requests: .testQuery) { asked in
            guard let mark = asked.request.target.firstIndex(of: "?") else { return }
            let query = asked.request.target[mark...].replacing(";", with: "&")
            asked.request.target = String(asked.request.target[..<mark]) + query
        }
        Mutant(
            "test-query-unchecked-table", "An unknown dataset has no rows.", instead: .testQuery,
            where: { $0.status == 400 }
        ) {
            original, asked in
            let response = original.respond(asked)
            guard response.message == "Invalid table name" else { return response }
            return .envelope(200, asked.program ?? .cmp, message: nil)
        }
        Mutant(
            "test-query-unchecked-column", "An unknown column has no rows.", instead: .testQuery,
            where: { $0.status == 400 }
        ) {
            original, asked in
            let response = original.respond(asked)
            guard response.message == "Incorrect column name" else { return response }
            return .envelope(200, asked.program ?? .cmp, message: nil)
        }
        Mutant(
            "test-query-unchecked-syntax", "What is no query has no rows.", instead: .testQuery,
            where: { $0.status == 400 }
        ) { original, asked in
            let response = original.respond(asked)
            guard response.message.hasPrefix("Invalid query") else { return response }
            return .envelope(200, asked.program ?? .cmp, message: nil)
        }
        Mutant("rows-lost", "The last row is missing.", responses: .testQuery) { $0.records = $0.records.dropLast() }
        Mutant("rows-first-column", "Rows have their first column only.", responses: .testQuery) {
            $0.changeMembers("/value/*") { $0 = Array($0.prefix(1)) }
        }
    }
}
