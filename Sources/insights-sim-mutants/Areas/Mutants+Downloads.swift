import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Mutant {
    static let downloads = MutantList.of {
        Mutant(
            "scheduled-period-narrows", "The period sent with a scheduled report empties its file.",
            instead: .createReport | .executions | .download
        ) { original, asked in
            var answer = original.answer(asked)
            guard answer.isSuccess else { return answer }
            if Scope.createReport.holds(asked), !asked.isWithout("QueryStartTime"),
                asked[member: "ExecuteNow"]?.bool != true, let id = answer.records.first?["reportId"]?.string
            {
                original["narrow \(id)"] = .bool(true)
            }
            for record in Scope.executions.holds(asked) ? answer.records : [] {
                guard original["narrow \(record["reportId"]?.string ?? "")"] != nil,
                    let link = record["reportAccessSecureLink"]?.string
                else { continue }
                original["narrow \(link.drop { $0 != "?" })"] = .bool(true)
            }
            if Scope.download.holds(asked), original["narrow \(asked.request.target.drop { $0 != "?" })"] != nil {
                answer.text = answer.text.prefix { !$0.isNewline } + "\r\n"
            }
            return answer
        }
        Mutant("download-plain", "A file is not packed.", answers: .download) { answer in
            guard !answer.bytes.isEmpty else { return }
            let text = answer.text
            answer.fields.set("Content-Encoding", to: nil)
            answer.text = text
        }
        Mutant("download-unlabelled", "A file is packed and does not say so.", answers: .download) {
            $0.fields.set("Content-Encoding", to: nil)
        }
        Mutant("download-mislabelled", "A file says that it is packed, and is not.", answers: .download) { answer in
            let text = answer.text
            answer.fields.set("Content-Encoding", to: nil)
            answer.text = text
            answer.fields.set("Content-Encoding", to: "gzip")
        }
        Mutant(
            "download-identity", "A client that accepts no gzip gets a plain file.",
            settings: ["download-identity": "on"],
            touching: .download)
        Mutant("download-truncated", "A file lacks its end.", answers: .download) { $0.bytes = $0.bytes.dropLast(8) }
        Mutant("download-lf", "Lines end in LF.", settings: ["line-end": "lf"], touching: .download)
        Mutant(
            "download-crlf-always", "Lines always end in CR LF.", settings: ["line-end": "crlf"], touching: .download)
        Mutant("download-byte-order-mark", "A file begins with a byte order mark.", answers: .download) {
            $0.text = "\u{feff}" + $0.text
        }
        Mutant("download-no-header", "The row of names is missing.", answers: .download) { answer in
            answer.text = String(answer.text.drop { !$0.isNewline }.dropFirst())
        }
        Mutant("download-header-lower-case", "Names in the first row are in lower case.", answers: .download) {
            answer in
            let first = answer.text.prefix { !$0.isNewline }
            answer.text = first.lowercased() + answer.text.dropFirst(first.count)
        }
        Mutant("download-header-quoted", "Names in the first row are quoted.", answers: .download) { answer in
            let first = answer.text.prefix { !$0.isNewline }
            answer.text = "\"" + first.replacing(",", with: "\",\"") + "\"" + answer.text.dropFirst(first.count)
        }
        Mutant("download-columns-turned-round", "Columns come in the opposite order.", answers: .download) { answer in
            answer.text = answer.text.split(separator: "\r\n", omittingEmptySubsequences: false)
                .map { $0.split(separator: ",", omittingEmptySubsequences: false).reversed().joined(separator: ",") }
                .joined(separator: "\r\n")
        }
        Mutant("download-row-lost", "The last row is missing.", answers: .download) { answer in
            let lines = answer.text.split(separator: "\r\n", omittingEmptySubsequences: false)
            if lines.count > 2 { answer.text = (lines.dropLast(2) + [""]).joined(separator: "\r\n") }
        }
        Mutant("download-100-rows", "A file has at most 100 rows.", answers: .download) { answer in
            let lines = answer.text.split(separator: "\r\n", omittingEmptySubsequences: false)
            if lines.count > 102 { answer.text = (lines.prefix(101) + [""]).joined(separator: "\r\n") }
        }
        Mutant("download-tsv-is-csv", "tsv files are separated by commas.", answers: .download) {
            $0.text = $0.text.replacing("\t", with: ",")
        }
        Mutant("download-unquoted", "Fields are never quoted.", answers: .download) {
            $0.text = $0.text.replacing("\"", with: "")
        }
        Mutant("download-null-word", "A cell without value is `NULL`.", answers: .download) {
            $0.text = $0.text.replacing(",,", with: ",NULL,").replacing(",\r\n", with: ",NULL\r\n")
        }
        Mutant("download-no-last-line-end", "The last row lacks its line end.", answers: .download) { answer in
            if answer.text.hasSuffix("\r\n") { answer.text = String(answer.text.dropLast()) }
        }
        Mutant("download-type", "The content type is `application/octet-stream`.", answers: .download) {
            $0.fields.set("Content-Type", to: "application/octet-stream")
        }
        Mutant("download-tag-absent", "`ETag` is missing.", answers: .download) { $0.fields.set("ETag", to: nil) }
        Mutant("download-date-absent", "`Last-Modified` is missing.", answers: .download) {
            $0.fields.set("Last-Modified", to: nil)
        }
        Mutant("download-ranges-ignored", "`Range` is ignored.", requests: .download) {
            $0.request.fields.set("Range", to: nil)
        }
        Mutant(
            "download-conditions-ignored", "`If-None-Match` and `If-Modified-Since` are ignored.", requests: .download
        ) {
            $0.request.fields.set("If-None-Match", to: nil)
            $0.request.fields.set("If-Modified-Since", to: nil)
        }
        Mutant("download-needs-token", "A link needs a token.", instead: .download) { original, asked in
            asked.token == nil ? .envelope(401, .cmp, message: "Unauthorized") : original.answer(asked)
        }
        Mutant("download-refuses-token", "A link cannot bear a token.", instead: .download) { original, asked in
            asked.token != nil ? .envelope(400, .cmp, message: "Bad request") : original.answer(asked)
        }
        Mutant("download-once", "A link works once.", instead: .download) { original, asked in
            guard original.count("download \(asked.request.target)") > 1 else { return original.answer(asked) }
            return .envelope(404, .cmp, message: "Not found")
        }
        Mutant(
            "download-guessable", "The signature of a link is not checked.", instead: .executions | .download,
            where: { $0.status >= 400 }
        ) {
            original, asked in
            let answer = original.answer(asked)
            for record in answer.records {
                guard let link = record["reportAccessSecureLink"]?.string else { continue }
                let target = "/" + link.split(separator: "/", maxSplits: 2).dropFirst(2).joined(separator: "/")
                original["link " + target.prefix { $0 != "?" }] = .string(target)
            }
            guard asked.kind == .download, answer.status >= 400,
                let right = original["link " + asked.request.target.prefix { $0 != "?" }]?.string
            else { return answer }
            var other = asked
            other.request.target = right
            return original.answer(other)
        }
        Mutant(
            "download-expires", "A link works for an hour.", settings: ["link-expiry-hours": "1"],
            touching: .executions | .download)
        Mutant("download-never-expires", "Links never expire.", instead: .download, where: { $0.status >= 400 }) {
            original, asked in
            let answer = original.answer(asked)
            if answer.isSuccess { original["file " + asked.request.target] = .string(answer.text) }
            guard answer.status == 403 || answer.status == 404 || answer.status == 410,
                let text = original["file " + asked.request.target]?.string
            else { return answer }
            var kept = Answer(HTTPResponse(200, fields: HTTPFields([("Content-Encoding", "gzip")])))
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
