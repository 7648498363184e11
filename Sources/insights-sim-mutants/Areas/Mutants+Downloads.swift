import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Mutant {
    static let downloads = MutantList.of {
        Mutant(
            "scheduled-period-narrows", "The period sent with a scheduled report empties its file.",
            instead: .createReport | .executions | .download
        ) { original, asked in
            var response = original.respond(asked)
            guard response.isSuccess else { return response }
            if Scope.createReport.holds(asked), !asked.isWithout("QueryStartTime"),
                asked[member: "ExecuteNow"]?.bool != true, let id = response.records.first?["reportId"]?.string
            {
                original["narrow \(id)"] = .bool(true)
            }
            for record in Scope.executions.holds(asked) ? response.records : [] {
                guard original["narrow \(record["reportId"]?.string ?? "")"] != nil,
                    let link = record["reportAccessSecureLink"]?.string
                else { continue }
                original["narrow \(link.drop { $0 != "?" })"] = .bool(true)
            }
            if Scope.download.holds(asked), original["narrow \(asked.request.target.drop { $0 != "?" })"] != nil {
                response.text = response.text.prefix { !$0.isNewline } + "\r\n"
            }
            return response
        }
        Mutant("download-plain", "A file is not packed.", responses: .download) { response in
            guard !response.bytes.isEmpty else { return }
            let text = response.text
            response.fields.set("Content-Encoding", to: nil)
            response.text = text
        }
        Mutant("download-unlabelled", "A file is packed and does not say so.", responses: .download) {
            $0.fields.set("Content-Encoding", to: nil)
        }
        Mutant("download-mislabelled", "A file says that it is packed, and is not.", responses: .download) { response in
            let text = response.text
            response.fields.set("Content-Encoding", to: nil)
            response.text = text
            response.fields.set("Content-Encoding", to: "gzip")
        }
        Mutant(
            "download-identity", "A client that accepts no gzip gets a plain file.",
            settings: ["download-identity": "on"],
            touching: .download)
        Mutant("download-truncated", "A file lacks its end.", responses: .download) { $0.bytes = $0.bytes.dropLast(8) }
        Mutant("download-lf", "Lines end in LF.", settings: ["line-end": "lf"], touching: .download)
        Mutant(
            "download-crlf-always", "Lines always end in CR LF.", settings: ["line-end": "crlf"], touching: .download)
        Mutant("download-byte-order-mark", "A file begins with a byte order mark.", responses: .download) {
            $0.text = "\u{feff}" + $0.text
        }
        Mutant("download-no-header", "The row of names is missing.", responses: .download) { response in
            response.text = String(response.text.drop { !$0.isNewline }.dropFirst())
        }
        Mutant("download-header-lower-case", "Names in the first row are in lower case.", responses: .download) {
            response in
            let first = response.text.prefix { !$0.isNewline }
            response.text = first.lowercased() + response.text.dropFirst(first.count)
        }
        Mutant("download-header-quoted", "Names in the first row are quoted.", responses: .download) { response in
            let first = response.text.prefix { !$0.isNewline }
            response.text = "\"" + first.replacing(",", with: "\",\"") + "\"" + response.text.dropFirst(first.count)
        }
        Mutant("download-columns-turned-round", "Columns come in the opposite order.", responses: .download) {
            response in
            response.text = response.text.split(separator: "\r\n", omittingEmptySubsequences: false)
                .map { $0.split(separator: ",", omittingEmptySubsequences: false).reversed().joined(separator: ",") }
                .joined(separator: "\r\n")
        }
        Mutant("download-row-lost", "The last row is missing.", responses: .download) { response in
            let lines = response.text.split(separator: "\r\n", omittingEmptySubsequences: false)
            if lines.count > 2 { response.text = (lines.dropLast(2) + [""]).joined(separator: "\r\n") }
        }
        Mutant("download-100-rows", "A file has at most 100 rows.", responses: .download) { response in
            let lines = response.text.split(separator: "\r\n", omittingEmptySubsequences: false)
            if lines.count > 102 { response.text = (lines.prefix(101) + [""]).joined(separator: "\r\n") }
        }
        Mutant("download-tsv-is-csv", "tsv files are separated by commas.", responses: .download) {
            $0.text = $0.text.replacing("\t", with: ",")
        }
        Mutant("download-unquoted", "Fields are never quoted.", responses: .download) {
            $0.text = $0.text.replacing("\"", with: "")
        }
        Mutant("download-null-word", "A cell without value is `NULL`.", responses: .download) {
            $0.text = $0.text.replacing(",,", with: ",NULL,").replacing(",\r\n", with: ",NULL\r\n")
        }
        Mutant("download-no-last-line-end", "The last row lacks its line end.", responses: .download) { response in
            if response.text.hasSuffix("\r\n") { response.text = String(response.text.dropLast()) }
        }
        Mutant("download-type", "The content type is `application/octet-stream`.", responses: .download) {
            $0.fields.set("Content-Type", to: "application/octet-stream")
        }
        Mutant("download-tag-absent", "`ETag` is missing.", responses: .download) { $0.fields.set("ETag", to: nil) }
        Mutant("download-date-absent", "`Last-Modified` is missing.", responses: .download) {
            $0.fields.set("Last-Modified", to: nil)
        }
        Mutant("download-ranges-ignored", "`Range` is ignored.", requests: .download) {
            $0.request.fields.set("Range", to: nil)
        }
        Mutant("download-ms-range-ignored", "`x-ms-range` is ignored.", requests: .download) {
            $0.request.fields.set("x-ms-range", to: nil)
        }
        Mutant("download-client-request-id-absent", "`x-ms-client-request-id` is not repeated.", responses: .download) {
            $0.fields.set("x-ms-client-request-id", to: nil)
        }
        Mutant(
            "download-preflight-405", "A preflight is 405, like any other method.", instead: .download
        ) { original, asked in
            guard asked.request.method == .options else { return original.respond(asked) }
            return .envelope(405, .cmp, message: "Method not allowed")
        }
        Mutant(
            "download-conditions-ignored", "`If-None-Match` and `If-Modified-Since` are ignored.", requests: .download
        ) {
            $0.request.fields.set("If-None-Match", to: nil)
            $0.request.fields.set("If-Modified-Since", to: nil)
        }
        Mutant("download-needs-token", "A link needs a token.", instead: .download) { original, asked in
            asked.token == nil ? .envelope(401, .cmp, message: "Unauthorized") : original.respond(asked)
        }
        Mutant("download-refuses-token", "A link cannot bear a token.", instead: .download) { original, asked in
            asked.token != nil ? .envelope(400, .cmp, message: "Bad request") : original.respond(asked)
        }
        Mutant("download-once", "A link works once.", instead: .download) { original, asked in
            guard original.count("download \(asked.request.target)") > 1 else { return original.respond(asked) }
            return .envelope(404, .cmp, message: "Not found")
        }
        Mutant(
            "download-guessable", "The signature of a link is not checked.", instead: .executions | .download,
            where: { $0.status >= 400 }
        ) {
            original, asked in
            let response = original.respond(asked)
            for record in response.records {
                guard let link = record["reportAccessSecureLink"]?.string else { continue }
                let target = "/" + link.split(separator: "/", maxSplits: 2).dropFirst(2).joined(separator: "/")
                original["link " + target.prefix { $0 != "?" }] = .string(target)
            }
            guard asked.kind == .download, response.status >= 400,
                let right = original["link " + asked.request.target.prefix { $0 != "?" }]?.string
            else { return response }
            var other = asked
            other.request.target = right
            return original.respond(other)
        }
        Mutant(
            "download-expires", "A link works for an hour.", settings: ["link-expiry-hours": "1"],
            touching: .executions | .download)
        Mutant("download-never-expires", "Links never expire.", instead: .download, where: { $0.status >= 400 }) {
            original, asked in
            let response = original.respond(asked)
            if response.isSuccess { original["file " + asked.request.target] = .string(response.text) }
            guard response.status == 403 || response.status == 404 || response.status == 410,
                let text = original["file " + asked.request.target]?.string
            else { return response }
            var kept = MutantResponse(HTTPResponse(200, fields: HTTPFields([("Content-Encoding", "gzip")])))
            kept.text = text
            return kept
        }
        Mutant("download-dead-200", "A dead link is answered 200 with an empty file.", refusals: .download) {
            $0.status = 200
            $0.bytes = []
        }
        Mutant("download-refused-401", "A refused download is 401.", refusals: .download) { $0.status = 401 }
    }
}
