import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Mutant {
    static let language = MutantList.of {
        rewriting("distinct-ignored", "DISTINCT is ignored.") { $0.replacing(/(?i)\bdistinct\s+/, with: "") }
        Mutant(
            "distinct-always", "No result ever has the same row twice.", settings: ["duplicate-rows": "implicit"],
            touching: .testQuery | .download)
        rewriting("order-ascending", "ORDER BY without a direction is ascending.") { text in
            text.replacing(/(?i)(order\s+by\s+)(.+?)(\s+limit\b|\s+timespan\b|$)/) { match in
                let items = match.output.2.split(separator: ",").map { item in
                    item.contains(/(?i)\b(asc|desc)\s*$/) ? String(item) : "\(item) ASC"
                }
                return match.output.1 + items.joined(separator: ",") + match.output.3
            }
        }
        rewriting("order-second-ascending", "After a first item with ASC the second is ascending too.") {
            $0.replacing(/(?i)(\basc\s*,\s*\w+)(\s*)(limit|timespan|$)/) { "\($0.output.1) ASC \($0.output.3)" }
        }
        rewriting("order-descending-always", "ASC is ignored.") { $0.replacing(/(?i)\basc\b/, with: "DESC") }
        rewriting("order-ignored", "ORDER BY is ignored.") {
            $0.replacing(/(?i)\border\s+by\s+.+?(limit\b|timespan\b|$)/) { $0.output.1 }
        }
        rewriting("limit-ignored", "LIMIT is ignored.") { $0.replacing(/(?i)\blimit\s+[1-9][0-9]*/, with: "") }
        rewriting("limit-one-more", "LIMIT gives one row more.") {
            $0.replacing(/(?i)\blimit\s+([1-9][0-9]*)/) { "LIMIT \((Int($0.output.1) ?? 0) + 1)" }
        }
        rewriting("limit-zero", "LIMIT 0 is taken.") { $0.replacing(/(?i)\blimit\s+0\b/, with: "LIMIT 1") }
        rewriting("limit-negative", "LIMIT -1 is taken.") { $0.replacing(/(?i)\blimit\s+-[0-9]+/, with: "") }
        rewriting("span-ignored", "TIMESPAN is ignored.") { $0.replacing(/(?i)\btimespan\s+\w+/, with: "") }
        rewriting("span-lifetime", "Every TIMESPAN is LIFETIME.") {
            $0.replacing(/(?i)\btimespan\s+last_\w+/, with: "TIMESPAN LIFETIME")
        }
        rewriting("span-default-month", "No TIMESPAN means one month.") {
            $0.contains(/(?i)\btimespan\b/) ? $0 : $0 + " TIMESPAN LAST_MONTH"
        }
        rewriting("span-default-lifetime", "No TIMESPAN means all.") {
            $0.contains(/(?i)\btimespan\b/) ? $0 : $0 + " TIMESPAN LIFETIME"
        }
        rewriting("span-unknown", "An unknown TIMESPAN is taken.") {
            $0.replacing(
                /(?i)\btimespan\s+(?!(last_(7|14|30|90|180|365)_days|last_month|last_3_months|last_6_months|last_1_year|lifetime|today|yesterday)\b)\w+/,
                with: "")
        }
        rewriting("span-by-case", "A TIMESPAN in lower case is not understood.") {
            $0.replacing(/timespan|last_[a-z]|lifetime/, with: "~")
        }
        rewriting("where-ignored", "WHERE is ignored.") {
            $0.replacing(/(?i)\bwhere\s+.+?(order\s+by|limit\b|timespan\b|$)/) { $0.output.1 }
        }
        rewriting("and-ignored", "Only the first condition counts.") {
            $0.replacing(/(?i)\s+and\s+.+?(order\s+by|limit\b|timespan\b|$)/) { " \($0.output.1)" }
        }
        rewriting("not-in-is-in", "NOT IN is IN.") { $0.replacing(/(?i)\bnot\s+in\b/, with: "IN") }
        rewriting("not-like-is-like", "NOT LIKE is LIKE.") { $0.replacing(/(?i)\bnot\s+like\b/, with: "LIKE") }
        rewriting("in-first-only", "Of IN only the first value counts.") {
            $0.replacing(/(?i)\bin\s*\(\s*('[^']*'|[^,)]+)[^)]*\)/) { "IN (\($0.output.1))" }
        }
        rewriting("not-equal-is-equal", "`!=` is `=`.") { $0.replacing("!=", with: "=") }
        rewriting("at-least-is-more", "`>=` is `>`.") { $0.replacing(">=", with: ">") }
        rewriting("at-most-is-less", "`<=` is `<`.") { $0.replacing("<=", with: "<") }
        rewriting("more-is-at-least", "`>` is `>=`.") { $0.replacing(/>(?!=)/, with: ">=") }
        rewriting("less-is-at-most", "`<` is `<=`.") { $0.replacing(/<(?!=)/, with: "<=") }
        rewriting("like-without-wildcards", "`%` in LIKE is a character.") {
            $0.replacing(/(?i)\blike\s+'([^']*)'/) { "LIKE '\($0.output.1.replacing("%", with: "~"))'" }
        }
        rewriting("like-anchored", "LIKE '%x%' finds only what begins with x.") {
            $0.replacing(/(?i)\blike\s+'%/, with: "LIKE '")
        }
        rewriting("like-underscore", "`_` in LIKE is a character.") {
            $0.replacing(/(?i)\blike\s+'([^']*)'/) { "LIKE '\($0.output.1.replacing("_", with: "~"))'" }
        }
        rewriting("like-contains", "LIKE without `%` finds what contains the text.") {
            $0.replacing(/(?i)\blike\s+'([^'%]*)'/) { "LIKE '%\($0.output.1)%'" }
        }
        Mutant("values-by-case", "The letter case of values counts.", responses: .testQuery) { response, asked in
            guard let text = asked[parameter: "exportQuery"] else { return }
            for match in text.matches(of: /(\w+)\s*=\s*'([^']*)'/) {
                response.records = response.records.filter { row in
                    let cell = row.object?.value(caseInsensitively: String(match.output.1))?.string
                    return cell == nil || cell == String(match.output.2)
                }
            }
        }
        rewriting("keywords-by-case", "Keywords in lower case are not understood.") {
            $0.replacing(/\b(select|from|where|order by|limit)\b/, with: "~")
        }
        rewriting("columns-by-case", "The letter case of columns counts.") {
            $0.replacing(/(?i)(select\s+(?:distinct\s+)?)([a-z]\w*)/) { "\($0.output.1)No\($0.output.2)" }
        }
        Mutant("headers-as-typed", "Rows name the columns as they were typed.", responses: .testQuery) {
            response, asked in
            guard let text = asked[parameter: "exportQuery"],
                let list = text.firstMatch(of: /(?i)select\s+(?:distinct\s+)?(.+?)\s+from/)?.output.1
            else { return }
            let typed = list.split(separator: ",").map { $0.trimmingPrefix(/\s+/).prefix { $0 != " " } }
            response.changeMembers("/value/*") { members in
                for (index, name) in typed.enumerated() where members.indices.contains(index) {
                    members[index].key = String(name)
                }
            }
        }
        rewriting("numbers-must-be-bare", "A number in quotes matches nothing.") {
            $0.replacing(/([<>=]\s*)'[0-9]+'/) { "\($0.output.1)'none'" }
        }
        Mutant(
            "unfit-value-refused", "A value that does not fit its column is refused.", instead: .testQuery,
            where: { $0.isSuccess && $0.records.isEmpty }
        ) {
            original, asked in
            let response = original.respond(asked)
            guard response.isSuccess, response.records.isEmpty, asked[parameter: "exportQuery"]?.contains("'") == true
            else {
                return response
            }
            return .envelope(400, asked.program ?? .cmp, message: "Invalid query: the value does not fit")
        }
        rewriting("typed-semicolon", "A semicolon at the end is taken.") { $0.replacing(/\s*;\s*$/, with: "") }
        rewriting("quotes-doubled-refused", "`''` in a text is not understood.") { $0.replacing("''", with: "' '") }
        Mutant(
            "quotes-typographic", "Typographic quotes are taken.", settings: ["typographic-quotes": "on"],
            touching: .testQuery | .createQuery)
        rewriting("lines-refused", "Line breaks in a query are not understood.") { $0.replacing(/[\r\n]+/, with: "~") }
        rewriting("blanks-needed", "Operators need blanks around them.") {
            $0.replacing(/(\w)([=<>]+)('?\w)/) { "\($0.output.1)~\($0.output.3)" }
        }
        rewriting("clauses-in-any-order", "Clauses may come in any order.") {
            $0.replacing(/(?i)(order\s+by\s+\w+(?:\s+(?:asc|desc))?)\s+(where\s+.+)$/) {
                "\($0.output.2) \($0.output.1)"
            }
            .replacing(/(?i)(timespan\s+\w+)\s+(limit\s+[0-9]+)$/) { "\($0.output.2) \($0.output.1)" }
        }
        rewriting("star-taken", "`SELECT *` is taken.") { text in
            text.replacing(/(?i)select\s+\*/, with: text.contains("ISVOrder") ? "SELECT OrderId" : "SELECT MpnId")
        }
        rewriting("or-taken", "OR is taken.") { $0.replacing(/(?i)\s+or\s+/, with: " AND ") }
        Mutant("metrics-not-grouped", "A group shows only its first row's share.", responses: .testQuery) { response in
            response.changeMembers("/value/*") { members in
                for index in members.indices where members[index].value.integer != nil {
                    members[index].value = .integer(1)
                }
            }
        }
        Mutant("rows-keys-sorted", "Rows name their columns in alphabetical order.", responses: .testQuery) {
            $0.changeMembers("/value/*") { $0.sort { $0.key < $1.key } }
        }
        Mutant("rows-keys-lower-case", "Rows name their columns in lower case.", responses: .testQuery) {
            $0.changeMembers("/value/*") { members in
                for index in members.indices { members[index].key = members[index].key.lowercased() }
            }
        }
        Mutant("rows-as-text", "Numbers in rows are texts.", responses: .testQuery) {
            $0.changeMembers("/value/*") { members in
                for index in members.indices {
                    if case .number(let text) = members[index].value { members[index].value = .string(text) }
                }
            }
        }
        Mutant("rows-rounded", "Numbers in rows are whole.", responses: .testQuery) {
            $0.changeMembers("/value/*") { members in
                for index in members.indices {
                    if case .number(let text) = members[index].value {
                        members[index].value = .number(String(text.prefix { $0 != "." }))
                    }
                }
            }
        }
        Mutant("rows-without-nulls", "A cell without value is missing.", responses: .testQuery) {
            $0.changeMembers("/value/*") { $0.removeAll { $0.value == .null } }
        }
        Mutant("rows-empty-for-null", "A cell without value is an empty text.", responses: .testQuery) {
            $0.changeMembers("/value/*") { members in
                for index in members.indices where members[index].value == .null { members[index].value = .string("") }
            }
        }
        Mutant("rows-with-times", "Days in rows have a time.", responses: .testQuery) {
            $0.changeMembers("/value/*") { members in
                for index in members.indices {
                    if let text = members[index].value.string, text.wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil {
                        members[index].value = .string(text + "T00:00:00")
                    }
                }
            }
        }
        Mutant("rows-nulls-first", "Rows that lack a value come first.", instead: .testQuery, where: { $0.isSuccess }) {
            original, asked in
            guard let text = asked[parameter: "exportQuery"], text.contains(/(?i)order\s+by/),
                let limit = text.firstMatch(of: /(?i)\blimit\s+([0-9]+)/).flatMap({ Int($0.output.1) })
            else { return original.respond(asked) }
            var whole = asked
            whole.rewriteQuery { $0.replacing(/(?i)\blimit\s+[0-9]+/, with: "") }
            var response = original.respond(whole)
            let lacks: (JSONValue) -> Bool = { $0.object?.members.contains { $0.value == .null } == true }
            response.records = Array(
                (response.records.filter(lacks) + response.records.filter { !lacks($0) }).prefix(limit))
            return response
        }
        Mutant("rows-as-arrays", "Rows are arrays without names.", responses: .testQuery) {
            $0.change("/value/*") { .array($0.object?.members.map(\.value) ?? []) }
        }
    }

    /// Returns a mutant that changes the text of test queries.
    private static func rewriting(
        _ name: String, _ fault: String, _ change: @escaping @Sendable (String) -> String
    ) -> Mutant {
        Mutant(name, fault, requests: .testQuery) { $0.rewriteQuery(change) }
    }
}
