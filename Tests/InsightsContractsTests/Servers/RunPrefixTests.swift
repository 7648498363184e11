import InsightsAPI
import InsightsJSON
import Testing

@testable import InsightsContracts

@Suite("Run prefixes in names")
struct RunMarkTests {
    private static let mark = RunPrefix(run: "c0ffee")

    private func marked(_ operation: Operation, _ arguments: JSONObject) -> JSONObject {
        var mark = Self.mark
        return mark.marked(ContractCall(operation, arguments: arguments, program: .cmp, credentials: nil)).arguments
    }

    @Test(
        "Names get the prefix, and the rest of the call does not change",
        arguments: [
            (
                Operation.createQuery, #"{"Name":"Orders","Query":"SELECT Name FROM x"}"#,
                #"{"Name":"insights-sim-contract-c0ffee-Orders","Query":"SELECT Name FROM x"}"#
            ),
            (.createQuery, #"{"name":"a","Name":""}"#, #"{"name":"insights-sim-contract-c0ffee-a","Name":""}"#),
            (.createQuery, #"{"Name":"  "}"#, #"{"Name":"  "}"#),
            (.createReport, #"{"ReportName":" R "}"#, #"{"ReportName":" insights-sim-contract-c0ffee-R "}"#),
            (.createReport, #"{"ReportName":"a;b"}"#, #"{"ReportName":"insights-sim-contract-c0ffee-a;b"}"#),
            (
                .listReports, #"{"reportName":"a; b;"}"#,
                #"{"reportName":"insights-sim-contract-c0ffee-a; insights-sim-contract-c0ffee-b;"}"#
            ),
            (.createQuery, #"{"Name":null,"Query":1}"#, #"{"Name":null,"Query":1}"#),
            (
                .createReport, #"{"ReportName":"R","Name":"n"}"#,
                #"{"ReportName":"insights-sim-contract-c0ffee-R","Name":"n"}"#
            ),
            (.updateReport, #"{"ReportName":"R"}"#, #"{"ReportName":"insights-sim-contract-c0ffee-R"}"#),
            (.listQueries, #"{"queryName":"a"}"#, #"{"queryName":"insights-sim-contract-c0ffee-a"}"#),
            (.listReports, #"{"reportName":"a"}"#, #"{"reportName":"insights-sim-contract-c0ffee-a"}"#),
            (.deleteQuery, #"{"queryId":"a"}"#, #"{"queryId":"a"}"#),
            (
                .other, #"{"method":"POST","path":"/x","json":{"Name":"a","Deep":{"Name":"b"}}}"#,
                #"{"method":"POST","path":"/x","json":{"Name":"insights-sim-contract-c0ffee-a","Deep":{"Name":"b"}}}"#
            ),
            (
                .other, #"{"method":"GET","path":"/x?a=1&QUERYNAME=b%20c&queryName="}"#,
                #"{"method":"GET","path":"/x?a=1&QUERYNAME=insights-sim-contract-c0ffee-b%20c&queryName="}"#
            ),
            (
                .other, #"{"method":"GET","path":"/x?reportName=a%3b+b;%20;c=d&x=;e&reportName"}"#,
                #"{"method":"GET","path":"/x?reportName=insights-sim-contract-c0ffee-a%3b+insights-sim-contract-c0ffee-b;%20;insights-sim-contract-c0ffee-c=d&x=;e&reportName"}"#
            ),
        ])
    func marking(operation: Operation, arguments: String, wanted: String) throws {
        let object = try #require(try JSONParser.parse(Array(arguments.utf8)).object)
        #expect(String(decoding: JSONWriter.encode(.object(marked(operation, object))), as: UTF8.self) == wanted)
    }

    @Test("The prefix is removed from all texts of a response, and from nothing else")
    func unmarking() throws {
        let response =
            #"{"value":[{"name":"insights-sim-contract-c0ffee-a","n":1}],"message":"'insights-sim-contract-c0ffee-a' exists, insights-sim-contract-0ddba1-b too"}"#
        let value = Self.mark.unmarked(try JSONParser.parse(Array(response.utf8)))
        #expect(
            String(decoding: JSONWriter.encode(value), as: UTF8.self)
                == #"{"value":[{"name":"a","n":1}],"message":"'a' exists, insights-sim-contract-0ddba1-b too"}"#)
    }

    @Test("A name longer than the prefix keeps its length, and is restored")
    func longNames() throws {
        var mark = Self.mark
        let name = String(repeating: "a", count: mark.text.count) + "tail"
        let call = ContractCall(.createQuery, arguments: ["Name": .string(name)], program: .cmp, credentials: nil)
        let sent = try #require(mark.marked(call).arguments["Name"]?.string)
        #expect(sent == "insights-sim-contract-c0ffee-tail")
        #expect(sent.count == name.count)
        #expect(mark.unmarked(.string("'\(sent)' and insights-sim-contract-c0ffee-b")) == .string("'\(name)' and b"))
        // It is looked for as it was given.
        let path = "/x?queryName=b;\(name)"
        let request = ContractCall(.other, arguments: ["path": .string(path)], program: .cmp, credentials: nil)
        #expect(mark.marked(request).address == "/x?queryName=insights-sim-contract-c0ffee-b;\(sent)")
    }
}
