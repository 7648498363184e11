import InsightsAPI
import InsightsFixtures
import InsightsJSON
import InsightsSimulator

/// The command that prints the OpenAPI document of the simulated API.
struct OpenAPICommand: Command {
    static let specification = CommandSpecification(
        name: "openapi", summary: "print the OpenAPI 3.1 document of the simulated API",
        options: [
            .init(name: "--program", value: "cmp|mpn", summary: "only this program's operations (default: both)"),
            .init(
                name: "--base-url", value: "URL",
                summary: "URL of the simulator (default http://127.0.0.1:8080)"),
            .edition, .fixtures, .set,
        ],
        examples: [
            "insights-sim openapi > openapi.json",
            "insights-sim openapi --program mpn --edition 2023 --set page-size=100",
        ])

    private let programs: [PartnerProgram]
    private let baseURL: String
    private let options: SimulatorOptions
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        if let extra = arguments.positionals.first { throw .unexpectedArgument(extra) }
        programs = try arguments.choice("--program", of: PartnerProgram.self).map { [$0] } ?? PartnerProgram.allCases
        let url = arguments["--base-url"] ?? "http://127.0.0.1:8080"
        guard ["http://", "https://"].contains(where: { url.hasPrefix($0) && url.count > $0.count }) else {
            throw .badValue(
                option: "--base-url", value: url, accepted: "a URL that begins with http:// or https://")
        }
        baseURL = url.hasSuffix("/") ? String(url.dropLast()) : url
        options = try SimulatorOptions(arguments)
        self.terminal = terminal
    }

    func run() throws(UsageError) -> ExitCode {
        let generator = OpenAPIGenerator(
            settings: options.settings, programs: programs, baseURL: baseURL,
            tenantID: try options.openFixtures().tenants[0].tenantID)
        terminal.output(generator.json)
        return .success
    }
}
