import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Mutant {
    /// A system query of cmp and one of mpn.
    private static let otherSystemQueries = [
        "fd0f299c-5a1c-4929-9f48-bfc6cc44355d", "e65f3a4f-fb99-4319-97ff-59e57566a871",
    ]

    static let queryCalls = MutantList.of {
        Mutant("system-query-without-time", "A system query has no `createdTime`.", responses: .getQueries) {
            $0.changeMembers("/value/*") { members in
                guard members.contains(where: { $0.key == "type" && $0.value.string == "system" }) else { return }
                for index in members.indices where members[index].key == "createdTime" { members[index].value = .null }
            }
        }
        Mutant(
            "system-of-other-program", "A system query of the other program is taken.",
            instead: .testQuery | .createReport, where: { $0.status == 404 || $0.message == "Invalid QueryId" }
        ) { original, asked in
            let response = original.respond(asked)
            let own = original.respond(asked.another(.get, .queries)).records.first?["queryId"]?.string
            var changed = asked
            if Scope.testQuery.holds(asked), otherSystemQueries.contains(asked[parameter: "queryId"] ?? "") {
                changed[parameter: "queryId"] = own
            } else if otherSystemQueries.contains(asked[member: "QueryId"]?.string ?? "") {
                changed[member: "QueryId"] = own.map(JSONValue.string)
            } else {
                return response
            }
            return original.respond(changed)
        }
        Mutant(
            "query-unchecked", "A query that names no dataset is stored.", instead: .createQuery,
            where: { $0.status == 400 }
        ) {
            original, asked in
            original.respondUnchecked(asked, "Invalid table name")
        }
        Mutant(
            "query-columns-unchecked", "A query that names an unknown column is stored.", instead: .createQuery,
            where: { $0.status == 400 }
        ) {
            original, asked in original.respondUnchecked(asked, "Incorrect column name")
        }
        Mutant(
            "query-syntax-unchecked", "An invalid query is stored.", instead: .createQuery,
            where: { $0.status == 400 }
        ) {
            original, asked in
            original.respondUnchecked(asked, "Invalid query")
        }
        Mutant("query-name-not-needed", "`Name` may be missing.", requests: .createQuery) { asked in
            if asked.isWithout("Name") { asked[member: "Name"] = .string("Query") }
        }
        Mutant("query-text-not-needed", "`Query` may be missing.", requests: .createQuery) { asked in
            let text = asked.program == .cmp ? "SELECT OrderId FROM ISVOrder" : "SELECT MpnId FROM Profile"
            if asked.isWithout("Query") { asked[member: "Query"] = .string(text) }
        }
        Mutant("query-name-unique", "A name can be given once.", instead: .createQuery) { original, asked in
            let response = original.respond(asked)
            guard response.isSuccess, let name = asked[member: "Name"]?.string,
                original.count("name \(name) \(asked.token ?? "")") > 1
            else { return response }
            return .envelope(400, asked.program ?? .cmp, message: "Name exists")
        }
        Mutant(
            "refused-query-stored", "A query that was refused is stored all the same.", instead: .createQuery,
            where: { $0.status == 400 }
        ) {
            original, asked in
            let response = original.respond(asked)
            guard response.status == 400, asked.json != nil else { return response }
            var whole = asked
            whole[member: "Name"] = .string(asked[member: "Name"]?.string ?? "Refused")
            whole[member: "Query"] = .string(
                asked.program == .cmp ? "SELECT OrderId FROM ISVOrder" : "SELECT MpnId FROM Profile")
            _ = original.respond(whole)
            return response
        }
        // Lists
        Mutant("queries-newest-first", "User-defined queries come newest first.", responses: .getQueries) { response in
            let own = response.records.filter { $0["type"]?.string == "userDefined" }
            response.records = response.records.filter { $0["type"]?.string != "userDefined" } + own.reversed()
        }
        Mutant("queries-own-first", "User-defined queries come before those of the system.", responses: .getQueries) {
            response in
            let own = response.records.filter { $0["type"]?.string == "userDefined" }
            response.records = own + response.records.filter { $0["type"]?.string != "userDefined" }
        }
        Mutant("queries-without-system", "Lists leave out system queries.", requests: .getQueries) { asked in
            if asked[parameter: "includeSystemQueries"] == nil { asked[parameter: "includeSystemQueries"] = "false" }
        }
        Mutant("queries-system-always", "`includeSystemQueries=false` is ignored.", requests: .getQueries) {
            $0[parameter: "includeSystemQueries"] = nil
        }
        Mutant("queries-only-system-ignored", "`includeOnlySystemQueries` is ignored.", requests: .getQueries) {
            $0[parameter: "includeOnlySystemQueries"] = nil
        }
        Mutant(
            "queries-flags-contradict", "Of two flags that contradict, `includeSystemQueries` wins.",
            requests: .getQueries
        ) {
            if $0[parameter: "includeSystemQueries"] == "false" { $0[parameter: "includeOnlySystemQueries"] = nil }
        }
        Mutant("queries-id-ignored", "`queryId` is ignored.", requests: .getQueries) { $0[parameter: "queryId"] = nil }
        Mutant("queries-name-ignored", "`queryName` is ignored.", requests: .getQueries) {
            $0[parameter: "queryName"] = nil
        }
        Mutant("queries-name-by-case", "The letter case of `queryName` counts.", responses: .getQueries) {
            response, asked in
            guard let names = asked[parameter: "queryName"]?.split(separator: ";").map(String.init) else { return }
            response.records = response.records.filter { names.contains($0["name"]?.string ?? "") }
        }
        Mutant("queries-id-by-case", "The letter case of identifiers counts.", requests: .service) { asked in
            for name in ["queryId", "reportId", "executionId"] {
                if let id = asked[parameter: name], id != id.lowercased() { asked[parameter: name] = "x" + id }
            }
            if let id = asked.id, id != id.lowercased() { asked.replaceID { "x" + $0 } }
        }
        Mutant("queries-filters-or", "Of two filters one is enough.", instead: .getQueries) { original, asked in
            guard asked[parameter: "queryId"] != nil, asked[parameter: "queryName"] != nil else {
                return original.respond(asked)
            }
            var one = asked
            one[parameter: "queryName"] = nil
            return original.respond(one)
        }
        Mutant(
            "queries-none-empty", "Where nothing matches there is an empty list.", instead: .getQueries | .getReports,
            where: { $0.status == 404 }
        ) {
            original, asked in
            let response = original.respond(asked)
            return response.status == 404
                ? .envelope(200, asked.program ?? .cmp, message: "Fetched successfully") : response
        }
        Mutant(
            "queries-partly-unknown-404", "One unknown identifier among several is 404.",
            instead: .getQueries | .getReports
        ) {
            original, asked in
            let response = original.respond(asked)
            let wanted = asked[parameter: asked.route == .queries ? "queryId" : "reportId"]?.split(separator: ";").count
            guard let wanted, response.isSuccess, response.records.count < wanted else { return response }
            return .envelope(404, asked.program ?? .cmp, message: "No item found with given filters.")
        }
        Mutant("system-query-lost", "The last system query is missing.", responses: .getQueries) { response in
            if let index = response.records.lastIndex(where: { $0["type"]?.string == "system" }) {
                response.records.remove(at: index)
            }
        }
        Mutant("system-query-not-found", "A system query is not found by its identifier.", instead: .service) {
            original, asked in
            let response = original.respond(asked)
            let id = asked[parameter: "queryId"] ?? asked[member: "QueryId"]?.string
            guard let id, response.isSuccess, original.isSystemQuery(id, asked) else { return response }
            return .envelope(400, asked.program ?? .cmp, message: "Invalid QueryId")
        }
        Mutant("system-query-user-null", "System queries have no user.", responses: .getQueries) { response in
            response.changeMembers("/value/*") { members in
                guard members.contains(where: { $0.key == "type" && $0.value == .string("system") }) else { return }
                for index in members.indices where members[index].key == "user" { members[index].value = .null }
            }
        }
        // Delete
        Mutant("query-not-deleted", "A deleted query is still there.", instead: .deleteQuery) { original, asked in
            guard let id = asked.id else { return original.respond(asked) }
            var response = original.respond(asked.another(.get, .queries, parameters: "?queryId=\(id)"))
            guard response.isSuccess, response.records.first?["type"]?.string == "userDefined" else {
                return original.respond(asked)
            }
            response.set("/message", .string("Query deleted successfully"))
            return response
        }
        Mutant("query-delete-all", "Deleting one query deletes all.", instead: .deleteQuery) { original, asked in
            let response = original.respond(asked)
            guard response.isSuccess else { return response }
            let all = original.respond(asked.another(.get, .queries, parameters: "?includeSystemQueries=false"))
            for record in all.records {
                guard let id = record["queryId"]?.string else { continue }
                _ = original.respond(asked.another(.delete, .query(id: id)))
            }
            return response
        }
        Mutant("query-delete-204", "A delete is answered 204 without a body.", responses: .deleteQuery | .deleteReport)
        {
            $0.status = 204
            $0.bytes = []
        }
        Mutant(
            "query-delete-empty", "A delete does not show what was deleted.", responses: .deleteQuery | .deleteReport
        ) {
            $0.records = []
        }
        Mutant(
            "query-delete-twice", "A deleted item can be deleted again.", instead: .deleteQuery | .deleteReport,
            where: { $0.status == 404 }
        ) {
            original, asked in
            let response = original.respond(asked)
            guard response.status == 404 else { return response }
            return .envelope(200, asked.program ?? .cmp, message: "Deleted successfully")
        }
        Mutant(
            "system-query-deleted", "A system query can be deleted.", instead: .deleteQuery,
            where: { $0.message == "Invalid QueryId" }
        ) { original, asked in
            let response = original.respond(asked)
            guard response.message == "Invalid QueryId" else { return response }
            return .envelope(200, asked.program ?? .cmp, message: "Query deleted successfully")
        }
        Mutant("query-delete-takes-reports", "Deleting a query deletes its reports.", instead: .deleteQuery) {
            original, asked in
            let response = original.respond(asked)
            guard response.isSuccess, let id = asked.id else { return response }
            for report in original.respond(asked.another(.get, .reports, parameters: "?queryId=\(id)")).records {
                _ = original.respond(asked.another(.delete, .report(id: report["reportId"]?.string ?? "")))
            }
            return response
        }
        Mutant(
            "query-deleted-runnable", "A deleted query can still be used.", instead: .service, where: { !$0.isSuccess }
        ) { original, asked in
            var asked = asked
            if asked.route == .queries, asked.request.method == .post {
                let response = original.respond(asked)
                if let record = response.records.first, let id = record["queryId"]?.string {
                    original["query \(id)"] = record
                }
                return response
            }
            let response = original.respond(asked)
            guard !response.isSuccess, asked.route == .testQuery, let id = asked[parameter: "queryId"],
                let text = original["query \(id)"]?["query"]?.string
            else { return response }
            asked[parameter: "queryId"] = nil
            asked[parameter: "exportQuery"] = text
            return original.respond(asked)
        }
    }
}

extension Asked {
    /// Returns whether a member of the body is missing, null or blank.
    func isWithout(_ name: String) -> Bool {
        guard json != nil else { return false }
        guard let value = self[member: name], value != .null else { return true }
        return value.string?.allSatisfy { $0 == " " } ?? false
    }
}

extension Original {
    /// Returns the response, or the response to another query if the text gets this refusal.
    fileprivate func respondUnchecked(_ asked: Asked, _ message: String) -> MutantResponse {
        var response = respond(asked)
        guard response.message.hasPrefix(message) else { return response }
        var right = asked
        right[member: "Query"] = .string(
            asked.program == .cmp ? "SELECT OrderId FROM ISVOrder" : "SELECT MpnId FROM Profile")
        response = self.respond(right)
        response.set("/value/0/query", asked[member: "Query"] ?? .null)
        return response
    }

    /// Returns whether an identifier is that of a system query.
    fileprivate func isSystemQuery(_ id: String, _ asked: Asked) -> Bool {
        respond(asked.another(.get, .queries, parameters: "?includeOnlySystemQueries=true")).records
            .contains { $0["queryId"]?.string?.lowercased() == id.lowercased() }
    }
}
