import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Mutant {
    static let reportCalls = MutantList.of {
        Mutant("reports-newest-first", "Reports come newest first.", responses: .getReports) {
            $0.records = $0.records.reversed()
        }
        Mutant("reports-id-ignored", "`reportId` is ignored.", requests: .getReports) {
            $0[parameter: "reportId"] = nil
        }
        Mutant("reports-name-ignored", "`reportName` is ignored.", requests: .getReports) {
            $0[parameter: "reportName"] = nil
        }
        Mutant("reports-query-ignored", "`queryId` is ignored.", requests: .getReports) {
            $0[parameter: "queryId"] = nil
        }
        Mutant("reports-name-by-case", "The letter case of `reportName` counts.", responses: .getReports) {
            response, asked in
            guard let names = asked[parameter: "reportName"]?.split(separator: ";").map(String.init) else { return }
            response.records = response.records.filter { names.contains($0["reportName"]?.string ?? "") }
        }
        Mutant(
            "reports-by-beginning", "The beginning of a name selects reports.", settings: ["name-filter": "prefix"],
            touching: .getReports)
        Mutant("reports-without-paused", "Paused reports are not listed.", responses: .getReports) { response in
            response.records = response.records.filter { $0["reportStatus"]?.string != "Paused" }
        }
        Mutant("reports-without-inactive", "Inactive reports are not listed.", responses: .getReports) { response in
            response.records = response.records.filter { $0["reportStatus"]?.string != "Inactive" }
        }
        Mutant(
            "reports-empty-404", "Where there are no reports, the list is 404.", instead: .getReports,
            where: { $0.isSuccess && $0.records.isEmpty }
        ) {
            original, asked in
            let response = original.respond(asked)
            guard response.isSuccess, response.records.isEmpty else { return response }
            return .envelope(404, asked.program ?? .cmp, message: "No item found with given filters.")
        }
        Mutant("reports-list-deleted", "Deleted reports are still listed.", instead: .service) { original, asked in
            var response = original.respond(asked)
            if Scope.deleteReport.holds(asked), let record = response.records.first {
                original["deleted"] = .array((original["deleted"]?.array ?? []) + [record])
            }
            guard Scope.getReports.holds(asked), let deleted = original["deleted"]?.array else { return response }
            let isWanted: (JSONValue) -> Bool = { record in
                ["reportId", "reportName", "queryId"].allSatisfy { name in
                    asked[parameter: name].map { $0 == record[name]?.string } ?? true
                }
            }
            let shown = deleted.filter(isWanted)
            guard !shown.isEmpty else { return response }
            if !response.isSuccess {
                response = .envelope(200, asked.program ?? .cmp, message: "Reports fetched successfully")
            }
            response.records += shown
            return response
        }
        Mutant("report-not-stored", "A new report is not stored.", instead: .createReport) { original, asked in
            let response = original.respond(asked)
            if let id = response.records.first?["reportId"]?.string {
                _ = original.respond(asked.another(.delete, .report(id: id)))
            }
            return response
        }
        Mutant("report-not-deleted", "A deleted report continues.", instead: .deleteReport) { original, asked in
            guard let id = asked.id else { return original.respond(asked) }
            var response = original.respond(asked.another(.get, .reports, parameters: "?reportId=\(id)"))
            guard response.isSuccess else { return original.respond(asked) }
            response.set("/message", .string("Report deleted successfully"))
            return response
        }
        Mutant("report-deletes-query", "Deleting a report deletes its query.", instead: .deleteReport) {
            original, asked in
            let response = original.respond(asked)
            if let id = response.records.first?["queryId"]?.string {
                _ = original.respond(asked.another(.delete, .query(id: id)))
            }
            return response
        }
        // Update
        Mutant("update-ignored", "An update changes nothing.", instead: .updateReport) { original, asked in
            guard let id = asked.id, original.respond(asked).isSuccess || true else { return original.respond(asked) }
            var response = original.respond(asked.another(.get, .reports, parameters: "?reportId=\(id)"))
            guard response.isSuccess else { return original.respond(asked) }
            response.set("/message", .string("Report updated successfully"))
            return response
        }
        Mutant("update-shown-only", "An update is shown in its answer, and nowhere else.", instead: .updateReport) {
            original, asked in
            guard let id = asked.id else { return original.respond(asked) }
            let before = original.respond(asked.another(.get, .reports, parameters: "?reportId=\(id)")).records.first
            let response = original.respond(asked)
            guard response.isSuccess, let before else { return response }
            var back = asked
            back.json = [
                "ReportName": before["reportName"] ?? .null, "StartTime": before["startTime"] ?? .null,
                "RecurrenceInterval": before["recurrenceInterval"] ?? .null,
                "RecurrenceCount": before["recurrenceCount"] ?? .null, "Format": before["format"] ?? .null,
                "Description": before["description"] ?? .null,
            ]
            _ = original.respond(back)
            return response
        }
        Mutant("update-changes-query", "An update can change the query.", responses: .updateReport) { response, asked in
            if let id = asked[member: "QueryId"]?.string { response.set("/value/0/queryId", .string(id)) }
            if asked[member: "QueryId"] == nil { response.changeText("/value/0/query") { $0 + " LIMIT 1" } }
        }
        Mutant(
            "update-forgets-count", "What an update leaves out goes back to its default: the count.",
            responses: .updateReport
        ) {
            response, asked in
            if asked.isWithout("RecurrenceCount") { response.set("/value/0/recurrenceCount", .null) }
        }
        Mutant(
            "update-forgets-format", "What an update leaves out goes back to its default: the format.",
            requests: .updateReport
        ) {
            if $0.isWithout("Format") { $0[member: "Format"] = .string("csv") }
        }
        Mutant(
            "update-forgets-description", "What an update leaves out goes back to its default: the description.",
            responses: .updateReport
        ) {
            response, asked in
            if asked.isWithout("Description") { response.set("/value/0/description", .null) }
        }
        Mutant(
            "update-forgets-callback", "What an update leaves out goes back to its default: the callback.",
            responses: .updateReport
        ) {
            response, asked in
            if asked.isWithout("CallbackUrl") { response.set("/value/0/callbackUrl", .null) }
        }
        Mutant("update-resumes", "An update resumes a paused report.", instead: .updateReport) { original, asked in
            var response = original.respond(asked)
            guard response.isSuccess, let id = asked.id else { return response }
            let resumed = original.respond(asked.another(.put, .resumeReport(id: id)))
            if let status = resumed.records.first?["reportStatus"] { response.set("/value/0/reportStatus", status) }
            return response
        }
        Mutant(
            "update-unknown-creates", "Updating an unknown report answers 200.",
            instead: .updateReport | .pauseReport | .resumeReport, where: { $0.status == 404 }
        ) {
            original, asked in
            let response = original.respond(asked)
            return response.status == 404
                ? .envelope(200, asked.program ?? .cmp, message: "Report updated successfully") : response
        }
        Mutant(
            "update-strict", "cmp updates need format and callback.", settings: ["update-requirements": "strict-cmp"],
            touching: .updateReport)
        Mutant("update-unmodified", "An update does not set `modifiedTime`.", responses: .updateReport) {
            $0.set("/value/*/modifiedTime", .null)
        }
        Mutant("update-not-listed", "Lists show a report as it was created.", instead: .reportBodies | .getReports) {
            original, asked in
            var response = original.respond(asked)
            if Scope.createReport.holds(asked), let record = response.records.first, let id = record["reportId"]?.string
            {
                original["made \(id)"] = record
            }
            if Scope.getReports.holds(asked) {
                response.change("/value/*") { record in original["made \(record["reportId"]?.string ?? "")"] ?? record }
            }
            return response
        }
        Mutant("update-start-kept", "An update does not move the waiting run.", instead: .updateReport) {
            original, asked in
            guard let id = asked.id else { return original.respond(asked) }
            let before = original.respond(asked.another(.get, .reports, parameters: "?reportId=\(id)")).records.first
            var response = original.respond(asked)
            guard response.isSuccess, let start = before?["startTime"] else { return response }
            var back = asked
            back[member: "StartTime"] = start
            let shown = response.records.first?["startTime"] ?? .null
            let other = original.respond(back)
            if other.isSuccess {
                response = other
                response.set("/value/0/startTime", shown)
            }
            return response
        }
        // Pause and resume
        Mutant("pause-ignored", "Pausing changes nothing but its answer.", instead: .pauseReport) { original, asked in
            guard let id = asked.id else { return original.respond(asked) }
            var response = original.respond(asked.another(.get, .reports, parameters: "?reportId=\(id)"))
            guard response.isSuccess, response.records.first?["reportStatus"]?.string == "Active" else {
                return original.respond(asked)
            }
            response.set("/value/0/reportStatus", .string("Paused"))
            response.set(
                "/value/0/modifiedTime", .string(original.now(of: original.tenants.first?["tenantId"]?.string ?? "")))
            response.set("/message", .string("Report paused successfully"))
            return response
        }
        Mutant("pause-answers-active", "Pausing answers with the report as it was.", responses: .pauseReport) {
            $0.set("/value/0/reportStatus", .string("Active"))
        }
        Mutant("pause-unmodified", "Pausing does not set `modifiedTime`.", responses: .pauseReport) {
            $0.set("/value/*/modifiedTime", .null)
        }
        Mutant("pause-twice-refused", "A paused report cannot be paused.", instead: .pauseReport) { original, asked in
            let parameters = "?reportId=\(asked.id ?? "")"
            let before = original.respond(asked.another(.get, .reports, parameters: parameters)).records.first
            guard before?["reportStatus"]?.string == "Paused" else { return original.respond(asked) }
            return .envelope(400, asked.program ?? .cmp, message: "Invalid report parameters")
        }
        Mutant(
            "pause-inactive-accepted", "An inactive report can be paused and resumed.",
            instead: .pauseReport | .resumeReport, where: { $0.message == "Invalid report parameters" }
        ) {
            original, asked in
            let response = original.respond(asked)
            guard response.message == "Invalid report parameters" else { return response }
            return original.respond(asked.another(.get, .reports, parameters: "?reportId=\(asked.id ?? "")"))
        }
        Mutant("resume-ignored", "Resuming changes nothing but its answer.", instead: .resumeReport) {
            original, asked in
            guard let id = asked.id else { return original.respond(asked) }
            var response = original.respond(asked.another(.get, .reports, parameters: "?reportId=\(id)"))
            guard response.isSuccess, response.records.first?["reportStatus"]?.string == "Paused" else {
                return original.respond(asked)
            }
            response.set("/value/0/reportStatus", .string("Active"))
            response.set("/message", .string("Report resumed successfully"))
            return response
        }
        Mutant("resume-answers-paused", "Resuming answers with the report as it was.", responses: .resumeReport) {
            $0.set("/value/0/reportStatus", .string("Paused"))
        }
        Mutant("resume-active-refused", "An active report cannot be resumed.", instead: .resumeReport) {
            original, asked in
            let parameters = "?reportId=\(asked.id ?? "")"
            let before = original.respond(asked.another(.get, .reports, parameters: parameters)).records.first
            guard before?["reportStatus"]?.string == "Active" else { return original.respond(asked) }
            return .envelope(400, asked.program ?? .cmp, message: "Invalid report parameters")
        }
        Mutant(
            "refused-update-applied", "A refused update changes the name all the same.", instead: .updateReport,
            where: { $0.status == 400 }
        ) {
            original, asked in
            let response = original.respond(asked)
            guard response.status == 400, let name = asked[member: "ReportName"]?.string, !name.contains(";"),
                name.count < 257
            else { return response }
            var right = asked
            right.json = ["ReportName": .string(name), "StartTime": .string("2038-01-01T00:00:00Z")]
            _ = original.respond(right)
            return response
        }
    }
}
