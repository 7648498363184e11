import InsightsAPI
import InsightsJSON
import Testing

@Suite("Records")
struct RecordTests {
    private func written(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func transport(_ record: String) -> CannedTransport { CannedTransport("{\"value\":[\(record)]}") }

    static let everyStyle = RecordOptions(
        queryTimesEndInZ: true, capitalizesCallbackMethod: true, includesSampleOnlyFields: true, echoesCallback: true,
        fillsReportLocation: true)

    // MARK: Datasets

    @Test("A dataset is written with its program's fields and read back")
    func datasets() async throws {
        var record = DatasetRecord(
            datasetName: "ISVOrder", selectableColumns: ["A", "B"], availableMetrics: [],
            availableDateRanges: ["LIFETIME"],
            minimumRecurrenceInterval: 24)
        let mpn = written { record.write(to: &$0, program: .mpn) }
        #expect(
            mpn == #"{"datasetName":"ISVOrder","selectableColumns":["A","B"],"availableMetrics":[],"#
                + #""availableDateRanges":["LIFETIME"],"minimumRecurrenceInterval":24}"#)
        #expect(try await transport(mpn).client(.mpn).datasets() == [record])
        let cmp = written { record.write(to: &$0, program: .cmp) }
        #expect(!cmp.contains("minimumRecurrenceInterval"))
        record.minimumRecurrenceInterval = nil
        #expect(try await transport(cmp).client().datasets() == [record])
        let mismatch = ClientError.unexpectedResponse(
            place: "value/0/availableMetrics", found: "a number", expected: "strings")
        await #expect(throws: mismatch) {
            try await transport(cmp.replacing("\"availableMetrics\":[]", with: "\"availableMetrics\":[1]")).client()
                .datasets()
        }
    }

    // MARK: Queries

    static let query = QueryRecord(
        queryID: "i", name: "n\"", description: nil, query: "SELECT a", kind: .userDefined, user: "142344300",
        createdTime: "2021-01-06T05:38:34Z")

    @Test("A cmp query has a modified time and no Z in its created time; an mpn query has the reverse (S16, S17)")
    func queries() throws {
        let cmp = written { Self.query.write(to: &$0, program: .cmp, style: RecordOptions()) }
        #expect(
            cmp == #"{"queryId":"i","name":"n\"","description":null,"query":"SELECT a","type":"userDefined","#
                + #""user":"142344300","createdTime":"2021-01-06T05:38:34","modifiedTime":null}"#)
        let mpn = written { Self.query.write(to: &$0, program: .mpn, style: RecordOptions()) }
        #expect(
            mpn == #"{"queryId":"i","name":"n\"","description":null,"query":"SELECT a","type":"userDefined","#
                + #""user":"142344300","createdTime":"2021-01-06T05:38:34Z"}"#)
        let styled = written { Self.query.write(to: &$0, program: .cmp, style: Self.everyStyle) }
        #expect(styled == cmp.replacing("05:38:34", with: "05:38:34Z"))
    }

    @Test("A query is read back", arguments: PartnerProgram.allCases, [QueryRecord.Kind.userDefined, .system])
    func queriesBack(_ program: PartnerProgram, _ kind: QueryRecord.Kind) async throws {
        var record = Self.query
        record.kind = kind
        record.description = "d"
        let text = written { record.write(to: &$0, program: program, style: Self.everyStyle) }
        #expect(try await transport(text).client(program).queries() == [record])
        #expect(try await transport(text).client(program).deleteQuery(id: "i") == record)
    }

    // MARK: Reports

    static let report = ReportRecord(
        reportID: "r", reportName: "n", description: nil, queryID: "q", query: "SELECT a", user: "u",
        createdTime: "2021-01-06T05:46:00Z", modifiedTime: nil, executeNow: false, startTime: "2021-01-06T19:00:00Z",
        reportStatus: .active, recurrenceInterval: 48, recurrenceCount: 20, callbackURL: nil, callbackMethod: nil,
        format: .csv)

    @Test("A report has the fields of its program, in order (S26)")
    func reports() {
        let cmp = written { Self.report.write(to: &$0, program: .cmp, style: RecordOptions()) }
        #expect(
            cmp == #"{"reportId":"r","reportName":"n","description":null,"queryId":"q","query":"SELECT a","user":"u","#
                + #""createdTime":"2021-01-06T05:46:00Z","modifiedTime":null,"startTime":"2021-01-06T19:00:00Z","#
                + #""reportStatus":"Active","recurrenceInterval":48,"recurrenceCount":20,"callbackUrl":null,"#
                + #""format":"csv"}"#)
        let mpn = written { Self.report.write(to: &$0, program: .mpn, style: RecordOptions()) }
        let expected = cmp.replacing(#""startTime""#, with: #""executeNow":false,"startTime""#)
            .replacing(#""format""#, with: #""callbackMethod":null,"format""#)
        #expect(mpn == expected)
        let styled = written {
            Self.report.write(to: &$0, program: .mpn, style: Self.everyStyle, executionStatus: .running)
        }
        #expect(
            styled
                == mpn.replacing("callbackMethod", with: "CallbackMethod").dropLast()
                + #","isPublicInOrg":false,"executionStatus":"Running"}"#)
    }

    @Test(
        "A report of either program is read back", arguments: PartnerProgram.allCases, ReportStatus.allCases)
    func reportsBack(_ program: PartnerProgram, _ status: ReportStatus) async throws {
        var record = Self.report
        record.reportStatus = status
        record.description = "d"
        record.modifiedTime = "2021-01-07T00:00:00Z"
        record.recurrenceCount = nil
        record.callbackURL = "https://c"
        record.format = .tsv
        if program == .mpn {
            record.executeNow = true
            record.callbackMethod = .get
        }
        for style in [RecordOptions(), Self.everyStyle] {
            let text = written { record.write(to: &$0, program: program, style: style) }
            #expect(try await transport(text).client(program).reports() == [record])
            #expect(try await transport(text).client(program).pauseReport(id: "r") == record)
        }
    }

    // MARK: Executions

    static let execution = ExecutionRecord(
        executionID: "e", reportID: "r", recurrenceInterval: 48, recurrenceCount: 20, callbackURL: nil,
        callbackMethod: nil, format: .csv, executionStatus: .pending, reportLocation: nil, reportAccessSecureLink: nil,
        reportExpiryTime: nil, reportGeneratedTime: nil)

    @Test("An execution has the fields of its program, in order (S31)")
    func executions() {
        let cmp = written { Self.execution.write(to: &$0, program: .cmp, style: RecordOptions()) }
        #expect(
            cmp == #"{"executionId":"e","reportId":"r","recurrenceInterval":48,"recurrenceCount":20,"#
                + #""callbackUrl":null,"format":"csv","executionStatus":"Pending","reportAccessSecureLink":null,"#
                + #""reportExpiryTime":null,"reportGeneratedTime":null}"#)
        let mpn = written { Self.execution.write(to: &$0, program: .mpn, style: RecordOptions()) }
        let expected = cmp.replacing(#""format""#, with: #""callbackMethod":null,"format""#)
            .replacing(#""reportAccess"#, with: #""reportLocation":null,"reportAccess"#)
        #expect(mpn == expected)
        var filled = Self.execution
        filled.reportLocation = "l"
        let styled = written { filled.write(to: &$0, program: .cmp, style: Self.everyStyle) }
        #expect(
            styled
                == cmp.replacing(#""reportAccess"#, with: #""reportLocation":"l","reportAccess"#).dropLast()
                + #","isPublicInOrg":false}"#)
    }

    @Test("An execution is read back", arguments: PartnerProgram.allCases, ExecutionStatus.allCases)
    func executionsBack(_ program: PartnerProgram, _ status: ExecutionStatus) async throws {
        var record = Self.execution
        record.executionStatus = status
        record.recurrenceCount = nil
        record.callbackURL = "http://c"
        record.reportAccessSecureLink = "https://host/reports/x"
        record.reportLocation = program == .mpn ? "https://host/reports/x" : nil
        record.callbackMethod = program == .mpn ? .post : nil
        record.reportExpiryTime = "2021-01-08T00:00:00Z"
        record.reportGeneratedTime = "2021-01-07T00:00:00Z"
        let text = written {
            record.write(to: &$0, program: program, style: RecordOptions(includesSampleOnlyFields: true))
        }
        #expect(try await transport(text).client(program).executions(reportID: "r") == [record])
    }

    @Test(
        "A record with a value of a wrong kind is refused with the place",
        arguments: [
            (#""recurrenceInterval":48"#, #""recurrenceInterval":null"#, "recurrenceInterval"),
            (#""recurrenceInterval":48"#, #""recurrenceInterval":"48""#, "recurrenceInterval"),
            (#""recurrenceCount":20"#, #""recurrenceCount":2.5"#, "recurrenceCount"),
            (#""format":"csv""#, #""format":"xml""#, "format"), (#""format":"csv""#, #""format":1"#, "format"),
            (#""executionStatus":"Pending""#, #""executionStatus":"pending""#, "executionStatus"),
            (#""executionId":"e","#, "", "executionId"), (#""callbackUrl":null"#, #""callbackUrl":[]"#, "callbackUrl"),
        ])
    func mismatches(_ part: String, _ replacement: String, _ key: String) async throws {
        let text = written { Self.execution.write(to: &$0, program: .cmp, style: RecordOptions()) }
        let altered = text.replacing(part, with: replacement)
        try #require(altered != text)
        let error = await #expect(throws: ClientError.self) {
            try await transport(altered).client().executions(reportID: "r")
        }
        #expect(error?.description.hasPrefix("value/0/\(key): found ") == true)
    }

    @Test("Formats have their media types")
    func formats() {
        #expect(ReportFormat.csv.mediaType == "text/csv")
        #expect(ReportFormat.tsv.mediaType == "text/tab-separated-values")
    }
}
