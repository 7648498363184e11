import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Mutant {
    static let versions = MutantList.of {
        Mutant(
            "v11-count-forgotten", "v1.1 takes a schedule without a count.",
            settings: ["recurrence-count-required": "off"], touching: .createReport)
        Mutant(
            "v11-fields-of-v1", "Records of v1.1 have the fields of v1.", settings: ["v11-fields": "v1"],
            touching: .service)
        Mutant("v11-alone", "cmp has v1.1 alone.", settings: ["cmp-versions": "v1.1"], touching: .service)
        Mutant(
            "v11-always", "cmp has both versions whatever was set.", settings: ["cmp-versions": "both"],
            touching: .service)
        Mutant("v11-in-mpn", "mpn has v1.1 too.", requests: .everything) { asked in
            guard asked.request.target.hasPrefix("/insights/v1.1/mpn/") else { return }
            asked.request.target = "/insights/v1/mpn/" + asked.request.target.dropFirst("/insights/v1.1/mpn/".count)
        }
        Mutant("v11-end-unread", "v1.1 does not read the end of a schedule.", requests: .reportBodies) {
            $0[member: "endTime"] = nil
        }
        Mutant("v1-end-read", "v1 refuses an end, which it should not read.", instead: .createReport) {
            original, asked in
            guard asked.request.target.contains("/v1/"), asked[member: "EndTime"] != nil else {
                return original.respond(asked)
            }
            return .envelope(400, asked.program ?? .cmp, message: "Invalid report parameters")
        }
    }
}
