import Foundation
import InsightsAPI
import InsightsContracts
import InsightsFaults
import InsightsJSON
import InsightsSimulator
import InsightsTesting
import InsightsTime

/// The published schemas, and real documents for them.
enum Schemas {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("contracts")

    /// Reads a schema below `contracts`, such as `schemas/journal`.
    static func schema(_ name: String) throws -> JSONValue { try json("\(name).schema.json") }

    private static func json(_ path: String) throws -> JSONValue {
        try JSONParser.parse(Array(try Data(contentsOf: folder.appendingPathComponent(path))))
    }

    /// Returns a digest of some responses of the simulator.
    static func digest() async throws -> JSONValue {
        let recorder = DigestRecorder(edition: .year2021)
        let cases = try ["queries/create-record", "errors/invalid-query-id", "token/common-user-v1"].map { id in
            ContractCase(
                contract: try Contract(id: id, parsing: JSONWriter.encode(try json("\(id).json"))), program: .cmp,
                edition: .year2021)
        }
        _ = await ContractRunner(SimulatorTarget.inProcess(), observer: recorder.observer).run(cases)
        return recorder.digest.json
    }

    /// Returns a plan with a rule for each kind of fault and every key.
    static func faultPlan() throws -> JSONValue {
        let faults = [
            #"{"kind":"status","status":503}"#, #"{"kind":"throttle","retryAfter":2}"#, #"{"kind":"expired-token"}"#,
            #"{"kind":"latency","milliseconds":5,"real":true}"#,
            #"{"kind":"latency","distribution":"uniform","from":1,"to":5}"#,
            #"{"kind":"latency","distribution":"exponential","mean":5}"#, #"{"kind":"reset","at":"before-head"}"#,
            #"{"kind":"reset","at":"mid-body","afterBytes":3}"#, #"{"kind":"truncate","afterBytes":3}"#,
            #"{"kind":"corrupt-gzip"}"#, #"{"kind":"short-gzip","afterBytes":3}"#,
            #"{"kind":"slow-drip","bytesPerSecond":100}"#, #"{"kind":"wrong-content-length","by":-2}"#,
            #"{"kind":"hold-execution","reportName":"r"}"#, #"{"kind":"fail-callback","status":500}"#,
            #"{"kind":"throttle","retryAfter":2,"retryAfterAs":"date","body":"json"}"#,
            #"{"kind":"error-in-200","status":404}"#, #"{"kind":"html-page","status":200}"#, #"{"kind":"redirect"}"#,
            #"{"kind":"redirect","status":302}"#, #"{"kind":"unknown-instance"}"#,
            #"{"kind":"token-field","field":"expires_in","value":null,"missing":false}"#,
            #"{"kind":"token-field","field":"expires_in","missing":true}"#, #"{"kind":"gzip"}"#,
            #"{"kind":"chunked"}"#,
        ].map { #"{"fault":\#($0)}"# }
        let rules = [
            #"{"name":"n","route":"createReport","program":"cmp","nth":4,"every":2,"probability":0.5,"#
                + #""from":"2021-03-01T00:00:00Z","until":"2021-03-02T00:00:00Z","limit":3,"#
                + #""lasts":true,"fault":{"kind":"status","status":401}}"#,
            #"{"route":"token","fault":{"kind":"status","status":500}}"#,
            #"{"route":"token","fault":{"kind":"error-in-200","status":500}}"#,
            #"{"route":"token","fault":{"kind":"token-field","field":"refresh_in","value":60}}"#,
            #"{"route":"discovery","fault":{"kind":"unknown-instance"}}"#,
            #"{"route":"datasets","fault":{"kind":"gzip"}}"#,
            #"{"route":"download","lasts":true,"fault":{"kind":"status","status":403}}"#,
        ]
        return try JSONParser.parse(#"{"seed":7,"rules":[\#((faults + rules).joined(separator: ","))]}"#)
    }

    /// Returns a recording with every kind of step and every key.
    static func recording() throws -> JSONValue {
        let plan = #"{"rules":[{"route":"createReport","fault":{"kind":"status","status":500}}]}"#
        let report =
            #"{"program":"cmp","queryName":"q","reportName":"r","description":"d","startTime":"2021-03-05T00:00:00Z","#
            + #""executeNow":false,"queryStartTime":"2021-01-01T00:00:00Z","queryEndTime":"2021-02-01T00:00:00Z","#
            + #""recurrenceInterval":4,"recurrenceCount":2,"format":"csv","callbackUrl":"http://a/b","#
            + #""callbackMethod":"POST","finishedExecutions":1}"#
        let sandbox =
            #"{"name":"n","seed":3,"clock":"2021-03-01T12:00:00Z","model":"harborlight.example","edition":"2021","#
            + #""settings":{"test-rows":"10"},"queries":[{"program":"cmp","name":"q","description":"d","#
            + #""query":"SELECT OrderId FROM ISVOrder"}],"reports":[\#(report)],"ordinal":1}"#
        let request =
            #"{"method":"GET","target":"/insights/v1/cmp/ScheduledDataset","headers":{"Accept":"a"},"body":"b","#
            + #""remoteAddress":"127.0.0.1","secure":true,"answer":{"status":200,"sha256":"ab"}}"#
        let steps = [
            #"{"clock":"2021-03-01T13:00:00Z"}"#, #"{"faults":\#(plan)}"#, #"{"keys":"rotate"}"#,
            #"{"request":\#(request)}"#, #"{"request":{"method":"PUT","target":"/","bodyBase64Url":"AA"}}"#,
        ]
        return try JSONParser.parse(
            #"{"formatVersion":1,"seed":1,"clock":"2021-03-01T12:00:00Z","tenantId":"t","edition":"2021","#
                + #""settings":{"test-rows":10},"baseUrl":"http://a","tlsUrl":"https://a","hostNames":["h"],"#
                + #""sandbox":\#(sandbox),"faults":\#(plan),"gaps":["g"],"steps":[\#(steps.joined(separator: ","))]}"#)
    }

    /// Returns some contracts of the suite, and small ones that together have every key and condition.
    static func contracts() throws -> [JSONValue] {
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted().filter {
            $0.hasSuffix(".json") && $0.contains("/") && !$0.hasPrefix("schemas/") && !$0.hasPrefix("adapters/")
        }
        let some = try stride(from: 0, to: files.count, by: 250).map { try json(files[$0]) }
        let steps = steps + matchers.map { #"{"do":"getDatasets","expect":{"body":\#($0)}}"# }
        let small = steps.map { step in
            let actors = #""actors":{"a":{"application":"A","user":"u"},"b":{"tenant":"other"}}"#
            return #"{"title":"t","evidence":{"class":"assumed","sources":["S1"]},\#(actors),"#
                + #""steps":[{"do":"getDatasets"},\#(step)]}"#
        }
        return try some + (small + [members]).map { try JSONParser.parse($0) }
    }

    private static let members = #"""
        {"$schema":"s","title":"t","programs":["cmp","mpn"],"editions":["2021","2023","2026"],"versions":["v1","v1.1"],
         "evidence":{"class":"observed","date":"2021-03-04","sources":["S1"]},"settings":{"test-rows":"10"},
         "difference":"d","tenant":"t","clock":"2021-03-01T12:00:00Z","variables":{"v":1,"w":{"cmp":1,"mpn":2}},
         "receiver":{"status":302,"location":"/moved"},"noMutantReason":"n","killsNothingBecause":"n",
         "steps":[{"receive":"callbacks","expect":{"body":{"$length":1}}}],
         "cleanUp":[{"do":"deleteQuery","with":{"queryId":"q"}}]}
        """#

    private static let steps = [
        #"{"note":"n","do":"request","as":"a","repeat":2,"with":{"method":"POST","path":"/x/${i}","headers":{"A":"b"},"#
            + #""json":{"k":1}},"expect":{"status":[200,201],"headers":{"Content-Type":"$text"}},"#
            + #""assume":{"body":{"k":"$any"}},"capture":{"n":"/value/0/queryId"}}"#,
        #"{"do":"request","with":{"method":"POST","path":"/x","form":{"a":"b"}}}"#,
        #"{"do":"request","with":{"method":"POST","path":"/x","text":"t"}}"#,
        #"{"do":"download","with":{"link":"/x"}}"#, #"{"do":"getToken","with":{}}"#,
        #"{"do":"updateReport","with":{"reportId":"r"},"expect":{"status":404}}"#, #"{"advance":"PT4H"}"#,
        #"{"setClock":"2021-03-02T00:00:00Z"}"#, #"{"faults":{"rules":[]}}"#,
        #"{"receive":"callbacks","expect":{"body":{"$length":1}}}"#,
    ]

    private static let matchers = [
        #""$uuid:id""#, #"{"$exactly":"$x"}"#, #"{"$keys":["k"]}"#, #"{"$each":{"k":1},"$atLeast":1}"#,
        #"{"$contains":1}"#, #"{"$length":2}"#, #"{"$atLeast":1,"$atMost":3}"#, #"{"$pattern":"^a+$"}"#,
        #"{"$oneOf":[1,2]}"#, #"{"$all":["$text"]}"#, #"{"$not":"$text"}"#, #"{"$range":[1,2.5]}"#,
        #"{"$near":{"time":"${now}","seconds":5}}"#, #"{"$rising":"/k"}"#, #"{"$falling":""}"#, #"{"$unique":"/k"}"#,
        #"{"$csv":[["a"]]}"#, #"{"$tsv":[["a"]]}"#, #"{"$token":{"aud":"x"}}"#, #"{"$json":{"k":null}}"#,
        #"{"$urlParts":{"address":"x","query":{"k":"$text:id"},"fragment":{"k":1}}}"#,
        #"{"$program":{"cmp":1,"mpn":2}}"#, #"{"k":[true,"$absent"]}"#,
    ]
}
