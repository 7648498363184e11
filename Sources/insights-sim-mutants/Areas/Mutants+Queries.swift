import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Mutant {
    static let queryRecords = MutantList.of {
        Mutant("query-name-ascii", "Letters beyond ASCII are lost from names.", responses: .queryRecords) {
            $0.changeText("/value/*/name") { $0.filter(\.isASCII) }
        }
        Mutant("query-description-ascii", "Letters beyond ASCII are lost from descriptions.", responses: .queryRecords)
        {
            $0.changeText("/value/*/description") { $0.filter(\.isASCII) }
        }
        Mutant("query-201", "A create is answered 201.", responses: .createQuery) { $0.status = 201 }
        Mutant("query-id-capitals", "`queryId` is in capitals.", responses: .createQuery) {
            $0.changeText("/value/*/queryId") { $0.uppercased() }
        }
        Mutant("query-id-renamed", "`queryId` is `id`.", responses: .queryRecords) {
            $0.rename("/value/*/queryId", to: "id")
        }
        Mutant("query-id-same", "Every query gets the identifier of the first.", instead: .createQuery) {
            original, asked in
            var response = original.respond(asked)
            guard response.isSuccess, let id = response.records.first?["queryId"] else { return response }
            if original["id"] == nil { original["id"] = id }
            response.set("/value/0/queryId", original["id"] ?? id)
            return response
        }
        Mutant("query-id-other-in-list", "Lists show other identifiers than the create did.", responses: .getQueries) {
            $0.changeText("/value/*/queryId") { $0.hasPrefix("0") ? "1" + $0.dropFirst() : "0" + $0.dropFirst() }
        }
        Mutant("query-text-normalised", "The text comes back with its keywords in capitals.", responses: .queryRecords)
        {
            $0.changeText("/value/*/query") { text in
                ["select", "from", "where", "order by", "timespan"].reduce(text) {
                    $0.replacing(" \($1) ", with: " \($1.uppercased()) ")
                }
            }
        }
        Mutant("query-text-squeezed", "Runs of blanks in a text become one.", responses: .queryRecords) {
            $0.changeText("/value/*/query") { $0.replacing(/\s+/, with: " ") }
        }
        Mutant("query-text-absent", "Lists leave out the text.", responses: .getQueries) { $0.remove("/value/*/query") }
        Mutant("query-name-untrimmed", "Blanks around the name and the text stay.", instead: .createQuery) {
            original, asked in
            var response = original.respond(asked)
            for key in ["name", "query", "description"] {
                if let sent = asked[member: key]?.string, response.isSuccess {
                    response.set("/value/0/\(key)", .string(sent))
                }
            }
            return response
        }
        Mutant("query-name-lost", "`name` is empty in lists.", responses: .getQueries) {
            $0.set("/value/*/name", .string(""))
        }
        Mutant("query-description-empty", "A missing description is an empty text.", responses: .queryRecords) {
            $0.edit("/value/*/description") { $0 == .null ? .string("") : $0 }
        }
        Mutant("query-description-absent", "A missing description is not shown.", responses: .queryRecords) {
            $0.removeNull("/value/*/description")
        }
        Mutant("query-description-lost", "A description is lost.", responses: .queryRecords) {
            $0.set("/value/*/description", .null)
        }
        Mutant("query-type-pascal", "`type` is `UserDefined`.", responses: .queryRecords) {
            $0.changeText("/value/*/type") { $0.capitalizedFirst }
        }
        Mutant("query-type-all-user-defined", "System queries say that they are `userDefined`.", responses: .getQueries)
        {
            $0.set("/value/*/type", .string("userDefined"))
        }
        Mutant("query-user-number", "`user` is a number in cmp.", responses: .queryRecords.of(.cmp)) {
            $0.edit("/value/*/user") { value in value?.string.flatMap { Int($0) }.map { .integer($0) } ?? value }
        }
        Mutant("query-user-digits", "`user` is digits in mpn.", responses: .queryRecords.of(.mpn)) {
            $0.changeText("/value/*/user") { _ in "142344310" }
        }
        Mutant("query-user-by-call", "`user` differs between create and list.", responses: .getQueries) {
            $0.changeText("/value/*/user") { $0 + "1" }
        }
        Mutant(
            "query-time-with-zone", "`createdTime` of cmp queries ends in Z.", settings: ["query-created-time-z": "on"],
            touching: .queryRecords)
        Mutant(
            "query-time-without-zone", "`createdTime` of cmp queries never ends in Z.",
            settings: ["query-created-time-z": "off"], touching: .queryRecords)
        Mutant(
            "query-time-without-zone-mpn", "`createdTime` of mpn queries has no Z.", responses: .queryRecords.of(.mpn)
        ) {
            $0.changeText("/value/*/createdTime") { $0.hasSuffix("Z") ? String($0.dropLast()) : $0 }
        }
        Mutant("query-time-fraction", "`createdTime` has thousandths.", responses: .queryRecords) {
            $0.changeText("/value/*/createdTime") { $0.hasSuffix("Z") ? $0.dropLast() + ".000Z" : $0 + ".000" }
        }
        Mutant("query-time-local", "`createdTime` is two hours ahead.", responses: .createQuery) {
            $0.changeText("/value/*/createdTime") { $0.replacing("T12:", with: "T14:").replacing("T00:", with: "T02:") }
        }
        Mutant("query-modified-time-absent", "`modifiedTime` is missing in cmp.", responses: .queryRecords) {
            $0.removeNull("/value/*/modifiedTime")
        }
        Mutant("query-modified-time-set", "`modifiedTime` is that of the create.", responses: .queryRecords) {
            $0.edit("/value/*/modifiedTime") { $0 == .null ? .string("2021-03-01T12:00:00") : $0 }
        }
        Mutant("query-modified-time-in-mpn", "`modifiedTime` is there in mpn.", responses: .queryRecords.of(.mpn)) {
            $0.set("/value/*/modifiedTime", .null)
        }
        Mutant("query-keys-turned-round", "The record's members come in the opposite order.", responses: .queryRecords)
        {
            $0.changeMembers("/value/*") { $0.reverse() }
        }
    }
}
