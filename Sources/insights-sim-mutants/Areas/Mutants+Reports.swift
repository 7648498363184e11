import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Mutant {
    static let reportRecords = MutantList.of {
        Mutant("report-201", "A create is answered 201.", responses: .createReport) { $0.status = 201 }
        Mutant("report-id-renamed", "`reportId` is `id`.", responses: .reportRecords) {
            $0.rename("/value/*/reportId", to: "id")
        }
        Mutant("report-id-is-query-id", "`reportId` is the query's identifier.", responses: .createReport) { response in
            if let id = response.records.first?["queryId"] { response.set("/value/0/reportId", id) }
        }
        Mutant("report-query-absent", "`query` is missing.", responses: .reportRecords) { $0.remove("/value/*/query") }
        Mutant("report-query-id-of-system", "`queryId` is in capitals.", responses: .reportRecords) {
            $0.changeText("/value/*/queryId") { $0.uppercased() }
        }
        Mutant("report-status-lower-case", "`reportStatus` is in lower case.", responses: .reportRecords) {
            $0.changeText("/value/*/reportStatus") { $0.lowercased() }
        }
        Mutant("report-status-always-active", "`reportStatus` is always `Active`.", responses: .reportRecords) {
            $0.set("/value/*/reportStatus", .string("Active"))
        }
        Mutant("report-status-pending", "A new report is `Inactive`.", responses: .createReport) {
            $0.set("/value/*/reportStatus", .string("Inactive"))
        }
        Mutant("report-modified-time-set", "A new report has been modified.", responses: .createReport) {
            $0.set("/value/*/modifiedTime", .string("2021-03-01T12:00:00Z"))
        }
        Mutant("report-modified-time-absent", "`modifiedTime` is missing where it is null.", responses: .reportRecords)
        {
            $0.removeNull("/value/*/modifiedTime")
        }
        Mutant("report-modified-time-kept", "`modifiedTime` stays null.", responses: .reportRecords) {
            $0.set("/value/*/modifiedTime", .null)
        }
        Mutant("report-created-time-without-zone", "`createdTime` has no Z.", responses: .reportRecords) {
            $0.changeText("/value/*/createdTime") { $0.hasSuffix("Z") ? String($0.dropLast()) : $0 }
        }
        Mutant("report-created-time-is-start", "`createdTime` is the start time.", responses: .reportRecords) {
            $0.changeMembers("/value/*") { members in
                guard let start = members.first(where: { $0.key == "startTime" })?.value else { return }
                for index in members.indices where members[index].key == "createdTime" { members[index].value = start }
            }
        }
        Mutant("report-start-time-without-zone", "`startTime` has no Z.", responses: .reportRecords) {
            $0.changeText("/value/*/startTime") { $0.hasSuffix("Z") ? String($0.dropLast()) : $0 }
        }
        Mutant("report-start-time-blank", "`startTime` has a blank for the T.", responses: .reportRecords) {
            $0.changeText("/value/*/startTime") { $0.replacing("T", with: " ") }
        }
        Mutant("report-interval-as-text", "`recurrenceInterval` is a text.", responses: .reportRecords) {
            $0.change("/value/*/recurrenceInterval") { .string(String($0.integer ?? 0)) }
        }
        Mutant("report-count-zero", "`recurrenceCount` is 0 where there is no end.", responses: .reportRecords) {
            $0.edit("/value/*/recurrenceCount") { $0 == .null ? .integer(0) : $0 }
        }
        Mutant("report-count-absent", "`recurrenceCount` is missing where there is no end.", responses: .reportRecords)
        {
            $0.removeNull("/value/*/recurrenceCount")
        }
        Mutant("report-callback-absent", "`callbackUrl` is missing where there is none.", responses: .reportRecords) {
            $0.removeNull("/value/*/callbackUrl")
        }
        Mutant("report-callback-empty", "`callbackUrl` is empty where there is none.", responses: .reportRecords) {
            $0.edit("/value/*/callbackUrl") { $0 == .null ? .string("") : $0 }
        }
        Mutant("report-callback-hidden", "`callbackUrl` is not shown.", responses: .reportRecords) {
            $0.set("/value/*/callbackUrl", .null)
        }
        Mutant("report-callback-method-in-cmp", "cmp shows `callbackMethod`.", responses: .reportRecords.of(.cmp)) {
            $0.set("/value/*/callbackMethod", .null)
        }
        Mutant("report-callback-method-absent", "mpn has no `callbackMethod`.", responses: .reportRecords.of(.mpn)) {
            $0.remove("/value/*/callbackMethod")
        }
        Mutant(
            "report-callback-method-pascal", "mpn spells `CallbackMethod`.",
            settings: ["callback-method-pascal": "on"], touching: .reportRecords | .executions)
        Mutant("report-callback-method-lower-case", "`callbackMethod` is in lower case.", responses: .reportRecords) {
            $0.changeText("/value/*/callbackMethod") { $0.lowercased() }
        }
        Mutant("report-execute-now-in-cmp", "cmp shows `executeNow`.", responses: .reportRecords.of(.cmp)) {
            $0.set("/value/*/executeNow", .bool(false))
        }
        Mutant("report-execute-now-absent", "mpn has no `executeNow`.", responses: .reportRecords.of(.mpn)) {
            $0.remove("/value/*/executeNow")
        }
        Mutant("report-execute-now-as-text", "`executeNow` is a text.", responses: .reportRecords.of(.mpn)) {
            $0.change("/value/*/executeNow") { .string($0.bool == true ? "true" : "false") }
        }
        Mutant("report-format-capitals", "`format` is in capitals.", responses: .reportRecords) {
            $0.changeText("/value/*/format") { $0.uppercased() }
        }
        Mutant("report-format-null", "`format` is null where none was sent.", instead: .createReport) {
            original, asked in
            var response = original.respond(asked)
            if asked.isWithout("Format"), response.isSuccess { response.set("/value/0/format", .null) }
            return response
        }
        Mutant("report-description-empty", "A missing description is an empty text.", responses: .reportRecords) {
            $0.edit("/value/*/description") { $0 == .null ? .string("") : $0 }
        }
        Mutant("report-description-lost", "A description is lost.", responses: .reportRecords) {
            $0.set("/value/*/description", .null)
        }
        Mutant("report-name-untrimmed", "Blanks around the name stay.", responses: .createReport) { response, asked in
            if let name = asked[member: "ReportName"] { response.set("/value/0/reportName", name) }
        }
        Mutant("report-name-shortened", "Names are cut after 50 characters.", responses: .reportRecords) {
            $0.changeText("/value/*/reportName") { String($0.prefix(50)) }
        }
        Mutant("report-name-ascii", "Letters beyond ASCII are lost from names.", responses: .reportRecords) {
            $0.changeText("/value/*/reportName") { $0.filter(\.isASCII) }
        }
        Mutant(
            "report-description-ascii", "Letters beyond ASCII are lost from descriptions.", responses: .reportRecords
        ) {
            $0.changeText("/value/*/description") { $0.filter(\.isASCII) }
        }
        Mutant("report-name-bytes", "A name may have 256 bytes.", requests: .reportBodies) { asked in
            guard let name = asked[member: "ReportName"]?.string, name.utf8.count > 256 else { return }
            asked[member: "ReportName"] = .string(String(repeating: "x", count: name.utf8.count))
        }
        Mutant("report-user-as-number", "`user` is a number in cmp.", responses: .reportRecords.of(.cmp)) {
            $0.edit("/value/*/user") { value in value?.string.flatMap { Int($0) }.map { .integer($0) } ?? value }
        }
        Mutant("report-user-digits", "`user` is digits in mpn.", responses: .reportRecords.of(.mpn)) {
            $0.changeText("/value/*/user") { _ in "142344310" }
        }
        Mutant(
            "report-keys-turned-round", "The record's members come in the opposite order.", responses: .reportRecords
        ) {
            $0.changeMembers("/value/*") { $0.reverse() }
        }
        Mutant(
            "report-sample-fields", "Fields that only sample clients read are sent.",
            settings: ["sample-only-fields": "on"], touching: .reportRecords | .executions)
    }
}
