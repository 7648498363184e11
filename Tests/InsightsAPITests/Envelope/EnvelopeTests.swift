import InsightsAPI
import InsightsHTTP
import InsightsJSON
import Testing

@Suite("Envelope")
struct EnvelopeTests {
    private func text(_ frame: Envelope.Frame, count: Int = 0) -> String {
        let bytes = Envelope.encode(frame) { writer in
            for number in 0..<count { writer.integer(number) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("cmp has four keys")
    func cmp() {
        let frame = Envelope.Frame(program: .cmp, totalCount: 2, message: "Done \"well\"\n")
        #expect(
            text(frame, count: 2) == #"{"value":[0,1],"totalCount":2,"message":"Done \"well\"\n","statusCode":200}"#)
    }

    @Test("mpn has the next link after the records and the redaction at the end")
    func mpn() {
        let frame = Envelope.Frame(program: .mpn, totalCount: 0, message: nil)
        #expect(
            text(frame)
                == #"{"value":[],"nextLink":null,"totalCount":0,"message":null,"statusCode":200,"dataRedacted":false}"#)
    }

    @Test("Paging adds the next link to cmp responses too; only mpn has redaction")
    func options() {
        let cmp = Envelope.Frame(
            program: .cmp, totalCount: 1, message: nil, nextLink: "http://x/y?z=1", isPaged: true, dataRedacted: true)
        #expect(
            text(cmp, count: 1)
                == #"{"value":[0],"nextLink":"http://x/y?z=1","totalCount":1,"message":null,"statusCode":200}"#)
        let mpn = Envelope.Frame(program: .mpn, totalCount: 0, message: nil, status: 404, dataRedacted: true)
        #expect(
            text(mpn)
                == #"{"value":[],"nextLink":null,"totalCount":0,"message":null,"statusCode":404,"dataRedacted":true}"#)
    }

    @Test("A refusal has no records; it has the error's message and status", arguments: PartnerProgram.allCases)
    func refusals(_ program: PartnerProgram) throws {
        let json = try JSONParser.parse(Envelope.encode(.activeReportQuota(limit: 50), program: program))
        #expect(json["value"] == .array([]))
        #expect(json["totalCount"]?.integer == 0)
        #expect(json["message"]?.string == "User has exceeded its report creation quota of 50 active reports")
        #expect(json["statusCode"]?.integer == 400)
        #expect(json.object?.keys.count == (program == .cmp ? 4 : 6))
    }

    @Test("The success messages are the published ones")
    func successes() {
        #expect(SuccessMessage.datasets == "Dataset fetched successfully")
        #expect(SuccessMessage.queryCreated == "Query created successfully")
        #expect(SuccessMessage.reportCreated == "Report created successfully")
    }
}
