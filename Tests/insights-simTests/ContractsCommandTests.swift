import Foundation
import FoundationXML
import Testing

@Suite("contracts", .mayBlock)
struct ContractsCommandTests {
    /// Nothing of the machine the tests run on.
    private static let plain = [
        "GITHUB_ACTIONS": "", "GITHUB_STEP_SUMMARY": "", "INSIGHTS_BASE_URL": "", "AZURE_AUTHORITY_HOST": "",
        "AZURE_TENANT_ID": "", "AZURE_CLIENT_ID": "", "AZURE_CLIENT_SECRET": "", "AZURE_USERNAME": "",
        "AZURE_PASSWORD": "", "INSIGHTS_SIM_ADMIN_KEY": "",
    ]

    private func contracts(_ arguments: [String], environment: [String: String] = [:]) throws -> Tool.Outcome {
        try Tool.run(
            executable: Tool.path, ["contracts"] + arguments,
            environment: Self.plain.merging(environment) { $1 })
    }

    /// A folder with contracts: one that holds, one that does not, one that is only assumed, one that writes.
    private struct Folder {
        let folder: TemporaryFolder

        init() throws {
            folder = try TemporaryFolder()
            for (name, evidence, steps) in [
                ("good/list", "documented", #"{"do":"getDatasets"}"#),
                ("bad/list", "documented", #"{"do":"getDatasets","expect":{"status":404}}"#),
                ("good/odd", "assumed", #"{"do":"getDatasets","expect":{"body":{"odd":1}}}"#),
                (
                    "good/store", "documented",
                    #"{"do":"createQuery","with":{"Name":"n","Query":"SELECT OrderId FROM ISVOrder"}}"#
                ),
                ("good/later", "documented", #"{"advance":"PT1H"},{"do":"getDatasets"}"#),
            ] {
                let path = folder.path(name + ".json")
                try FileManager.default.createDirectory(
                    atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                let text =
                    #"{"title":"The \#(name) of it","programs":["cmp"],"#
                    + #""evidence":{"class":"\#(evidence)","sources":["S1"]},"steps":[\#(steps)]}"#
                try text.write(toFile: path, atomically: true, encoding: .utf8)
            }
        }

        var path: String { folder.path }
    }

    /// Runs the contracts of a folder.
    private func run(
        _ folder: Folder, _ arguments: String..., environment: [String: String] = [:]
    ) throws -> Tool.Outcome {
        try contracts(["run", "--contracts", folder.path] + arguments, environment: environment)
    }

    // MARK: Running

    @Test("A run that passes prints one line and exits with 0")
    func green() throws {
        let folder = try Folder()
        defer { folder.folder.remove() }
        let outcome = try run(folder, "good/list", "good/later")
        #expect(outcome.exitCode == 0)
        #expect(outcome.output.wholeMatch(of: /2 passed, 0 failed, 0 reported, 0 skipped in [0-9.]+ s\n/) != nil)
        #expect(outcome.errors == "")
    }

    @Test("A failure prints all details and exits with 1")
    func failure() throws {
        let folder = try Folder()
        defer { folder.folder.remove() }
        let outcome = try run(folder, "*list")
        #expect(outcome.exitCode == 1)
        let lines = outcome.output.components(separatedBy: "\n")
        #expect(
            Array(lines.prefix(6)) == [
                "FAILED bad/list (cmp)", "  The bad/list of it", "  evidence   documented: S1",
                "  at         step 1, getDatasets: status", "  expected   404", "  actual     200",
            ])
        #expect(lines[6] == "  remark     the service says: Dataset fetched successfully")
        #expect(lines[7].hasPrefix("  request    curl -sS "))
        #expect(lines[7].contains("$TOKEN"))
        #expect(lines[8] == "  file       \(folder.path)/bad/list.json")
        let again = "insights-sim contracts run --contracts \(folder.path) bad/list --program cmp"
        #expect(lines[9] == "  run again  \(again)")
        #expect(lines[11].hasPrefix("1 passed, 1 failed, 0 reported, 0 skipped in "))
        // The line does what it says.
        #expect(try contracts(again.components(separatedBy: " ").dropFirst(2).map { $0 }).exitCode == 1)
    }

    @Test("Each case has a line with --verbose, and --fail-fast begins none after a failure")
    func verbose() throws {
        let folder = try Folder()
        defer { folder.folder.remove() }
        let outcome = try run(folder, "--verbose", "--fail-fast", "--jobs", "1")
        #expect(outcome.exitCode == 1)
        #expect(outcome.output.hasPrefix("failed bad/list (cmp) ("))
        #expect(outcome.errors == "stopped: 4 of 5 did not run\n")
    }

    @Test("A folder without contracts runs nothing: 5")
    func emptyFolder() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path("contracts")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let outcome = try Tool.run("contracts", "run", "--contracts", path)
        #expect(outcome.exitCode == 5)
        #expect(outcome.errors.hasPrefix("error: the folder has no contracts"))
    }

    @Test(
        "A name without a match is reported, with suggestions, and exits with 5",
        arguments: [
            (["good/lits"], "error: no contract is named 'good/lits'; similar: good/list\n"),
            (["good"], "error: no contract is named 'good'; it is a folder: use 'good/*'\n"),
            (["list"], "error: no contract is named 'list'; similar: bad/list, good/list\n"),
            (
                ["zzz*"],
                "error: no contract is named 'zzz*'; 'insights-sim contracts list' shows all 5\n"
            ),
            (
                ["good/list", "nope"],
                "error: no contract is named 'nope'; 'insights-sim contracts list' shows all 5\n"
            ),
            (
                ["--program", "mpn"],
                "error: no contract matches: none of 5 satisfies all options\n"
            ),
        ])
    func nothingMatches(arguments: [String], message: String) throws {
        let folder = try Folder()
        defer { folder.folder.remove() }
        let outcome = try contracts(["run", "--contracts", folder.path] + arguments)
        #expect(outcome.exitCode == 5)
        #expect(outcome.errors == message)
        #expect(outcome.output == "")
    }

    @Test(
        "A wrong command line is reported and exits with 2",
        arguments: [
            (["walk"], "unknown command 'contracts walk'; did you mean 'contracts run'?"),
            ([], "missing action: run, list, explain"), (["explain"], "missing the contract: explain CONTRACT"),
            (["run", "--report", "html=a"], "--report: found 'html=a'; expected junit=FILE"),
            (["run", "--report", "json=-", "--junit", "-"], "more than one report is written to '-'"),
            (["run", "--junit", "/nowhere/a.xml"], "cannot write /nowhere/a.xml: No such file or directory"),
            (["run", "--evidence", "sure"], "expected one of observed, documented, assumed"),
            (["run", "--area", "nope"], "expected one of"),
            (["run", "--target", "ftp://a"], "expected http://HOST:PORT or https://HOST"),
            (["run", "--target", "http://a", "--live"], "'--target' and '--live' cannot be combined"),
            (["run", "--client", "a", "--live"], "'--client' and '--live' cannot be combined"),
            (["run", "--client", "a", "--pace", "1"], "'--pace' requires '--live' or '--target'"),
            (
                ["run", "--target", "https://api.partnercenter.microsoft.com"],
                "found the real service 'api.partnercenter.microsoft.com'; use '--live'"
            ),
            (["run", "--allow-writes"], "'--allow-writes' requires '--live'"),
            (["run", "--pace", "5"], "'--pace' requires '--live' or '--target'"),
            (["run", "--strict"], "'--strict' requires '--live' or '--target'"),
            (["run", "--output", "json"], "'--output' does not apply to 'contracts run'"),
            (["list", "--live"], "'--live' does not apply to 'contracts list'"),
            (
                ["run", "--contracts", "/nowhere"],
                "/nowhere: found none that can be read (No such file or directory); expected a folder"
            ),
            (
                ["run", "--live"],
                "found no AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET; expected credentials there"
            ),
        ])
    func usage(arguments: [String], message: String) throws {
        let outcome = try contracts(arguments)
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.output == "")
    }

    @Test("All wrong files are named together, with their place, before any run: 2")
    func wrongFiles() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try FileManager.default.createDirectory(atPath: folder.path("area"), withIntermediateDirectories: true)
        func write(_ name: String, _ members: String) throws {
            let text =
                #"{"title":"t","programs":["cmp"],"evidence":{"class":"assumed","sources":["S1"]},"#
                + #"\#(members),"steps":[{"do":"getDatasets"}]}"#
            try text.write(toFile: folder.path("area/\(name).json"), atomically: true, encoding: .utf8)
        }
        func errors() throws -> [String] {
            let outcome = try Tool.run("contracts", "run", "--contracts", folder.path)
            #expect(outcome.exitCode == 2)
            #expect(outcome.output == "")
            return outcome.errors.components(separatedBy: "\n").map {
                $0.replacingOccurrences(of: folder.path + "/", with: "")
            }
        }
        try write("good", #""clock":"2021-03-01T12:00:00Z""#)
        try write("name", #""settings":{"test-row":"10"}"#)
        try write("of-all", #""settings":{"token-graph-audience-end":"never","test-rows":"many"}"#)
        try write("tenant", #""tenant":"nowhere.example""#)
        try write("differs", #""difference":"nothing-known""#)
        #expect(
            try errors()[0]
                == "error: area/differs.json: /difference: found 'nothing-known'; expected an entry of differences.json beside the folders"
        )
        try FileManager.default.removeItem(atPath: folder.path("area/differs.json"))
        let names = try errors()
        #expect(
            names[0]
                == "error: area/name.json: /settings/test-row: unknown setting 'test-row'; did you mean 'test-rows'?"
        )
        #expect(names[1].hasPrefix("area/of-all.json: /settings/t"), "\(names)")
        #expect(names[2].hasPrefix("area/tenant.json: /tenant: found 'nowhere.example'; expected "), "\(names)")
        #expect(names[2].contains("saltmarsh.example"))
        #expect(names[3] == "See 'insights-sim contracts --help'.")
        // Syntax errors precede semantic ones.
        for number in 10..<32 { try write("odd-\(number)", #""titel":"t""#) }
        let forms = try errors()
        #expect(forms[0].hasPrefix("error: area/odd-10.json: /titel: found an unknown key"), "\(forms)")
        #expect(forms[19].hasPrefix("area/odd-29.json: "))
        #expect(forms[20] == "and 2 more files")
    }

    // MARK: Reports

    @Test("Several reports in one run; messages go to standard error if data goes to standard output")
    func reports() throws {
        let folder = try Folder()
        defer { folder.folder.remove() }
        let (junit, tap, markdown) = (
            folder.folder.path("a.xml"), folder.folder.path("a.tap"), folder.folder.path("a.md")
        )
        let outcome = try run(
            folder, "--junit", junit, "--report", "tap=\(tap)", "--report", "markdown=\(markdown)", "--report",
            "json=-",
            "--report", "github")
        #expect(outcome.exitCode == 1)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect((object["counts"] as? [String: Int])?["failed"] == 2)
        #expect(outcome.errors.contains("3 passed, 2 failed, 0 reported, 0 skipped in "))
        #expect(outcome.errors.contains("::error file=\(folder.path)/bad/list.json,title=bad/list (cmp)::The bad/list"))
        #expect(XMLParser(data: try Data(contentsOf: URL(fileURLWithPath: junit))).parse())
        #expect(
            try String(contentsOfFile: tap, encoding: .utf8).hasPrefix(
                "TAP version 14\n1..5\nnot ok 1 - bad/list (cmp)\n"))
        #expect(try String(contentsOfFile: markdown, encoding: .utf8).contains("| bad | 0 | 1 | 0 | 0 | 0 |"))
    }

    @Test("In a GitHub job, the run writes annotations, and a summary after the existing text")
    func github() throws {
        let folder = try Folder()
        defer { folder.folder.remove() }
        let summary = folder.folder.path("summary.md")
        try "before\n".write(toFile: summary, atomically: true, encoding: .utf8)
        let outcome = try run(
            folder, "*/list", environment: ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": summary])
        #expect(outcome.exitCode == 1)
        #expect(outcome.output.contains("\n::error file="))
        #expect(
            try String(contentsOfFile: summary, encoding: .utf8).hasPrefix(
                "before\n## contracts: 1 passed, 1 failed, 0 reported, 0 skipped\n"))
    }

    // MARK: Servers

    @Test("A remote simulator is a target, with clock and callbacks, and its tenants are deleted")
    func simulator() throws {
        let tool = try RunningTool([])
        let folder = try Folder()
        defer { folder.folder.remove() }
        let outcome = try run(folder, "good/later", "--target", tool.url + "/")
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        let callbacks = try contracts(["run", "reports/callback-post", "--target", tool.url])
        #expect(callbacks.exitCode == 0, "\(callbacks.output)\(callbacks.errors)")
        let left = try Tool.run("sandbox", "list", "--url", tool.url, "--output", "json")
        #expect(!left.output.contains("callback-post"), "\(left.output)")
        let failure = try run(folder, "bad/*", "--target", tool.url)
        #expect(failure.output.contains("bad/list --program cmp"))
        #expect(failure.output.contains("--target \(tool.url) "))
        #expect(tool.stop() == 0)
    }

    @Test("A missing target has a separate error and exit code 3", arguments: [[], ["--fail-fast"]])
    func unreachable(arguments: [String]) throws {
        let outcome = try contracts(["run", "--target", "http://127.0.0.1:9"] + arguments)
        #expect(outcome.exitCode == 3)
        #expect(outcome.errors.hasPrefix("error: cannot connect to host '127.0.0.1' port 9: "))
    }

    @Test("The live service: read only, then writing under prefixed names and over TLS, and no secret is printed")
    func live() throws {
        let ca = try TemporaryFolder()
        defer { ca.remove() }
        let ready = ca.path("ready.json")
        let tool = try RunningTool(["--tls", "--ca-dir", ca.path("ca"), "--ready-file", ready])
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: ready)))
        let members = try #require(object as? [String: Any])
        func member(_ name: String) -> String { members[name] as? String ?? "" }
        var environment = [
            "INSIGHTS_BASE_URL": tool.url, "AZURE_AUTHORITY_HOST": tool.url, "SSL_CERT_FILE": ca.path("ca/ca.pem"),
            "AZURE_TENANT_ID": member("tenantId"), "AZURE_CLIENT_ID": member("clientId"),
            "AZURE_CLIENT_SECRET": member("clientSecret"),
        ]
        let folder = try Folder()
        defer { folder.folder.remove() }

        let reading = try run(folder, "--live", "--pace", "0", environment: environment)
        #expect(reading.exitCode == 1)
        #expect(
            reading.output.contains(
                "\nreported good/odd (cmp): step 1, getDatasets: body /odd: expected 1, found nothing\n"))
        #expect(reading.output.contains("1 skipped: it changes something at the server, which needs --allow-writes"))
        #expect(reading.output.contains("1 skipped: it moves the clock (good/later (cmp))"))
        #expect(reading.output.contains("\n1 passed, 1 failed, 1 reported, 2 skipped in "))
        #expect(reading.output.contains(" --live bad/list --program cmp\n"))

        let writing = try run(folder, "good/*", "--live", "--allow-writes", "--pace", "1", environment: environment)
        #expect(writing.exitCode == 0, "\(writing.output)\(writing.errors)")
        let journal = try Tool.run(
            executable: "/usr/bin/env",
            ["curl", "-sS", "--noproxy", "*", "--cacert", ca.path("ca/ca.pem"), tool.url + "/_sim/journal"]
        ).output
        #expect(journal.contains("insights-sim-contract-"))
        #expect(journal.contains("DELETE"))

        let strict = try run(folder, "good/odd", "--live", "--strict", "--pace", "0", environment: environment)
        #expect(strict.exitCode == 1)
        #expect(strict.output.contains("FAILED good/odd (cmp)"))
        #expect(strict.output.contains(" --live --strict good/odd --program cmp\n"))

        let skipped = try run(folder, "good/later", "--live", environment: environment)
        #expect(skipped.exitCode == 5)
        #expect(skipped.errors == "error: nothing ran: every case was skipped\n")

        environment["AZURE_CLIENT_SECRET"] = "not-the-secret-4711"
        let refused = try run(folder, "good/list", "--live", environment: environment)
        #expect(refused.exitCode == 3)
        #expect(refused.output.contains("1 broken: no token: 401 AADSTS7000215"))
        environment["SSL_CERT_FILE"] = ""
        let distrusted = try run(folder, "good/list", "--live", environment: environment)
        #expect(distrusted.exitCode == 3)
        #expect(distrusted.output.lowercased().contains("certificate"))
        environment["AZURE_USERNAME"] = "kim"
        let incomplete = try run(folder, "good/list", "--live", environment: environment)
        #expect(incomplete.exitCode == 2)
        #expect(incomplete.errors.contains("found no AZURE_PASSWORD;"))
        for outcome in [reading, writing, skipped, refused, distrusted, incomplete] {
            for secret in [member("clientSecret"), "not-the-secret-4711", "eyJ"] {
                #expect(!(outcome.output + outcome.errors).contains(secret))
            }
        }
        #expect(tool.stop() == 0)
    }

    @Test(
        "A signal ends a run in order: no further case, created resources are deleted, and the exit code gives the signal",
        arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func interrupted(signal: Int32, exitCode: Int32) throws {
        let files = try TemporaryFolder()
        defer { files.remove() }
        let (ready, faults, errors) = (files.path("ready.json"), files.path("faults.json"), files.path("errors"))
        // A client that lists datasets must wait for longer than any test.
        try #"{"rules":[{"route":"datasets","fault":{"kind":"throttle","retryAfter":110}}]}"#.write(
            toFile: faults, atomically: true, encoding: .utf8)
        let tool = try RunningTool(["--faults", faults, "--ready-file", ready])
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: ready)))
        let members = try #require(object as? [String: Any])
        let contracts = files.path("contracts/area")
        try FileManager.default.createDirectory(atPath: contracts, withIntermediateDirectories: true)
        for name in ["a", "b"] {
            let create = #"{"do":"createQuery","with":{"Name":"n","Query":"SELECT OrderId FROM ISVOrder"}}"#
            try
                #"{"title":"t","programs":["cmp"],"evidence":{"class":"documented","sources":["S1"]},"steps":[\#(create),{"do":"getDatasets"}]}"#
                .write(toFile: "\(contracts)/\(name).json", atomically: true, encoding: .utf8)
        }
        _ = FileManager.default.createFile(atPath: errors, contents: nil)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Tool.path)
        process.arguments = [
            "contracts", "run", "--live", "--allow-writes", "--pace", "0", "--contracts", files.path("contracts"),
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(Self.plain) { $1 }.merging([
            "INSIGHTS_BASE_URL": tool.url, "AZURE_AUTHORITY_HOST": tool.url,
            "AZURE_TENANT_ID": members["tenantId"] as? String ?? "",
            "AZURE_CLIENT_ID": members["clientId"] as? String ?? "",
            "AZURE_CLIENT_SECRET": members["clientSecret"] as? String ?? "",
        ]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        func journal() throws -> String {
            try Tool.run(
                executable: "/usr/bin/env", ["curl", "-sS", "--noproxy", "*", tool.url + "/_sim/journal"]
            ).output
        }
        while process.isRunning, !(try journal()).contains("ScheduledDataset") {}
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == exitCode)
        let words = try String(contentsOfFile: errors, encoding: .utf8)
        #expect(words.contains("signal \(signal): no further case starts"), "\(words)")
        #expect(words.contains("stopped: 1 of 2 did not run"), "\(words)")
        #expect(!words.contains("warning"), "\(words)")
        let calls = try journal()
        #expect(
            calls.components(separatedBy: #""POST""#).count == calls.components(separatedBy: #""DELETE""#).count + 1)
        #expect(tool.stop() == 0)
    }

    // MARK: Listing and explaining

    @Test("A list is a table or JSON, with counts")
    func list() throws {
        let folder = try Folder()
        defer { folder.folder.remove() }
        let table = try contracts(["list", "good/*", "--contracts", folder.path, "--evidence", "documented"])
        #expect(table.exitCode == 0)
        #expect(
            table.output == """
                contract    programs  evidence    title
                good/later  cmp       documented  The good/later of it
                good/list   cmp       documented  The good/list of it
                good/store  cmp       documented  The good/store of it

                """)
        #expect(table.errors == "3 contracts, 3 cases: 0 observed, 3 documented, 0 assumed, 0 known to differ\n")
        let json = try contracts(["list", "--contracts", folder.path, "--area", "bad", "--output", "json"])
        #expect(
            json.output == """
                [{"id":"bad/list","title":"The bad/list of it","programs":["cmp"],"editions":["2021","2023"],\
                "evidence":{"class":"documented","sources":["S1"]},"settings":{},"file":"\(folder.path)/bad/list.json"}]

                """)
    }

    @Test("A contract has an explanation in words")
    func explain() throws {
        let folder = try Folder()
        defer { folder.folder.remove() }
        let outcome = try contracts(["explain", "bad/list", "--contracts", folder.path])
        #expect(outcome.exitCode == 0)
        #expect(outcome.output.hasPrefix("bad/list\nThe bad/list of it\n\nevidence   documented\n"))
        #expect(outcome.output.contains("\n1. getDatasets\n   expect status 404\n"))
        #expect(outcome.output.hasSuffix("run        insights-sim contracts run --contracts \(folder.path) bad/list\n"))
    }
}
