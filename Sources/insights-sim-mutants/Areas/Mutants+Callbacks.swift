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
            "callback-appended", "The identifier comes last in the address.",
            settings: ["callback-address": "appended"], touching: .everything)
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
            let response = original.respond(asked)
            if let id = response.records.first?["reportId"]?.string, let url = asked[member: "CallbackUrl"]?.string {
                original.sendCallback(.post, "\(url)/\(id)")
            }
            return response
        }
        Mutant(
            "callback-before-visible", "When the callback comes, the run is still shown as waiting.",
            instead: .clock | .executions
        ) {
            original, asked in
            var response = original.respond(asked)
            if asked.program == nil {
                original["moved"] = .bool(true)
            } else if original["moved"] != nil {
                original["moved"] = nil
                response.set("/value/*/executionStatus", .string("Pending"))
                response.set("/value/*/reportAccessSecureLink", .null)
            }
            return response
        }
        Mutant("callback-at-begin", "A callback comes when a run begins.", instead: .createReport | .clock) {
            original, asked in
            let response = original.respond(asked)
            if asked.program != nil {
                guard let id = response.records.first?["reportId"]?.string,
                    let url = asked[member: "CallbackUrl"]?.string
                else {
                    return response
                }
                original["call"] = .array([.string("\(url)/\(id)"), .string(asked.token ?? ""), .string(id)])
                original["program"] = .string(asked.program?.rawValue ?? "")
                return response
            }
            guard let call = original["call"]?.array, let token = call[1].string.flatMap(original.renewed),
                let program = original["program"]?.string.flatMap(PartnerProgram.init)
            else { return response }
            var look = Asked(
                HTTPRequest(
                    .get, Route.executions(reportIDs: call[2].string ?? "").path(program) + "?executionStatus=Running"))
            look.token = token
            if original.respond(look).isSuccess { original.sendCallback(.post, call[0].string ?? "") }
            return response
        }
        Mutant("callback-after-delete", "Deleting a report sends its callback.", instead: .service) { original, asked in
            let response = original.respond(asked)
            if Scope.deleteReport.holds(asked), let record = response.records.first,
                let url = record["callbackUrl"]?.string
            {
                original.sendCallback(.post, "\(url)/\(record["reportId"]?.string ?? "")")
            }
            return response
        }
        Mutant("callback-for-pause", "Pausing a report sends its callback.", instead: .pauseReport) { original, asked in
            let response = original.respond(asked)
            if let record = response.records.first, let url = record["callbackUrl"]?.string {
                original.sendCallback(.post, "\(url)/\(record["reportId"]?.string ?? "")")
            }
            return response
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
            response in
            if response.message.contains("exceeded") { response.status = 429 }
        }
        Mutant(
            "quota-never-freed", "Deleting does not free a place.",
            instead: .createQuery | .createReport | .deleteQuery | .deleteReport,
            where: { $0.message.contains("exceeded") }
        ) {
            original, asked in
            let kind = asked.route == .reports ? "reports" : "queries"
            let response = original.respond(asked)
            guard asked.request.method == .post else { return response }
            if response.message.contains("exceeded") { original["full \(kind)"] = .bool(true) }
            guard response.isSuccess, original["full \(kind)"] != nil, asked[member: "ExecuteNow"]?.bool != true else {
                return response
            }
            return .envelope(400, asked.program ?? .cmp, message: "exceeded")
        }
        Mutant(
            "quota-immediate-for-ever", "The quota of reports that run at once is never free again.",
            instead: .createReport, where: { $0.message.contains("exceeded") }
        ) {
            original, asked in
            guard asked[member: "ExecuteNow"]?.bool == true else { return original.respond(asked) }
            let response = original.respond(asked)
            if response.message.contains("ExecuteNow") { original["full"] = .bool(true) }
            return response.isSuccess && original["full"] != nil
                ? .envelope(400, asked.program ?? .cmp, message: "exceeded") : response
        }
        Mutant(
            "quota-of-tenant", "The users of a tenant share a quota.", instead: .createQuery | .createReport,
            where: { $0.message.contains("exceeded") }
        ) {
            original, asked in
            let response = original.respond(asked)
            let key = asked.route == .reports ? "reports" : "queries"
            if response.message.contains("exceeded") { original["full \(key)"] = .string(asked.token ?? "") }
            guard response.isSuccess, let who = original["full \(key)"]?.string, who != asked.token else {
                return response
            }
            return .envelope(400, asked.program ?? .cmp, message: "exceeded")
        }
        Mutant("quota-counts-refused", "What was refused counts.", instead: .createQuery, where: { $0.status == 400 }) {
            original, asked in
            let response = original.respond(asked)
            guard response.status == 400, asked.json != nil, !response.message.contains("exceeded") else {
                return response
            }
            var whole = asked
            whole[member: "Name"] = .string("Refused")
            whole[member: "Query"] = .string(
                asked.program == .cmp ? "SELECT OrderId FROM ISVOrder" : "SELECT MpnId FROM Profile")
            _ = original.respond(whole)
            return response
        }
        Mutant(
            "quota-not-for-resume", "Resuming does not look at the quota.", instead: .resumeReport,
            where: { $0.message.contains("exceeded") }
        ) {
            original, asked in
            let response = original.respond(asked)
            guard response.message.contains("exceeded"), let id = asked.id else { return response }
            return original.respond(asked.another(.get, .reports, parameters: "?reportId=\(id)"))
        }
    }
}
