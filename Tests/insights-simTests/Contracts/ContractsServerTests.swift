import Foundation
import Testing

@Suite("contracts: servers", .mayBlock)
struct ContractsServerTests {
    @Test("A remote simulator is a target, with clock and callbacks, and its tenants are deleted")
    func simulator() throws {
        let tool = try RunningTool([])
        let folder = try ContractFolder()
        defer { folder.remove() }
        let outcome = try ContractsTool.run(folder, ["good/later", "--target", tool.url + "/"])
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        let callbacks = try ContractsTool.contracts(["run", "reports/callback-post", "--target", tool.url])
        #expect(callbacks.exitCode == 0, "\(callbacks.output)\(callbacks.errors)")
        let left = try Tool.run("sandbox", "list", "--url", tool.url, "--output", "json")
        #expect(!left.output.contains("callback-post"), "\(left.output)")
        let failure = try ContractsTool.run(folder, ["bad/*", "--target", tool.url])
        #expect(failure.output.contains("bad/list --program cmp"))
        #expect(failure.output.contains("--target \(tool.url) "))
        #expect(tool.stop() == 0)
    }

    @Test("A missing target has a separate error and exit code 3", arguments: [[], ["--fail-fast"]])
    func unreachable(arguments: [String]) throws {
        let outcome = try ContractsTool.contracts(["run", "--target", "http://127.0.0.1:9"] + arguments)
        #expect(outcome.exitCode == 3)
        #expect(outcome.errors.hasPrefix("error: cannot connect to host '127.0.0.1' port 9: "))
    }

    @Test(
        "A server that accepts connections and never responds is named within the time limit: 3",
        arguments: [["--target"], ["--live"]])
    func silent(arguments: [String]) throws {
        let server = try ServerPrograms.silent()
        defer { _ = server.stop(SIGKILL) }
        let files = try TemporaryFolder()
        defer { files.remove() }
        let record = files.path("digest.json")
        let environment = [
            "INSIGHTS_BASE_URL": server.url, "AZURE_AUTHORITY_HOST": server.url, "AZURE_TENANT_ID": "t",
            "AZURE_CLIENT_ID": "c", "AZURE_CLIENT_SECRET": Self.otherSecret,
        ]
        let outcome = try ContractsTool.contracts(
            ["run", "datasets/*", "--timeout", "1", "--record", record] + arguments
                + (arguments == ["--target"] ? [server.url] : []),
            environment: environment)
        #expect(outcome.exitCode == 3)
        let message = "\(server.url): found no complete response within 1 s; expected one in that time;"
        #expect((outcome.output + outcome.errors).contains(message), "\(outcome)")
        // A digest without responses would compare nothing.
        #expect(!FileManager.default.fileExists(atPath: record))
    }

    @Test("A server that ceases to respond is not waited for in every case")
    func ceasing() throws {
        let server = try ServerPrograms.silentService()
        defer { _ = server.stop(SIGKILL) }
        let folder = try ContractFolder((1...9).map { .init("area/\($0)") })
        defer { folder.remove() }
        let outcome = try ContractsTool.run(
            folder, ["--target", server.url, "--timeout", "1"],
            environment: ["AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c", "AZURE_CLIENT_SECRET": Self.otherSecret])
        #expect(outcome.output.contains("0 passed, 2 failed, 0 reported, 0 skipped, 7 broken in "), "\(outcome)")
    }

    @Test("The administration of a simulator is reached below the path of its URL, and is not waited for if silent")
    func administration() throws {
        let tool = try RunningTool([])
        let gateway = try ServerPrograms.gateway(to: tool.url, path: "/v/sim")
        defer { _ = gateway.stop(SIGKILL) }
        let clock = try Tool.run("clock", environment: ["INSIGHTS_BASE_URL": gateway.url])
        #expect(clock.exitCode == 0 && clock.output.hasSuffix("system\n"), "\(clock)")
        #expect(tool.stop() == 0)
        let silent = try ServerPrograms.silent()
        defer { _ = silent.stop(SIGKILL) }
        let outcome = try Tool.run("clock", "advance", "PT1H", "--url", silent.url, "--timeout", "1")
        #expect(outcome.exitCode == 3)
        #expect(outcome.errors.hasPrefix("error: \(silent.url): found no complete response within 1 s;"))
    }

    @Test("The path of a target's URL is in front of every route, also for the live service")
    func paths() throws {
        let service = try RehearsedService()
        let gateway = try ServerPrograms.gateway(to: service.tool.url, path: "/v/sim")
        defer { _ = gateway.stop(SIGKILL) }
        let folder = try ContractFolder()
        defer { folder.remove() }
        let target = try ContractsTool.run(folder, ["good/later", "bad/list", "--target", gateway.url + "/"])
        #expect(target.output.contains("1 passed, 1 failed,"), "\(target)")
        #expect(target.output.contains(" '\(gateway.url)/insights/v1/cmp/"))
        #expect(target.output.contains(" --target \(gateway.url) bad/list"))
        let live = try ContractsTool.run(
            folder, ["good/list", "--live", "--pace", "0"],
            environment: service.environment.merging([
                "INSIGHTS_BASE_URL": gateway.url, "AZURE_AUTHORITY_HOST": gateway.url,
            ]) { $1 })
        #expect(live.exitCode == 0, "\(live)")
        #expect(service.stop() == 0)
    }

    @Test("Callbacks arrive through a proxy that is not trusted and names another machine")
    func callbacksBehindProxy() throws {
        let tool = try RunningTool(["--admin-key", "key"])
        let gateway = try ServerPrograms.gateway(to: tool.url, path: "", forwardedFor: "192.0.2.7")
        defer { _ = gateway.stop(SIGKILL) }
        let outcome = try ContractsTool.contracts(
            ["run", "callbacks/get", "callbacks/third-attempt", "reports/callback-post", "--target", gateway.url],
            environment: ["INSIGHTS_SIM_ADMIN_KEY": "key"])
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        #expect(tool.stop() == 0)
    }

    @Test("A callback that did not arrive is explained by the simulator's journal")
    func lostCallback() throws {
        let tool = try RunningTool([])
        let folder = try ContractFolder([
            .init(
                "area/lost",
                [
                    #"{"do":"createQuery","with":{"Name":"Q","Query":"SELECT OrderId from ISVOrder"},"capture":{"queryId":"/value/0/queryId"}}"#,
                    #"{"do":"createReport","with":{"ReportName":"R","QueryId":"${queryId}","StartTime":"${now+PT5H}","RecurrenceInterval":24,"CallbackUrl":"http://127.0.0.1:9/x"}}"#,
                    #"{"advance":"PT6H"}"#, #"{"receive":"callbacks","expect":{"body":["$any"]}}"#,
                ])
        ])
        defer { folder.remove() }
        let outcome = try ContractsTool.run(folder, ["--target", tool.url])
        #expect(outcome.exitCode == 1, "\(outcome.output)\(outcome.errors)")
        let remark = /remark     the simulator explains: callback of report .* to 127.0.0.1:9, try \d+: no answer: .*\n/
        #expect(outcome.output.contains(remark), "\(outcome.output)")
        #expect(tool.stop() == 0)
    }

    @Test("A file is fetched from the host that its link names")
    func linkHost() throws {
        let tool = try RunningTool(["--public-url", "http://127.0.0.1:9"])
        let outcome = try ContractsTool.contracts(["run", "downloads/*", "--program", "cmp", "--target", tool.url])
        #expect(outcome.exitCode == 1)
        #expect(outcome.output.contains("cannot connect to host '127.0.0.1' port 9"), "\(outcome)")
        #expect(tool.stop() == 0)
    }

    // MARK: The live service

    /// A run against the live service, and what it shows.
    struct LiveRun: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let arguments: [String]
        /// Variables in place of those that lead to the service.
        var environment: [String: String] = [:]
        let exitCode: Int32
        /// Parts of standard output.
        var output: [String] = []
        /// Parts of standard error.
        var errors: [String] = []
    }

    private static let otherSecret = "not-the-secret-4711"

    static let liveRuns = [
        LiveRun(
            testDescription: "all contracts, read-only", arguments: ["--pace", "0"], exitCode: 1,
            output: [
                "\nreported good/odd (cmp): step 1, getDatasets: body /odd: expected 1, found nothing\n",
                "1 skipped: it changes something at the server, which needs --allow-writes",
                "1 skipped: it moves the clock (good/later (cmp))",
                "\n1 passed, 1 failed, 1 reported, 2 skipped in ",
                " --live bad/list --program cmp\n",
            ]),
        LiveRun(
            testDescription: "assumed behaviour, strictly", arguments: ["good/odd", "--strict", "--pace", "0"],
            exitCode: 1,
            output: ["FAILED good/odd (cmp)", " --live --strict good/odd --program cmp\n"]),
        LiveRun(
            testDescription: "nothing but what cannot run", arguments: ["good/later"], exitCode: 5,
            errors: ["error: nothing ran: every case was skipped\n"]),
        LiveRun(
            testDescription: "a wrong secret", arguments: ["good/list"],
            environment: ["AZURE_CLIENT_SECRET": otherSecret], exitCode: 3,
            output: ["1 broken: no token: 401 AADSTS7000215"]),
        LiveRun(
            testDescription: "an authority that is not trusted", arguments: ["good/list"],
            environment: ["SSL_CERT_FILE": ""], exitCode: 3, output: ["certificate not accepted"]),
        LiveRun(
            testDescription: "a user without a password", arguments: ["good/list"],
            environment: ["AZURE_USERNAME": "kim"], exitCode: 2, errors: ["found no AZURE_PASSWORD;"]),
    ]

    @Test("A run against the live service over TLS; no secret is printed", arguments: liveRuns)
    func live(_ run: LiveRun) throws {
        let service = try RehearsedService(isSecure: true)
        let folder = try ContractFolder()
        defer { folder.remove() }
        let outcome = try ContractsTool.run(
            folder, ["--live"] + run.arguments, environment: service.environment.merging(run.environment) { $1 })
        #expect(outcome.exitCode == run.exitCode, "\(outcome.output)\(outcome.errors)")
        for part in run.output { #expect(outcome.output.contains(part), "\(outcome.output)") }
        for part in run.errors { #expect(outcome.errors.contains(part), "\(outcome.errors)") }
        for secret in [service.text("clientSecret"), Self.otherSecret, "eyJ"] {
            #expect(!(outcome.output + outcome.errors).contains(secret))
        }
        #expect(service.stop() == 0)
    }

    @Test("A run that may write at the live service uses prefixed names, and deletes what it created")
    func writing() throws {
        let service = try RehearsedService(isSecure: true)
        let folder = try ContractFolder()
        defer { folder.remove() }
        let outcome = try ContractsTool.run(
            folder, ["good/*", "--live", "--allow-writes", "--pace", "1"], environment: service.environment)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        let journal = try service.journal()
        #expect(journal.contains("insights-sim-contract-"))
        #expect(journal.contains("DELETE"))
        #expect(service.stop() == 0)
    }

    // MARK: Signals

    @Test(
        "A signal ends a run in order: no further case, created resources are deleted, and the exit code gives the signal",
        arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func interrupted(signal: Int32, exitCode: Int32) throws {
        let steps = [ContractFolder.store, #"{"do":"getDatasets"}"#]
        let folder = try ContractFolder([.init("area/a", steps), .init("area/b", steps)])
        defer { folder.remove() }
        // A client that lists datasets must wait for longer than any test.
        let faults = folder.path("faults")
        try #"{"rules":[{"route":"datasets","fault":{"kind":"throttle","retryAfter":110}}]}"#.write(
            toFile: faults, atomically: true, encoding: .utf8)
        let service = try RehearsedService(["--faults", faults])
        let run = try BackgroundRun(folder, environment: service.environment)
        while run.isRunning, !(try service.journal()).contains("ScheduledDataset") {}
        let errors = try run.end(by: signal, exitCode: exitCode)
        #expect(errors.contains("signal \(signal): no further case starts"), "\(errors)")
        #expect(errors.contains("stopped: 1 of 2 did not run"), "\(errors)")
        #expect(!errors.contains("warning"), "\(errors)")
        let calls = try service.journal()
        // Each created query is deleted; the token is one more POST.
        let counts = ["POST", "DELETE"].map { calls.components(separatedBy: "\"\($0)\"").count }
        #expect(counts[0] == counts[1] + 1)
        #expect(service.stop() == 0)
    }
}

/// A run that may write at the live service, in the background.
private struct BackgroundRun {
    private let process = Process()
    private let folder: ContractFolder

    init(_ folder: ContractFolder, environment: [String: String]) throws {
        self.folder = folder
        process.executableURL = URL(fileURLWithPath: Tool.path)
        process.arguments = [
            "contracts", "run", "--live", "--allow-writes", "--pace", "0", "--contracts", folder.path,
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(ContractsTool.environment) { $1 }
            .merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        _ = FileManager.default.createFile(atPath: errors, contents: nil)
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
    }

    private var errors: String { folder.path("errors") }

    var isRunning: Bool { process.isRunning }

    /// Sends a signal, waits for the end, and returns standard error.
    func end(by signal: Int32, exitCode: Int32) throws -> String {
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == exitCode)
        return try String(contentsOfFile: errors, encoding: .utf8)
    }
}
