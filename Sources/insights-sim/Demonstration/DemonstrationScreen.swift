import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// The output of the demonstration: every request as a curl line, every response as shortened JSON.
struct DemonstrationScreen {
    let terminal: Terminal
    let baseURL: String
    /// Whether each step waits for a line of standard input.
    var waitsForEnter = false

    /// The numbers of shown elements of a long array, and of shown characters of a long text.
    private static let shownElements = 3
    private static let shownCharacters = 96

    func welcome(_ program: PartnerProgram, _ credentials: Credentials, now: String) {
        terminal.output(terminal.styled("A walk through the insights v1 API, program \(program), offline", .bold))
        terminal.output("The simulator serves \(baseURL); its clock shows \(now). Everything is invented:")
        terminal.output("\(credentials).")
    }

    func step(_ title: String, _ explanation: String) {
        if waitsForEnter {
            terminal.error("Enter: next step, '\(title)'")
            // At the end of the input the rest of the steps follow.
            _ = readLine()
        }
        terminal.output("\n" + terminal.styled(title, .bold) + "\n" + explanation)
    }

    func request(_ line: String) {
        terminal.output("\n" + terminal.styled("$ " + line, .cyan))
    }

    func show(_ value: JSONValue) {
        terminal.output(Self.shortened(value))
    }

    func rows(_ lines: [String], packedSize: Int) {
        for line in lines.prefix(6) { terminal.output(line) }
        terminal.output(terminal.styled("... \(lines.count - 1) rows, \(packedSize) bytes packed", .dim))
    }

    func summary(rows: Int, seed: UInt64) {
        terminal.output(
            "\n"
                + terminal.styled(
                    "Done: token, dataset, query, test rows, report, execution and a file of \(rows) rows.", .green))
        terminal.output("Run it as a server: insights-sim serve. The same seed (\(seed)) gives the same responses.")
    }

    // MARK: Requests as curl lines, with shell variables for secrets and tokens

    func tokenCall(_ credentials: Credentials, _ request: HTTPRequest) -> String {
        let user =
            credentials.username == nil
            ? " -d grant_type=client_credentials"
            : " -d grant_type=password -d scope=openid \\\n    --data-urlencode \"username=$AZURE_USERNAME\""
                + " --data-urlencode \"password=$AZURE_PASSWORD\""
        return "curl -s \(baseURL)\(request.target) \\\n    -d resource=\(credentials.resource)"
            + " -d client_id=\(credentials.clientID) \\\n"
            + "    --data-urlencode \"client_secret=$AZURE_CLIENT_SECRET\"" + user
    }

    func call(_ request: HTTPRequest) -> String {
        var line = "curl -s"
        if request.method != .get { line += " -X \(request.method)" }
        line += " '\(baseURL)\(request.target)'"
        if request.fields.contains("Authorization") { line += " -H \"Authorization: Bearer $TOKEN\"" }
        if !request.body.isEmpty {
            line += " \\\n    -H 'Content-Type: application/json' -d '\(String(decoding: request.body, as: UTF8.self))'"
        }
        return line
    }

    func downloadCall(_ link: String) -> String {
        "curl -s --compressed '\(link)'"
    }

    private static func shortened(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text) where text.count > shownCharacters && !text.contains(" "):
            return .string(String(text.prefix(shownCharacters / 2)) + "...")
        case .array(let elements):
            let shown = elements.prefix(elements.count > 40 ? shownElements : elements.count).map(shortened)
            let rest = elements.count - shown.count
            return .array(shown + (rest > 0 ? [.string("... \(rest) more")] : []))
        case .object(let object):
            return .object(JSONObject(object.members.map { .init($0.key, shortened($0.value)) }))
        default: return value
        }
    }
}
