import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Mutant {
    static let executions = MutantList.of {
        Mutant("paused-count-lost", "A Paused execution shows no count.", responses: .executions) { response in
            response.changeMembers("/value/*") { members in
                guard members.contains(where: { $0.value.string == "Paused" }) else { return }
                for index in members.indices where members[index].key == "recurrenceCount" {
                    members[index].value = .null
                }
            }
        }
        Mutant("paused-interval-lost", "A Paused execution shows an interval of 0.", responses: .executions) {
            response in
            response.changeMembers("/value/*") { members in
                guard members.contains(where: { $0.value.string == "Paused" }) else { return }
                for index in members.indices where members[index].key == "recurrenceInterval" {
                    members[index].value = .integer(0)
                }
            }
        }
        Mutant(
            "execution-pending-hidden", "A run that waits is not shown.",
            settings: ["execution-default-status": "completed"], touching: .executions)
        Mutant(
            "execution-callback-shown", "Executions repeat the callback.", settings: ["execution-callback-url": "on"],
            touching: .executions)
        Mutant(
            "execution-location-filled", "`reportLocation` holds the link.", settings: ["report-location": "on"],
            touching: .executions)
        Mutant("execution-location-absent", "mpn has no `reportLocation`.", responses: .executions.of(.mpn)) {
            $0.remove("/value/*/reportLocation")
        }
        Mutant("execution-location-in-cmp", "cmp has `reportLocation`.", responses: .executions.of(.cmp)) { response in
            if response.records.first?["reportLocation"] == nil { response.set("/value/*/reportLocation", .null) }
        }
        Mutant("execution-callback-absent", "`callbackUrl` is missing where it is null.", responses: .executions) {
            $0.removeNull("/value/*/callbackUrl")
        }
        Mutant("execution-method-in-cmp", "cmp has `callbackMethod`.", responses: .executions.of(.cmp)) {
            $0.set("/value/*/callbackMethod", .null)
        }
        Mutant("execution-method-absent", "mpn has no `callbackMethod`.", responses: .executions.of(.mpn)) {
            $0.remove("/value/*/callbackMethod")
        }
        Mutant("execution-id-renamed", "`executionId` is `id`.", responses: .executions) {
            $0.rename("/value/*/executionId", to: "id")
        }
        Mutant("execution-id-is-report-id", "`executionId` is the report's identifier.", responses: .executions) {
            $0.changeMembers("/value/*") { members in
                guard let id = members.first(where: { $0.key == "reportId" })?.value else { return }
                for index in members.indices where members[index].key == "executionId" { members[index].value = id }
            }
        }
        Mutant("execution-id-changes", "A run has another identifier in every answer.", instead: .executions) {
            original, asked in
            var response = original.respond(asked)
            let digit = String(original.count("calls") % 10)
            response.changeText("/value/*/executionId") { $0.dropLast() + digit }
            return response
        }
        Mutant("execution-status-lower-case", "`executionStatus` is in lower case.", responses: .executions) {
            $0.changeText("/value/*/executionStatus") { $0.lowercased() }
        }
        Mutant("execution-status-succeeded", "`Completed` is `Succeeded`.", responses: .executions) {
            $0.changeText("/value/*/executionStatus") { $0 == "Completed" ? "Succeeded" : $0 }
        }
        Mutant("execution-running-is-pending", "A run under way is `Pending`.", responses: .executions) {
            $0.changeText("/value/*/executionStatus") { $0 == "Running" ? "Pending" : $0 }
        }
        Mutant(
            "execution-paused-is-pending", "A run that waits for a paused report is `Pending`.", responses: .executions
        ) {
            $0.changeText("/value/*/executionStatus") { $0 == "Paused" ? "Pending" : $0 }
        }
        Mutant("execution-link-absent", "A completed run has no link.", responses: .executions) {
            $0.set("/value/*/reportAccessSecureLink", .null)
        }
        Mutant("execution-link-early", "A run has a link before it is completed.", responses: .executions) {
            $0.edit("/value/*/reportAccessSecureLink") { $0 == .null ? .string("http://localhost/reports/x") : $0 }
        }
        Mutant("execution-link-relative", "The link is no absolute address.", responses: .executions) {
            $0.changeText("/value/*/reportAccessSecureLink") { link in
                "/" + link.split(separator: "/", maxSplits: 2).dropFirst(2).joined(separator: "/")
            }
        }
        Mutant("execution-link-changes", "The link is another one in every answer.", instead: .executions) {
            original, asked in
            var response = original.respond(asked)
            let count = original.count("links")
            response.changeText("/value/*/reportAccessSecureLink") { "\($0)&call=\(count)" }
            return response
        }
        Mutant(
            "execution-link-renamed", "`reportAccessSecureLink` is `reportAccessSecurelink`.", responses: .executions
        ) {
            $0.rename("/value/*/reportAccessSecureLink", to: "reportAccessSecurelink")
        }
        Mutant("execution-expiry-set", "`reportExpiryTime` is set though links do not expire.", responses: .executions)
        {
            $0.edit("/value/*/reportExpiryTime") { $0 == .null ? .string("2022-01-01T00:00:00Z") : $0 }
        }
        Mutant("execution-expiry-absent", "`reportExpiryTime` is missing where it is null.", responses: .executions) {
            $0.removeNull("/value/*/reportExpiryTime")
        }
        Mutant("execution-expiry-hidden", "`reportExpiryTime` is null though links expire.", responses: .executions) {
            $0.set("/value/*/reportExpiryTime", .null)
        }
        Mutant("execution-generated-null", "`reportGeneratedTime` stays null.", responses: .executions) {
            $0.set("/value/*/reportGeneratedTime", .null)
        }
        Mutant("execution-generated-without-zone", "`reportGeneratedTime` has no Z.", responses: .executions) {
            $0.changeText("/value/*/reportGeneratedTime") { $0.hasSuffix("Z") ? String($0.dropLast()) : $0 }
        }
        Mutant("execution-generated-off", "`reportGeneratedTime` is an hour off.", responses: .executions) {
            $0.changeText("/value/*/reportGeneratedTime") { time in
                let hour = ((Int(time.dropFirst(11).prefix(2)) ?? 0) + 1) % 24
                return time.prefix(11) + (hour < 10 ? "0\(hour)" : "\(hour)") + time.dropFirst(13)
            }
        }
        Mutant("execution-count-remaining", "`recurrenceCount` counts down.", responses: .executions) {
            $0.changeNumber("/value/*/recurrenceCount") { $0 - 1 }
        }
        Mutant("execution-interval-as-text", "`recurrenceInterval` is a text.", responses: .executions) {
            $0.change("/value/*/recurrenceInterval") { .string(String($0.integer ?? 0)) }
        }
        Mutant("execution-format-capitals", "`format` is in capitals.", responses: .executions) {
            $0.changeText("/value/*/format") { $0.uppercased() }
        }
        Mutant(
            "execution-keys-turned-round", "The record's members come in the opposite order.", responses: .executions
        ) {
            $0.changeMembers("/value/*") { $0.reverse() }
        }
        Mutant("execution-message", "Executions have a message.", responses: .executions) {
            $0.set("/message", .string("Executions fetched successfully"))
        }
        // Which runs
        Mutant("executions-ascending", "Runs come oldest first.", responses: .executions) {
            $0.records = $0.records.reversed()
        }
        Mutant("executions-latest-ignored", "All runs come, not only the newest.", requests: .executions) {
            $0[parameter: "getLatestExecution"] = "false"
        }
        Mutant("executions-latest-only", "Only the newest run ever comes.", requests: .executions) {
            $0[parameter: "getLatestExecution"] = nil
        }
        Mutant("executions-oldest", "The oldest run is taken for the newest.", instead: .executions) {
            original, asked in
            guard asked[parameter: "getLatestExecution"] != "false" else { return original.respond(asked) }
            var all = asked
            all[parameter: "getLatestExecution"] = "false"
            var response = original.respond(all)
            if response.records.count > 1 { response.records = response.records.suffix(1) }
            return response
        }
        Mutant(
            "executions-latest-of-all", "Of several reports only the newest run of all comes.", responses: .executions
        ) {
            response, asked in
            if asked.id?.contains(";") == true { response.records = Array(response.records.prefix(1)) }
        }
        Mutant("executions-status-ignored", "`executionStatus` is ignored.", requests: .executions) {
            $0[parameter: "executionStatus"] = nil
        }
        Mutant(
            "executions-status-any", "An unknown status is ignored.", instead: .executions,
            where: { $0.message.hasPrefix("Requested value") }
        ) { original, asked in
            let response = original.respond(asked)
            guard response.message.hasPrefix("Requested value") else { return response }
            var other = asked
            other[parameter: "executionStatus"] = nil
            return original.respond(other)
        }
        Mutant("executions-status-by-case", "The letter case of `executionStatus` counts.", requests: .executions) {
            asked in
            if let status = asked[parameter: "executionStatus"], status != status.capitalizedWords {
                asked[parameter: "executionStatus"] = "none"
            }
        }
        Mutant("executions-id-ignored", "`executionId` is ignored.", requests: .executions) {
            $0[parameter: "executionId"] = nil
        }
        Mutant("executions-pending-first", "A waiting run hides the completed one.", requests: .executions) { asked in
            if asked[parameter: "executionStatus"] == nil {
                asked[parameter: "executionStatus"] = "Pending;Running;Paused;Completed"
            }
        }
        Mutant("executions-default-completed", "Without a status only completed runs come.", requests: .executions) {
            asked in
            if asked[parameter: "executionStatus"] == nil { asked[parameter: "executionStatus"] = "Completed" }
        }
        Mutant(
            "executions-none-empty", "Where there is no run there is an empty list.", instead: .executions,
            where: { $0.status == 404 }
        ) {
            original, asked in
            let response = original.respond(asked)
            guard response.message.hasPrefix("There are no executions") else { return response }
            return .envelope(200, asked.program ?? .cmp, message: nil)
        }
        Mutant(
            "executions-unknown-report", "An unknown report has no runs.", instead: .executions,
            where: { $0.status == 404 }
        ) { original, asked in
            let response = original.respond(asked)
            guard response.message.hasPrefix("No item") else { return response }
            return .envelope(200, asked.program ?? .cmp, message: nil)
        }
        Mutant("executions-repeat", "A report named twice is shown twice.", instead: .executions) { original, asked in
            var response = original.respond(asked)
            let ids = asked.id?.split(separator: ";") ?? []
            if response.isSuccess, ids.count > Set(ids).count { response.records += response.records }
            return response
        }
        Mutant("executions-one-unknown-404", "One unknown report among several is 404.", instead: .executions) {
            original, asked in
            let ids = asked.id?.split(separator: ";").map { String($0) } ?? []
            guard ids.count > 1 else { return original.respond(asked) }
            for id in ids {
                let response = original.respond(asked.another(.get, .executions(reportIDs: id)))
                if response.message.hasPrefix("No item") { return response }
            }
            return original.respond(asked)
        }
        Mutant("history-shorter", "The history is short: of more than ten runs only ten come.", responses: .executions)
        {
            response in
            if response.records.count > 10 { response.records = Array(response.records.prefix(10)) }
        }
        Mutant("history-91-days", "Runs are shown for longer than 90 days.", instead: .executions) { original, asked in
            var response = original.respond(asked)
            let key = "seen \(asked.id ?? "")"
            let seen = original[key]?.array ?? []
            guard response.isSuccess, asked[parameter: "getLatestExecution"] == "false" else { return response }
            let lost = seen.filter { old in !response.records.contains { $0["executionId"] == old["executionId"] } }
            let completed = lost.filter { $0["executionStatus"]?.string == "Completed" }
            if !completed.isEmpty, asked[parameter: "executionStatus"] == nil { response.records += completed }
            original[key] = .array(response.records)
            return response
        }
    }
}

extension String {
    /// Each item of a `;` list with one capital at its beginning.
    fileprivate var capitalizedWords: String {
        split(separator: ";").map { $0.lowercased().capitalizedFirst }.joined(separator: ";")
    }
}
