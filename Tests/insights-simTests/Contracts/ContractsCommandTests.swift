import Foundation
import FoundationXML
import Testing

@Suite("contracts", .mayBlock)
struct ContractsCommandTests {
    // MARK: Running

    @Test("A run that passes prints one line and exits with 0")
    func green() throws {
        let folder = try ContractFolder()
        defer { folder.remove() }
        let outcome = try ContractsTool.run(folder, ["good/list", "good/later"])
        #expect(outcome.exitCode == 0)
        #expect(outcome.output.wholeMatch(of: /2 passed, 0 failed, 0 reported, 0 skipped in [0-9.]+ s\n/) != nil)
        #expect(outcome.errors == "")
    }

    @Test("A failure prints all details and exits with 1")
    func failure() throws {
        let folder = try ContractFolder()
        defer { folder.remove() }
        let outcome = try ContractsTool.run(folder, ["*list"])
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
        #expect(try ContractsTool.contracts(again.components(separatedBy: " ").dropFirst(2).map { $0 }).exitCode == 1)
    }

    @Test("Each case has a line with --verbose, and --fail-fast begins none after a failure")
    func verbose() throws {
        let folder = try ContractFolder()
        defer { folder.remove() }
        let outcome = try ContractsTool.run(folder, ["--verbose", "--fail-fast", "--jobs", "1"])
        #expect(outcome.exitCode == 1)
        #expect(outcome.output.hasPrefix("failed bad/list (cmp) ("))
        #expect(outcome.errors == "stopped: 4 of 5 did not run\n")
    }

    @Test(
        "Walks say what came of them, and take the same way again from a seed",
        arguments: [
            (
                ["--seed", "4", "--walks", "1", "--steps", "10"],
                "2 walks from seed 4 at the simulator in this process: "
            ),
            (
                ["--seed", "4", "--walks", "1", "--clients", "2", "--program", "mpn"],
                "2 clients at a time from seed 4 at the simulator in this process: 6 records judged, the calls on each"
            ),
        ])
    func walks(_ options: [String], _ beginning: String) throws {
        let outcomes = try (0..<2).map { _ in try Tool.run(executable: Tool.path, ["contracts", "explore"] + options) }
        #expect(outcomes.map(\.exitCode) == [0, 0], "\(outcomes[0].errors)")
        #expect(outcomes[0].output.hasPrefix(beginning), "\(outcomes[0].output)")
        #expect(outcomes[0].output == outcomes[1].output)
    }

    @Test(
        "Options of walks have limits, and apply to walks only",
        arguments: [
            (["explore", "--steps", "0"], "--steps: found '0'"),
            (["explore", "--steps", "1001"], "--steps: found '1001'"),
            (["explore", "--walks", "0"], "--walks: found '0'"),
            (["explore", "--clients", "1"], "--clients: found '1'"),
            (["explore", "--clients", "9"], "--clients: found '9'"),
            (["explore", "--seed", "x"], "--seed: found 'x'"),
            (["explore", "--clients", "2", "--steps", "3"], "'--steps' does not apply with '--clients'"),
            (["explore", "--junit", "x"], "'--junit' does not apply to 'contracts explore'"),
            (["run", "--walks", "3"], "'--walks' does not apply to 'contracts run'"),
            (["explore", "queries/*"], "queries/*"),
        ])
    func walkOptions(_ arguments: [String], _ message: String) throws {
        let outcome = try Tool.run(executable: Tool.path, ["contracts"] + arguments)
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
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
            (["godo/*"], "error: no contract is named 'godo/*'; did you mean 'good/*'?\n"),
            (["goods/list"], "error: no contract is named 'goods/list'; did you mean 'good/list'?\n"),
            (["*lits*"], "error: no contract is named '*lits*'; did you mean '*list*'?\n"),
            (["--exclude", "baad/*"], "error: no contract is named 'baad/*'; did you mean 'bad/*'?\n"),
            (["--exclude", "*"], "error: no contract matches: none of 5 satisfies all options\n"),
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
        let folder = try ContractFolder()
        defer { folder.remove() }
        let outcome = try ContractsTool.contracts(["run", "--contracts", folder.path] + arguments)
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
            (["run", "--timeout", "5"], "'--timeout' requires '--live' or '--target'"),
            (
                ["run", "--target", "http://a", "--timeout", "0"],
                "--timeout: found '0'; expected a whole number, 1 to 3600"
            ),
            (["run", "--target", "http://a/b?c"], "found 'http://a/b?c'; expected http://HOST:PORT"),
            (["run", "--baseline-update"], "'--baseline-update' requires '--baseline'"),
            (
                ["run", "--baseline", "/nowhere.json"],
                "--baseline: found no file '/nowhere.json'; expected a baseline; write it with --baseline-update"
            ),
            (["run", "--baseline", "/"], "/: found a folder; expected a fi"),
            (
                ["run", "--baseline", "/nowhere/a", "--baseline-update"],
                "cannot write /nowhere/a: No such file or directory"
            ),
            (["run", "--record", "/nowhere/a"], "cannot write /nowhere/a: No such file or directory"),
            (["run", "--baseline", "a", "--fail-fast"], "'--baseline' and '--fail-fast' cannot be combined"),
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
        let outcome = try ContractsTool.contracts(arguments)
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.output == "")
    }

    /// Contracts with a wrong member, and the beginnings of some lines about them.
    struct WrongFiles: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// The further member of each contract.
        let members: [String: String]
        /// The beginnings of lines, by their number.
        let lines: [Int: String]
    }

    static let wrongFiles = [
        WrongFiles(
            testDescription: "an unknown difference", members: ["differs": #""difference":"nothing-known""#],
            lines: [
                0: "error: area/differs.json: /difference: found 'nothing-known'; expected an entry of "
                    + "differences.json beside the folders"
            ]),
        WrongFiles(
            testDescription: "settings and a tenant, beside a right one",
            members: [
                "good": #""clock":"2021-03-01T12:00:00Z""#, "name": #""settings":{"test-row":"10"}"#,
                "of-all": #""settings":{"token-graph-audience-end":"never","test-rows":"many"}"#,
                "tenant": #""tenant":"nowhere.example""#,
            ],
            lines: [
                0: "error: area/name.json: /settings/test-row: unknown setting 'test-row'; did you mean 'test-rows'?",
                1: "area/of-all.json: /settings/t",
                2: "area/tenant.json: /tenant: found 'nowhere.example'; expected ",
                3: "See 'insights-sim contracts --help'.",
            ]),
        WrongFiles(
            testDescription: "more than twenty with a wrong form, which precedes a wrong content",
            members: Dictionary(uniqueKeysWithValues: (10..<32).map { ("odd-\($0)", #""titel":"t""#) })
                .merging(["tenant": #""tenant":"nowhere.example""#]) { $1 },
            lines: [
                0: "error: area/odd-10.json: /titel: found an unknown key", 19: "area/odd-29.json: ",
                20: "and 2 more files",
            ]),
    ]

    @Test("All wrong files are named together, with their place, before any run: 2", arguments: wrongFiles)
    func wrong(_ files: WrongFiles) throws {
        let folder = try ContractFolder(
            files.members.map { name, member in
                var contract = ContractFolder.Contract("area/\(name)", evidence: "assumed")
                contract.members = ",\(member)"
                return contract
            })
        defer { folder.remove() }
        let outcome = try Tool.run("contracts", "run", "--contracts", folder.path)
        #expect(outcome.exitCode == 2)
        #expect(outcome.output == "")
        let lines = outcome.errors.replacingOccurrences(of: folder.path + "/", with: "").components(separatedBy: "\n")
        for (number, beginning) in files.lines {
            #expect(lines.indices.contains(number) && lines[number].hasPrefix(beginning), "\(lines)")
        }
    }

    // MARK: Selecting and known failures

    @Test("Excluded contracts do not run")
    func exclude() throws {
        let folder = try ContractFolder()
        defer { folder.remove() }
        let outcome = try ContractsTool.run(folder, ["--exclude", "bad/*", "--exclude", "good/odd"])
        #expect(outcome.exitCode == 0)
        #expect(outcome.output.hasPrefix("3 passed, 0 failed, 0 reported, 0 skipped in "))
    }

    @Test("A baseline is written; known failures then do not fail the run, and what is new or fixed is named")
    func baseline() throws {
        let folder = try ContractFolder()
        defer { folder.remove() }
        let file = folder.path("baseline.json")
        let written = try ContractsTool.run(folder, ["--baseline", file, "--baseline-update"])
        #expect(written.exitCode == 0, "\(written.errors)")
        #expect(
            written.errors == """
                \(file): 2 new: bad/list (cmp), good/odd (cmp)
                wrote \(file) with 2 known failures

                """)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.contains(#""bad/list (cmp)""#) && text.contains(#""good/odd (cmp)""#))

        let known = try ContractsTool.run(folder, ["--baseline", file, "--report", "tap=-"])
        #expect(known.exitCode == 0)
        #expect(known.errors.contains("3 passed, 0 failed, 2 reported, 0 skipped in "))
        #expect(known.output.contains("not ok 1 - bad/list (cmp) # TODO known failure\n"))

        try text.replacingOccurrences(of: "bad/list (cmp)", with: "good/list (cmp)")
            .write(toFile: file, atomically: true, encoding: .utf8)
        let other = try ContractsTool.run(folder, ["--baseline", file])
        #expect(other.exitCode == 1)
        #expect(other.output.contains("FAILED bad/list (cmp)"))
        #expect(
            other.errors == """
                \(file): 1 fixed: good/list (cmp); remove what is fixed with --baseline-update
                \(file): 1 new: bad/list (cmp); accept what is new with --baseline-update

                """)
        // What is not selected stays.
        #expect(try ContractsTool.run(folder, ["bad/*", "--baseline", file, "--baseline-update"]).exitCode == 0)
        #expect(try ContractsTool.run(folder, ["--baseline", file]).exitCode == 0)

        try "{}".write(toFile: file, atomically: true, encoding: .utf8)
        let refused = try ContractsTool.run(folder, ["--baseline", file])
        #expect(refused.exitCode == 2)
        #expect(refused.errors.contains("\(file): /formatVersion: found nothing; expected 1"))
    }

    // MARK: Reports

    @Test("Several reports in one run; messages go to standard error if data goes to standard output")
    func reports() throws {
        let folder = try ContractFolder()
        defer { folder.remove() }
        let (junit, tap, markdown) = (folder.path("a.xml"), folder.path("a.tap"), folder.path("a.md"))
        let reports = ["tap=\(tap)", "markdown=\(markdown)", "json=-", "github"]
        let outcome = try ContractsTool.run(folder, ["--junit", junit] + reports.flatMap { ["--report", $0] })
        #expect(outcome.exitCode == 1)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect((object["counts"] as? [String: Int])?["failed"] == 2)
        #expect(outcome.errors.contains("3 passed, 2 failed, 0 reported, 0 skipped in "))
        #expect(outcome.errors.contains("::error file=\(folder.path)/bad/list.json,title=bad/list (cmp)::The bad/list"))
        #expect(XMLParser(data: try Data(contentsOf: URL(fileURLWithPath: junit))).parse())
        #expect(
            try String(contentsOfFile: tap, encoding: .utf8).hasPrefix(
                "TAP version 13\n1..5\nnot ok 1 - bad/list (cmp)\n"))
        #expect(try String(contentsOfFile: markdown, encoding: .utf8).contains("| bad | 0 | 1 | 0 | 0 | 0 |"))
    }

    private static let prove = "/usr/bin/prove"

    @Test(
        "Perl's prove takes the TAP of a run that passes, and of one that does not",
        .enabled(if: FileManager.default.isExecutableFile(atPath: prove), "prove is missing"),
        arguments: [("good/list", "Result: PASS"), ("*/list", "Failed test:  1\n")])
    func provedTAP(pattern: String, verdict: String) throws {
        let folder = try ContractFolder()
        defer { folder.remove() }
        let file = folder.path("contracts.tap")
        _ = try ContractsTool.run(folder, [pattern, "--report", "tap=\(file)"])
        let outcome = try Tool.run(executable: Self.prove, ["--exec", "cat", file])
        #expect((outcome.output + outcome.errors).contains(verdict), "\(outcome)")
        #expect(!(outcome.output + outcome.errors).contains("Parse errors"))
    }

    @Test("In a GitHub job, the run writes annotations, and a summary after the existing text")
    func github() throws {
        let folder = try ContractFolder()
        defer { folder.remove() }
        let summary = folder.path("summary.md")
        try "before\n".write(toFile: summary, atomically: true, encoding: .utf8)
        let outcome = try ContractsTool.run(
            folder, ["*/list"], environment: ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": summary])
        #expect(outcome.exitCode == 1)
        #expect(outcome.output.contains("\n::error file="))
        // Files outside of the job's workspace are not annotated.
        let elsewhere = try ContractsTool.run(
            folder, ["*/list"], environment: ["GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": Tool.repository])
        #expect(elsewhere.output.contains("\n::error title=bad/list (cmp)::"))
        #expect(
            try String(contentsOfFile: summary, encoding: .utf8).hasPrefix(
                "before\n## contracts: 1 passed, 1 failed, 0 reported, 0 skipped\n"))
    }

    // MARK: Listing and explaining

    @Test("A list is a table or JSON, with counts")
    func list() throws {
        let folder = try ContractFolder()
        defer { folder.remove() }
        let table = try ContractsTool.contracts([
            "list", "good/*", "--contracts", folder.path, "--evidence", "documented",
        ])
        #expect(table.exitCode == 0)
        #expect(
            table.output == """
                contract    programs  evidence    title
                good/later  cmp       documented  The good/later of it
                good/list   cmp       documented  The good/list of it
                good/store  cmp       documented  The good/store of it

                """)
        #expect(table.errors == "3 contracts, 3 cases: 0 observed, 3 documented, 0 assumed, 0 known to differ\n")
        let json = try ContractsTool.contracts([
            "list", "--contracts", folder.path, "--area", "bad", "--output", "json",
        ])
        #expect(
            json.output == """
                [{"id":"bad/list","title":"The bad/list of it","programs":["cmp"],"editions":["2021","2023","2026"],\
                "evidence":{"class":"documented","sources":["S1"]},"settings":{},"file":"\(folder.path)/bad/list.json"}]

                """)
    }

    @Test("A general contract is listed, explained and run by its elements")
    func general() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try FileManager.default.createDirectory(atPath: folder.path("all"), withIntermediateDirectories: true)
        try """
        {"title":"Nothing without a token","evidence":{"class":"assumed","sources":["S1"]},"programs":["cmp"],
         "forEach":{"over":"read","except":{"testQuery":"it has parameters"}},"variables":{"reportId":"r"},
         "steps":[{"do":"${each.operation}","with":"${each.arguments}","as":"nobody","expect":{"status":401}}]}
        """.write(toFile: folder.path("all/token.json"), atomically: true, encoding: .utf8)
        func contracts(_ arguments: String...) throws -> Tool.Outcome {
            try ContractsTool.contracts([arguments[0], "--contracts", folder.path("")] + arguments.dropFirst())
        }
        let list = try contracts("list")
        #expect(list.output.contains("all/token:getDatasets"))
        #expect(list.errors.hasPrefix("1 contracts, 4 cases"))
        #expect(
            try contracts("list", "--output", "json").output.contains(
                #""elements":["getDatasets","getQueries","getReports","getExecutions"]"#))
        #expect(try contracts("explain", "all/token").output.contains("except     testQuery: it has parameters"))
        #expect(try contracts("explain", "all/token:getReports").output.hasPrefix("all/token:getReports\n"))
        #expect(try contracts("run", "all/token").output.hasPrefix("4 passed, 0 failed"))
        let one = try contracts("run", "all/*:getRe*", "--frame", "off", "--report", "json=-")
        #expect(one.output.contains("all/token:getReports (cmp)"))
        #expect(one.output.contains("--frame off all/token:getReports --program cmp"))
        #expect(try contracts("run", "all/token:getMore").exitCode == 5)
        #expect(try contracts("run", "--frame", "maybe").exitCode == 2)
        #expect(try contracts("run", "--frame", "on", "--live").exitCode == 2)
    }

    @Test("A contract has an explanation in words")
    func explain() throws {
        let folder = try ContractFolder()
        defer { folder.remove() }
        let outcome = try ContractsTool.contracts(["explain", "bad/list", "--contracts", folder.path])
        #expect(outcome.exitCode == 0)
        #expect(outcome.output.hasPrefix("bad/list\nThe bad/list of it\n\nevidence   documented\n"))
        #expect(outcome.output.contains("\n1. getDatasets\n   expect status 404\n"))
        #expect(outcome.output.hasSuffix("run        insights-sim contracts run --contracts \(folder.path) bad/list\n"))
    }
}
