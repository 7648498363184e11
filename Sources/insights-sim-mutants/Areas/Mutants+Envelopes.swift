import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsWireMutants

extension Mutant {
    static let envelopes = MutantList.of {
        Mutant("answers-public", "Everybody may keep answers with data.", responses: .service) {
            $0.fields.set("Cache-Control", to: "public, max-age=60")
        }
        Mutant("total-count-one-more", "`totalCount` is one more than there are records.", responses: .service) {
            $0.changeNumber("/totalCount") { $0 + 1 }
        }
        Mutant("total-count-as-text", "`totalCount` is a text.", responses: .service) {
            $0.change("/totalCount") { .string(String($0.integer ?? 0)) }
        }
        Mutant("total-count-absent", "`totalCount` is missing.", responses: .service) { $0.remove("/totalCount") }
        Mutant("status-code-absent", "`statusCode` is missing.", responses: .service) { $0.remove("/statusCode") }
        Mutant("status-code-as-text", "`statusCode` is a text.", responses: .service) {
            $0.change("/statusCode") { .string(String($0.integer ?? 0)) }
        }
        Mutant("status-code-always-200", "`statusCode` of a refusal is 200.", refusals: .service) {
            $0.set("/statusCode", .integer(200))
        }
        Mutant("refusals-200", "Refusals are answered 200, with the status in the body only.", refusals: .service) {
            $0.status = 200
        }
        Mutant("refusals-500", "What is refused with 400 is answered 500.", refusals: .service) { response in
            if response.status == 400 { response.status = 500 }
        }
        Mutant("refusal-value-null", "`value` of a refusal is null.", refusals: .service) { $0.set("/value", .null) }
        Mutant("refusal-value-absent", "A refusal has no `value`.", refusals: .service) { $0.remove("/value") }
        Mutant("refusal-total-count-null", "`totalCount` of a refusal is null.", refusals: .service) {
            $0.set("/totalCount", .null)
        }
        Mutant("refusal-as-problem", "A refusal is `error` with a code and a message.", refusals: .service) {
            response in
            response.json = .object(["error": .object(["code": .string("x"), "message": .string(response.message)])])
        }
        Mutant("message-absent", "`message` is missing where it is null.", responses: .service) {
            $0.removeNull("/message")
        }
        Mutant("message-empty", "`message` is empty where it is null.", responses: .service) {
            $0.edit("/message") { $0 == .null ? .string("") : $0 }
        }
        Mutant("value-single", "`value` is the record itself if there is one.", responses: .service) { response in
            if response.records.count == 1 { response.set("/value", response.records[0]) }
        }
        Mutant("envelope-pascal-case", "The envelope's keys begin with a capital.", responses: .service) { response in
            response.changeMembers("/") { members in
                for index in members.indices { members[index].key = members[index].key.capitalizedFirst }
            }
        }
        Mutant("envelope-turned-round", "The envelope's keys come in the opposite order.", responses: .service) {
            $0.changeMembers("/") { $0.reverse() }
        }
        Mutant("next-link-absent", "mpn has no `nextLink`.", responses: .service.of(.mpn)) {
            $0.removeNull("/nextLink")
        }
        Mutant("next-link-in-cmp", "cmp has `nextLink`.", responses: .service.of(.cmp)) { response in
            if response.json?["nextLink"] == nil { response.set("/nextLink", .null) }
        }
        Mutant("data-redacted-absent", "mpn has no `dataRedacted`.", responses: .service.of(.mpn)) {
            $0.remove("/dataRedacted")
        }
        Mutant("data-redacted-true", "`dataRedacted` is true.", responses: .service.of(.mpn)) {
            $0.set("/dataRedacted", .bool(true))
        }
        Mutant("data-redacted-in-cmp", "cmp has `dataRedacted`.", responses: .service.of(.cmp)) {
            $0.set("/dataRedacted", .bool(false))
        }
        Mutant("service-type-text", "Answers are `text/plain`.", responses: .service) {
            $0.fields.set("Content-Type", to: "text/plain; charset=utf-8")
        }
        Mutant("service-packed", "Answers say that they are packed.", responses: .service) {
            $0.text = $0.text
            $0.bytes = StoredGzip.pack($0.bytes)
            $0.fields.set("Content-Encoding", to: "gzip")
        }
        Mutant("negotiates", "A caller who prefers text gets 406.", instead: .service) { original, asked in
            guard let accept = asked.request.fields["Accept"], !accept.hasPrefix("application/json"),
                !accept.hasPrefix("*")
            else { return original.respond(asked) }
            return .envelope(406, asked.program ?? .cmp, message: "Not acceptable")
        }
        Mutant("detail-absent", "The explanation of a refusal is missing.", refusals: .service) {
            $0.fields.set(SimulatorEndpoints.detailField, to: nil)
        }
        Mutant("warning-absent", "The warning of a literal is missing.", responses: .testQuery) {
            if $0.isSuccess { $0.fields.set(SimulatorEndpoints.detailField, to: nil) }
        }
        Mutant(
            "flags-empty-refused", "A Boolean parameter without a value is refused.",
            settings: ["empty-flags": "refused"], touching: .service)
        // Addresses
        Mutant("path-by-case", "The path's letter case counts.", requests: .service) { asked in
            let path = String(asked.request.target.prefix { $0 != "?" })
            if !path.contains("/insights/v1/") || !path.contains("/Scheduled") { asked.request.target = "/nowhere" }
        }
        Mutant("empty-segments-count", "A doubled slash in the path counts.", requests: .service) { asked in
            if asked.request.target.prefix(while: { $0 != "?" }).contains("//") { asked.request.target = "/nowhere" }
        }
        Mutant("path-untrimmed", "A blank in the path counts.", requests: .service) { asked in
            let path = asked.request.target.prefix { $0 != "?" }
            if path.contains("%20") || path.contains(" ") { asked.request.target = "/nowhere" }
        }
        Mutant(
            "analytics-answered", "`/analytics/` answers too.", settings: ["analytics-alias": "on"],
            touching: .everything)
        Mutant("unknown-route-400", "An unknown route is answered 400.", refusals: .everything) { response in
            if response.message == "Resource not found" { response.status = 400 }
        }
        Mutant("wrong-method-404", "Another method is answered 404.", refusals: .service) { response in
            if response.status == 405 { response.status = 404 }
        }
        Mutant("allow-absent", "`Allow` is missing.", refusals: .service) { $0.fields.set("Allow", to: nil) }
        Mutant("parameters-by-case", "The letter case of a parameter's name counts.", requests: .service) { asked in
            for name in [
                "datasetname", "queryid", "queryname", "includesystemqueries", "includeonlysystemqueries",
                "exportquery", "reportid", "reportname", "executionid", "executionstatus", "getlatestexecution",
                "starttime", "endtime",
            ] where asked.hasOtherSpelling(of: name) { asked[parameter: name] = nil }
        }
        Mutant("parameters-untrimmed", "Blanks around a parameter count.", requests: .service) { asked in
            for pair in RequestTarget(parsing: asked.request.target).parameters.all
            where pair.value.first == " " || pair.value.last == " " {
                asked[parameter: pair.name] = "x" + pair.value
            }
        }
        Mutant("lists-not-split", "Of a list only the first item counts.", requests: .service) { asked in
            for name in ["queryId", "queryName", "reportId", "reportName", "executionId", "executionStatus"] {
                guard let value = asked[parameter: name], let first = value.split(separator: ";").first,
                    first.count < value.count
                else { continue }
                asked[parameter: name] = String(first)
            }
            if let id = asked.id, id.contains(";") { asked.replaceID { String($0.prefix { $0 != ";" }) } }
        }
        // Bodies
        Mutant("keys-by-case", "The letter case of a body's keys counts.", requests: .service) { asked in
            guard var json = asked.json else { return }
            json.members.removeAll { $0.key.first?.isLowercase == true || $0.key == $0.key.uppercased() }
            if json != asked.json { asked.json = json }
        }
        Mutant("first-key-wins", "Of a doubled key the first counts.", requests: .service) { asked in
            guard var json = asked.json else { return }
            var seen: Set<String> = []
            json.members = json.members.filter { seen.insert($0.key.lowercased()).inserted }
            if json != asked.json { asked.json = json }
        }
        Mutant("doubled-key-refused", "A doubled key is refused.", instead: .createQuery | .reportBodies) {
            original, asked in
            let keys = asked.json?.keys.map { $0.lowercased() } ?? []
            guard Set(keys).count < keys.count else { return original.respond(asked) }
            return .envelope(400, asked.program ?? .cmp, message: "Invalid request body: a doubled key")
        }
        Mutant("unknown-key-refused", "An unknown key is refused.", instead: .createQuery | .reportBodies) {
            original, asked in
            let known = [
                "name", "description", "query", "reportname", "queryid", "starttime", "executenow", "querystarttime",
                "queryendtime", "recurrenceinterval", "recurrencecount", "format", "callbackurl", "callbackmethod",
            ]
            let isKnown = asked.json?.keys.allSatisfy { known.contains($0.lowercased()) } ?? true
            return isKnown ? original.respond(asked) : .envelope(400, asked.program ?? .cmp, message: "Unknown key")
        }
        Mutant("numbers-as-text-refused", "A whole number may not be a text.", requests: .reportBodies) { asked in
            for name in ["RecurrenceInterval", "RecurrenceCount"] where asked[member: name]?.string != nil {
                asked[member: name] = .bool(true)
            }
        }
        Mutant("content-type-needed", "The content type must be `application/json` in lower case.", instead: .service) {
            original, asked in
            let type = asked.request.fields["Content-Type"] ?? ""
            guard !asked.request.body.isEmpty, type != "application/json" else { return original.respond(asked) }
            return .envelope(415, asked.program ?? .cmp, message: "Unsupported media type")
        }
        Mutant("paged-unasked", "Lists come in pages of two.", settings: ["page-size": "2"], touching: .service)
        Mutant("page-link-relative", "`nextLink` is no absolute address.", responses: .service) { response in
            response.changeText("/nextLink") { "/" + $0.drop { $0 != "/" }.dropFirst(2).drop { $0 != "/" }.dropFirst() }
        }
        Mutant("page-link-loops", "`nextLink` leads to the same page.", responses: .service) { response, asked in
            response.changeText("/nextLink") { link in
                let origin = link.prefix { $0 != "/" } + "//" + (link.split(separator: "/").dropFirst().first ?? "")
                return origin + asked.request.target
            }
        }
        Mutant("page-link-absent", "There is no `nextLink` though there is more.", responses: .service) {
            $0.changeText("/nextLink") { _ in "" }
            $0.edit("/nextLink") { $0 == .string("") ? .null : $0 }
        }
        Mutant("faults-ignored", "A plan of faults has no effect.", instead: .faults) { original, asked in
            var response = original.respond(asked)
            var ended = asked
            ended.request.method = .delete
            ended.request.body = []
            let cleared = original.respond(ended)
            if !cleared.isSuccess { response = cleared }
            return response
        }
    }
}

extension String {
    /// With a capital at the beginning.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension Asked {
    /// Returns whether a parameter exists in a spelling other than the documented one, `camelCase`.
    fileprivate func hasOtherSpelling(of name: String) -> Bool {
        let documented = [
            "datasetName", "queryId", "queryName", "includeSystemQueries", "includeOnlySystemQueries", "exportQuery",
            "reportId", "reportName", "executionId", "executionStatus", "getLatestExecution", "startTime", "endTime",
        ]
        return RequestTarget(parsing: request.target).parameters.all.contains { pair in
            pair.name.lowercased() == name && !documented.contains(pair.name)
        }
    }
}
