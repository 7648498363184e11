import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

/// The refusals of a report's parameters, in both programs, by create and by update (insights-api section 10).
struct ReportRefusalTests {
    /// A change to a valid body, and the words it is refused with.
    struct Case: Sendable, CustomTestStringConvertible {
        let changes: ReportBody.Changes
        let message: String
        /// Whether update calls check it too.
        var appliesToUpdate = true
        /// The programs where these are the words.
        var programs = PartnerProgram.allCases

        var testDescription: String { changes.map { "\($0.key)=\($0.value?.prefix(40) ?? "missing")" }.joined() }
    }

    private static let creation = "Invalid report parameters for creation - "
    private static let tooEarly = creation + "Start time of report should at least be 4 hours from current UTC time"
    private static let startFormat = creation + "StartTime should follow format: yyyy-MM-ddTHH:mm:ssZ"
    private static let endFormat = creation + "EndTime should follow format: yyyy-MM-ddTHH:mm:ssZ"
    private static let notAfter = creation + "EndTime should be greater than StartTime"
    private static let tooLong = creation + "Limit ReportName and Description length to 256 characters or less"
    private static let count = creation + "Recurrence count has to be a positive integer value"
    private static let method = creation + "CallbackMethod can only be GET or POST"
    private static let format = creation + "Report format should be csv/tsv"
    private static let semicolon = creation + "Invalid character (;) in ReportName"
    private static let missing = "Null or missing value"
    private static let long = "\"" + String(repeating: "x", count: 257) + "\""

    static let cases: [Case] = [
        Case(changes: ["ReportName": nil], message: missing),
        Case(changes: ["ReportName": "null"], message: missing),
        Case(changes: ["ReportName": #""""#], message: missing),
        Case(changes: ["ReportName": #"" \t ""#], message: missing),
        Case(changes: ["QueryId": nil], message: missing, appliesToUpdate: false),
        Case(changes: ["QueryId": "null"], message: missing, appliesToUpdate: false),
        Case(changes: ["StartTime": nil], message: missing),
        Case(changes: ["StartTime": "null"], message: missing),
        Case(changes: ["RecurrenceInterval": nil], message: missing, appliesToUpdate: false),
        Case(changes: ["RecurrenceInterval": "null"], message: missing, appliesToUpdate: false),
        Case(changes: ["ExecuteNow": "false", "StartTime": nil], message: missing),
        Case(changes: ["ReportName": long], message: tooLong),
        Case(changes: ["Description": long], message: tooLong),
        Case(changes: ["ReportName": #""a;b""#], message: semicolon),
        // A combining accent does not hide its base character.
        Case(changes: ["ReportName": #""a;\u0301b""#], message: semicolon),
        Case(changes: ["Format": #""xlsx""#], message: format),
        Case(changes: ["Format": #""csv,tsv""#], message: format),
        Case(changes: ["Format": #""string""#], message: "Requested value 'string' not found"),
        Case(changes: ["CallbackUrl": #""string""#], message: "Requested value 'string' not found"),
        Case(changes: ["CallbackUrl": #""ftp://localhost/""#], message: "Invalid report parameters"),
        Case(changes: ["CallbackUrl": #""https://""#], message: "Invalid report parameters"),
        Case(changes: ["CallbackUrl": #""http://localhost/""#, "CallbackMethod": #""PUT""#], message: method),
        Case(changes: ["CallbackMethod": #""delete""#], message: method),
        Case(changes: ["QueryId": #""nonsense""#], message: "Invalid QueryId", appliesToUpdate: false),
        Case(
            changes: ["QueryId": #""00000000-0000-0000-0000-000000000000""#], message: "Invalid QueryId",
            appliesToUpdate: false),
        Case(changes: ["StartTime": #""2021-01-07""#], message: startFormat),
        Case(changes: ["StartTime": #""2021-01-07T19:00:00""#], message: startFormat),
        Case(changes: ["StartTime": #""2021-01-07T19:00:00+00:00""#], message: startFormat),
        Case(changes: ["StartTime": #""2021-01-07T19:00:00.000Z""#], message: startFormat),
        Case(changes: ["StartTime": #""07/01/2021 19:00:00""#], message: startFormat),
        Case(changes: ["StartTime": #""2021-01-07t19:00:00z""#], message: startFormat),
        Case(changes: ["StartTime": #""2021-02-30T19:00:00Z""#], message: startFormat),
        Case(changes: ["StartTime": #""2021-13-01T19:00:00Z""#], message: startFormat),
        Case(changes: ["StartTime": #""0000-01-01T00:00:00Z""#], message: startFormat),
        Case(changes: ["StartTime": #""2021-01-07T24:00:00Z""#], message: startFormat),
        Case(changes: ["StartTime": #""2021-06-30T23:59:60Z""#], message: startFormat),
        Case(changes: ["StartTime": #""٢٠٢١-01-07T19:00:00Z""#], message: startFormat),
        Case(changes: ["StartTime": #""2020-01-07T19:00:00Z""#], message: tooEarly),
        Case(changes: ["StartTime": #""0001-01-01T00:00:00Z""#], message: tooEarly),
        Case(changes: ["StartTime": #""2021-01-06T05:38:34Z""#], message: tooEarly),
        Case(
            changes: ["RecurrenceInterval": "3"], message: "Recurrence Interval must be between 4 and 2160",
            programs: [.cmp]),
        Case(
            changes: ["RecurrenceInterval": "23"], message: "Recurrence Interval must be between 24 and 2160",
            programs: [.mpn]),
        Case(
            changes: ["RecurrenceInterval": "2161"], message: "Recurrence Interval must be between 4 and 2160",
            programs: [.cmp]),
        Case(
            changes: ["RecurrenceInterval": "-48"], message: "Recurrence Interval must be between 4 and 2160",
            programs: [.cmp]),
        Case(
            changes: ["RecurrenceInterval": "9223372036854775807"],
            message: "Recurrence Interval must be between 4 and 2160", programs: [.cmp]),
        Case(changes: ["RecurrenceInterval": "99999999999999999999"], message: "Invalid report parameters"),
        Case(changes: ["RecurrenceInterval": "48.5"], message: "Invalid report parameters"),
        Case(changes: ["RecurrenceInterval": #""often""#], message: "Invalid report parameters"),
        Case(changes: ["RecurrenceInterval": "true"], message: "Invalid report parameters"),
        Case(changes: ["RecurrenceInterval": "[48]"], message: "Invalid report parameters"),
        Case(changes: ["RecurrenceCount": "0"], message: count),
        Case(changes: ["RecurrenceCount": "-1"], message: count),
        Case(changes: ["RecurrenceCount": "1.5"], message: "Invalid report parameters"),
        Case(changes: ["ExecuteNow": "1"], message: "Invalid report parameters"),
        Case(changes: ["ExecuteNow": #""yes""#], message: "Invalid report parameters"),
    ]

    /// Bad bounds of a run at once.
    static let boundCases: [Case] = [
        Case(changes: ["QueryStartTime": #""soon""#], message: startFormat),
        Case(changes: ["QueryEndTime": #""soon""#], message: endFormat),
        Case(changes: ["QueryEndTime": #""2021-02-29T00:00:00Z""#], message: endFormat),
        Case(
            changes: [
                "QueryStartTime": #""2021-01-01T00:00:00Z""#, "QueryEndTime": #""2020-01-01T00:00:00Z""#,
            ], message: notAfter),
        Case(
            changes: [
                "QueryStartTime": #""2021-01-01T00:00:00Z""#, "QueryEndTime": #""2021-01-01T00:00:00Z""#,
            ], message: notAfter),
        // With no end the end is now.
        Case(changes: ["QueryStartTime": #""2021-01-06T05:38:34Z""#], message: notAfter),
    ]

    @Test("A bad parameter of a new report is refused, and nothing is stored", arguments: cases)
    func create(refused: Case) throws {
        for program in refused.programs {
            let service = try ServiceHarness(program)
            let body = service.reportBody(queryID: try service.makeQuery(), refused.changes)
            let response = try service.post("ScheduledReport", body)
            #expect(response.text == ServiceResponse.refusal(400, refused.message, program))
            #expect(response.status == 400)
            #expect(try service.get("ScheduledReport").value.isEmpty)
        }
    }

    @Test(
        "A bad parameter of an update is refused, and the report does not change",
        arguments: cases.filter(\.appliesToUpdate))
    func update(refused: Case) throws {
        for program in refused.programs {
            let service = try ServiceHarness(program)
            let id = try service.makeReport()
            let before = try service.report(id)
            let runs = try service.executions(id)
            let response = try service.put("ScheduledReport/\(id)", service.reportBody(queryID: "", refused.changes))
            #expect(response.text == ServiceResponse.refusal(400, refused.message, program))
            #expect(try service.report(id) == before)
            #expect(try service.executions(id) == runs)
        }
    }

    @Test("A bad bound of a run at once is refused, and does not count for the quota", arguments: boundCases)
    func bounds(refused: Case) throws {
        for program in refused.programs {
            let service = try ServiceHarness(program)
            let queryID = try service.makeQuery()
            for _ in 0..<6 {
                let body = service.reportBody(queryID: queryID, ["ExecuteNow": "true"])
                let members = refused.changes.map { #""\#($0.key)":\#($0.value ?? "null"),"# }.joined()
                let response = try service.post("ScheduledReport", "{" + members + body.dropFirst())
                #expect(response.text == ServiceResponse.refusal(400, refused.message, program))
            }
            _ = try service.makeReport(queryID: queryID, ["ExecuteNow": "true"])
        }
    }

    @Test("Bounds of a run at once are ignored in a scheduled report", arguments: PartnerProgram.allCases)
    func boundsWithoutRunAtOnce(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        _ = try service.makeReport(queryID: nil, ["QueryStartTime": #""soon""#, "QueryEndTime": #""2030-01-01""#])
    }

    @Test("A run at once ignores the fields of the schedule", arguments: PartnerProgram.allCases)
    func scheduleOfRunAtOnce(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let id = try service.makeReport(
            queryID: nil,
            [
                "ExecuteNow": "true", "StartTime": #""yesterday""#, "RecurrenceInterval": "1", "RecurrenceCount": "0",
            ])
        let record = try service.report(id)
        #expect(record["startTime"] == .string("2021-01-06T05:38:34Z"))
        #expect(record["recurrenceInterval"] == .integer(0))
        #expect(record["recurrenceCount"] == .integer(1))
    }
}
