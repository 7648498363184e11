import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Mutant {
    static let callbacks = MutantList.of {
        Mutant("callback-never", "No callback is sent.", callbacks: { _ in [] })
        Mutant("callback-twice", "Every callback is sent twice.", callbacks: { [$0, $0] })
        Mutant(
            "callback-get", "A POST is a GET.",
            callback: { call in
                call.method = .get
            })
        Mutant(
            "callback-post", "A GET is a POST.",
            callback: { call in
                call.method = .post
            })
        Mutant(
            "callback-without-id", "The report's identifier is missing.",
            callback: { call in
                if call.method == .post {
                    call.target = call.target.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
                }
            })
        Mutant(
            "callback-parameter-renamed", "`reportId` is `id`.",
            callback: { call in
                call.target = call.target.replacing("reportId=", with: "id=")
            })
        Mutant(
            "callback-with-body", "A callback has a body.",
            callback: { call in
                call.body = Array("{}".utf8)
            })
        Mutant(
            "callback-authorized", "A callback carries a token.",
            callback: { call in
                call.fields.append("Authorization", "Bearer token")
            })
        Mutant(
            "callback-double-slash", "Address and identifier are joined by two slashes.",
            callback: { call in
                if call.method == .post, let slash = call.target.lastIndex(of: "/") {
                    call.target.insert("/", at: slash)
                }
            })
        Mutant(
            "callback-id-capitals", "The identifier is in capitals.",
            callback: { call in
                let tail = call.target.suffix(36)
                if tail.count == 36 { call.target = call.target.dropLast(36) + tail.uppercased() }
            })
        Mutant("callback-early", "A callback comes as soon as the report is made.", instead: .createReport) {
            original, asked in
            let answer = original.answer(asked)
            if let id = answer.records.first?["reportId"]?.string, let url = asked[member: "CallbackUrl"]?.string {
                original.sendCallback(.post, "\(url)/\(id)")
            }
            return answer
        }
        Mutant(
            "callback-before-visible", "When the callback comes, the run is still shown as waiting.",
            instead: .clock | .executions
        ) {
            original, asked in
            var answer = original.answer(asked)
            if asked.program == nil {
                original["moved"] = .bool(true)
            } else if original["moved"] != nil {
                original["moved"] = nil
                answer.set("/value/*/executionStatus", .string("Pending"))
                answer.set("/value/*/reportAccessSecureLink", .null)
            }
            return answer
        }
        Mutant("callback-at-begin", "A callback comes when a run begins.", instead: .createReport | .clock) {
            original, asked in
            let answer = original.answer(asked)
            if asked.program != nil {
                guard let id = answer.records.first?["reportId"]?.string, let url = asked[member: "CallbackUrl"]?.string
                else {
                    return answer
                }
                original["call"] = .array([.string("\(url)/\(id)"), .string(asked.token ?? ""), .string(id)])
                original["program"] = .string(asked.program?.rawValue ?? "")
                return answer
            }
            guard let call = original["call"]?.array, let token = call[1].string.flatMap(original.renewed),
                let program = original["program"]?.string.flatMap(PartnerProgram.init)
            else { return answer }
            var look = Asked(
                HTTPRequest(
                    .get, Route.executions(reportIDs: call[2].string ?? "").path(program) + "?executionStatus=Running"))
            look.token = token
            if original.answer(look).isSuccess { original.sendCallback(.post, call[0].string ?? "") }
            return answer
        }
        Mutant("callback-after-delete", "Deleting a report sends its callback.", instead: .service) { original, asked in
            let answer = original.answer(asked)
            if Scope.deleteReport.holds(asked), let record = answer.records.first,
                let url = record["callbackUrl"]?.string
            {
                original.sendCallback(.post, "\(url)/\(record["reportId"]?.string ?? "")")
            }
            return answer
        }
        Mutant("callback-for-pause", "Pausing a report sends its callback.", instead: .pauseReport) { original, asked in
            let answer = original.answer(asked)
            if let record = answer.records.first, let url = record["callbackUrl"]?.string {
                original.sendCallback(.post, "\(url)/\(record["reportId"]?.string ?? "")")
            }
            return answer
        }
        Mutant("callback-update-ignored", "An update does not change where callbacks go.", requests: .updateReport) {
            $0[member: "CallbackUrl"] = nil
        }
    }

    static let quotas = MutantList.of {
        Mutant(
            "quota-reports-49", "A user may have 49 active reports.", settings: ["quota-active-reports": "49"],
            touching: .createReport | .resumeReport)
        Mutant(
            "quota-reports-51", "A user may have 51 active reports.", settings: ["quota-active-reports": "51"],
            touching: .createReport | .resumeReport)
        Mutant(
            "quota-immediate-4", "Four reports may run at once in an hour.", settings: ["quota-execute-now": "4"],
            touching: .createReport)
        Mutant(
            "quota-immediate-6", "Six reports may run at once in an hour.", settings: ["quota-execute-now": "6"],
            touching: .createReport)
        Mutant(
            "quota-queries-99", "A user may store 99 queries.", settings: ["quota-queries": "99"],
            touching: .createQuery)
        Mutant(
            "quota-queries-101", "A user may store 101 queries.", settings: ["quota-queries": "101"],
            touching: .createQuery)
        Mutant("quota-429", "Quotas are answered 429.", refusals: .createQuery | .createReport | .resumeReport) {
            answer in
            if answer.message.contains("exceeded") { answer.status = 429 }
        }
        Mutant(
            "quota-never-freed", "Deleting does not free a place.",
            instead: .createQuery | .createReport | .deleteQuery | .deleteReport,
            where: { $0.message.contains("exceeded") }
        ) {
            original, asked in
            let kind = asked.route == .reports ? "reports" : "queries"
            let answer = original.answer(asked)
            guard asked.request.method == .post else { return answer }
            if answer.message.contains("exceeded") { original["full \(kind)"] = .bool(true) }
            guard answer.isSuccess, original["full \(kind)"] != nil, asked[member: "ExecuteNow"]?.bool != true else {
                return answer
            }
            return .envelope(400, asked.program ?? .cmp, message: "exceeded")
        }
        Mutant(
            "quota-immediate-for-ever", "The quota of reports that run at once is never free again.",
            instead: .createReport, where: { $0.message.contains("exceeded") }
        ) {
            original, asked in
            guard asked[member: "ExecuteNow"]?.bool == true else { return original.answer(asked) }
            let answer = original.answer(asked)
            if answer.message.contains("ExecuteNow") { original["full"] = .bool(true) }
            return answer.isSuccess && original["full"] != nil
                ? .envelope(400, asked.program ?? .cmp, message: "exceeded") : answer
        }
        Mutant(
            "quota-of-tenant", "The users of a tenant share a quota.", instead: .createQuery | .createReport,
            where: { $0.message.contains("exceeded") }
        ) {
            original, asked in
            let answer = original.answer(asked)
            let key = asked.route == .reports ? "reports" : "queries"
            if answer.message.contains("exceeded") { original["full \(key)"] = .string(asked.token ?? "") }
            guard answer.isSuccess, let who = original["full \(key)"]?.string, who != asked.token else { return answer }
            return .envelope(400, asked.program ?? .cmp, message: "exceeded")
        }
        Mutant("quota-counts-refused", "What was refused counts.", instead: .createQuery, where: { $0.status == 400 }) {
            original, asked in
            let answer = original.answer(asked)
            guard answer.status == 400, asked.json != nil, !answer.message.contains("exceeded") else { return answer }
            var whole = asked
            whole[member: "Name"] = .string("Refused")
            whole[member: "Query"] = .string(
                asked.program == .cmp ? "SELECT OrderId FROM ISVOrder" : "SELECT MpnId FROM Profile")
            _ = original.answer(whole)
            return answer
        }
        Mutant(
            "quota-not-for-resume", "Resuming does not look at the quota.", instead: .resumeReport,
            where: { $0.message.contains("exceeded") }
        ) {
            original, asked in
            let answer = original.answer(asked)
            guard answer.message.contains("exceeded"), let id = asked.id else { return answer }
            return original.answer(asked.another(.get, .reports, parameters: "?reportId=\(id)"))
        }
    }
}
