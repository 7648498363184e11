// The matrix's Foundation: URLSession, pointed at the simulator's plain HTTP address (see docs/how-to/clients.md).
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

struct Failure: Error { let text: String }

let environment = ProcessInfo.processInfo.environment
let base = environment["INSIGHTS_BASE_URL"]!
let tenant = environment["AZURE_TENANT_ID"]!
let secret = environment["AZURE_CLIENT_SECRET"]!

func send(_ address: String, bearer: String? = nil, body: Data? = nil) async throws -> (Int, Data) {
    var request = URLRequest(url: URL(string: address)!)
    if let bearer { request.setValue("Bearer \(bearer)", forHTTPHeaderField: "Authorization") }
    if address.contains("/_sim/"), let key = environment["INSIGHTS_SIM_ADMIN_KEY"] {
        request.setValue(key, forHTTPHeaderField: "x-insights-simulator-key")
    }
    if let body {
        request.httpMethod = "POST"
        request.httpBody = body
        request.setValue(
            address.contains("/oauth2/") ? "application/x-www-form-urlencoded" : "application/json",
            forHTTPHeaderField: "Content-Type")
    }
    let (data, response) = try await URLSession.shared.data(for: request)
    return ((response as! HTTPURLResponse).statusCode, data)
}

func check(_ holds: Bool, _ otherwise: String) throws {
    guard holds else { throw Failure(text: otherwise) }
}

func token(_ fields: [String: String]) async throws -> [String: String] {
    let fields = fields.merging(
        ["resource": "https://graph.windows.net", "client_id": environment["AZURE_CLIENT_ID"]!]
    ) { given, _ in given }
    let form = fields.map { "\($0)=\($1.addingPercentEncoding(withAllowedCharacters: .alphanumerics)!)" }
    let (_, data) = try await send("\(base)/\(tenant)/oauth2/token", body: Data(form.joined(separator: "&").utf8))
    return (try JSONSerialization.jsonObject(with: data) as! [String: Any]).compactMapValues { $0 as? String }
}

func signIn(_ secret: String) async throws -> [String: String] {
    try await token(["grant_type": "client_credentials", "client_secret": secret])
}

func value(_ path: String, _ bearer: String, body: [String: Any]? = nil) async throws -> [[String: Any]] {
    let (status, data) = try await send(
        base + "/insights/v1/" + path, bearer: bearer, body: body.map { try JSONSerialization.data(withJSONObject: $0) }
    )
    try check(status == 200, "\(path): \(status) \(String(decoding: data, as: UTF8.self))")
    return (try JSONSerialization.jsonObject(with: data) as! [String: Any])["value"] as! [[String: Any]]
}

func passTime() async throws {
    let (status, _) = try await send("\(base)/_sim/clock?tenant=\(tenant)", body: Data(#"{"advance":"PT61M"}"#.utf8))
    try check(status == 200, "the clock stands")
}

func step(_ name: String, _ cell: String) { print("\(name)\t\(cell)") }

var bearer = try await signIn(secret)["access_token"] ?? ""
try check(bearer.split(separator: ".").count == 3, "no token")
step("token", "yes")

let datasets = try await value("cmp/ScheduledDataset", bearer)
try check(datasets.contains { $0["datasetName"] as? String == "ISVOrder" }, "no ISVOrder")
let text = "SELECT OrderId FROM ISVOrder"
let query = try await value("cmp/ScheduledQueries", bearer, body: ["Name": "Matrix", "Query": text])[0]
let rows = try await value(
    "cmp/ScheduledQueries/testQueryResult?exportQuery=" + text.replacingOccurrences(of: " ", with: "%20"), bearer)
try check(rows.count == 100, "\(rows.count) rows")
let report = try await value(
    "cmp/ScheduledReport", bearer,
    body: ["ReportName": "Matrix", "QueryId": query["queryId"]!, "ExecuteNow": true])[0]
let execution = try await value("cmp/ScheduledReport/execution/\(report["reportId"]!)", bearer)[0]
// URLSession unpacks by itself.
let (_, file) = try await send(execution["reportAccessSecureLink"] as! String)
try check(String(decoding: file, as: UTF8.self).hasPrefix("OrderId\r\n"), "the file has no header")
step("workflow", "yes")

try await passTime()
try check(
    try await send("\(base)/insights/v1/cmp/ScheduledDataset", bearer: bearer).0 == 401, "an expired token is taken")
bearer = try await signIn(secret)["access_token"] ?? ""
_ = try await value("cmp/ScheduledDataset", bearer)
step("expired", "yes")

let user = try await token([
    "grant_type": "password", "client_secret": secret, "username": environment["AZURE_USERNAME"]!,
    "password": environment["AZURE_PASSWORD"]!,
])
try await passTime()
let renewed = try await token([
    "grant_type": "refresh_token", "client_secret": secret, "refresh_token": user["refresh_token"] ?? "",
])
_ = try await value("mpn/ScheduledDataset", renewed["access_token"] ?? "")
step("refresh", "yes")

let refusal = try await signIn("wrong")
try check(refusal["error_description"]?.hasPrefix("AADSTS7000215: ") == true, "\(refusal)")
step("secret", "`\(refusal["error"] ?? "")`")
