import Foundation
import Testing

@Suite("serve: the console", .mayBlock)
struct ConsoleTests {
    private static func curl(_ arguments: String...) throws -> String {
        try Tool.run(executable: "/usr/bin/env", ["curl", "-sS", "--max-time", "60"] + arguments).output
    }

    /// Returns the status of a change by a page of the same origin, with a token.
    private static func change(_ url: String, token: String) throws -> String {
        try curl(
            url + "/_sim/reset", "-X", "POST", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Origin: \(url)", "-H",
            "x-insights-simulator-page: \(token)")
    }

    @Test("By default a browser is led to the page, whose token lets it change something")
    func usual() throws {
        let tool = try RunningTool(["--clock", "2021-01-06T05:00:00Z"])
        #expect(try Self.curl("-L", tool.url, "-H", "Accept: text/html").hasPrefix("<!doctype html>"))
        #expect(try Self.curl(tool.url).contains("\"statusCode\":404"))
        let page = tool.url + "/insights/v1/cmp/swagger/index.html"
        #expect(try Self.curl(page, "-H", "Accept: text/html").contains("src=\"../../../../_sim/ui/app.js\""))
        #expect(try Self.curl(page).contains("<table>"))
        let session = try Self.curl(tool.url + "/_sim/ui/session.json")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(session.utf8)) as? [String: Any])
        #expect(object["mode"] as? String == "on")
        #expect(object["needsKey"] as? Bool == false)
        let token = try #require(object["token"] as? String)
        #expect(token.count > 16)
        #expect(try Self.change(tool.url, token: token) == "200")
        #expect(try Self.change(tool.url, token: "x") == "403")
        let program = try Self.curl(tool.url + "/_sim/reset", "-X", "POST")
        #expect(program.contains("2021-01-06T05:00:00Z"))
        #expect(try Waiting.until { tool.errorText.contains("Console: \(tool.url)/_sim/ui/\n") })
        #expect(tool.stop() == 0)
    }

    @Test("With read-only the page has no token and nothing lets it change something; with off there is no page")
    func modes() throws {
        let reading = try RunningTool(["--console", "read-only", "--admin-key", "k"])
        let session = try Self.curl(reading.url + "/_sim/ui/session.json")
        #expect(session == #"{"mode":"read-only","needsKey":true,"version":"0.2.0"}"#)
        let status = try Self.curl(
            reading.url + "/_sim/reset", "-X", "POST", "-H", "Origin: \(reading.url)", "-H",
            "x-insights-simulator-key: k")
        #expect(status.contains("the console only reads"))
        #expect(reading.stop() == 0)
        let none = try RunningTool(["--console", "off"])
        #expect(try Self.curl(none.url + "/_sim/ui/").contains("expected /_sim/health"))
        #expect(try Self.curl(none.url, "-H", "Accept: text/html").contains("\"statusCode\":404"))
        let page = none.url + "/insights/v1/cmp/swagger/index.html"
        #expect(try Self.curl(page, "-H", "Accept: text/html").contains("<table>"))
        #expect(!none.errorText.contains("Console:"))
        #expect(none.stop() == 0)
        let wrong = try Tool.run("serve", "--console", "maybe")
        #expect(wrong.exitCode == 2)
        #expect(wrong.errors.contains("on, read-only, off"))
    }

    @Test("Contracts of a folder are listed and run, and with the console off there are none")
    func contracts() throws {
        let folder = try ContractFolder()
        defer { folder.remove() }
        let tool = try RunningTool(["--contracts", folder.path])
        let list = try Self.curl(tool.url + "/_sim/contracts?match=bad/*")
        #expect(list.contains(#""id":"bad/list""#) && !list.contains("good/list"), "\(list)")
        let refused = try Self.curl(tool.url + "/_sim/contract-runs", "-d", "", "-H", "Origin: \(tool.url)")
        #expect(refused.contains("found no token of this console"))
        _ = try Self.curl(tool.url + "/_sim/contract-runs", "-d", "")
        var run = ""
        #expect(
            try Waiting.until {
                run = try Self.curl(tool.url + "/_sim/contract-runs/1")
                return run.contains(#""state":"finished""#)
            })
        #expect(run.contains(#""passed":3,"failed":2"#), "\(run)")
        #expect(run.contains("insights-sim contracts run --contracts \(folder.path) bad/list --program cmp"), "\(run)")
        #expect(try Self.curl(tool.url + "/_sim/tenants").contains(#""sandbox":true"#) == false)
        folder.remove()
        #expect(try Self.curl(tool.url + "/_sim/contracts").contains("the contracts cannot be read: \(folder.path)"))
        #expect(tool.stop() == 0)
        let none = try RunningTool(["--console", "off"])
        #expect(try Self.curl(none.url + "/_sim/contracts").contains("expected /_sim/health"))
        #expect(none.stop() == 0)
        let both = try Tool.run("serve", "--console", "off", "--contracts", "x")
        #expect(both.exitCode == 2 && both.errors.contains("cannot be combined"))
    }

    @Test("A run of all contracts keeps no request waiting, and ends with the server")
    func busy() throws {
        let tool = try RunningTool(["--clock", "2021-01-06T05:00:00Z"])
        #expect(try Self.curl(tool.url + "/_sim/contract-runs", "-d", "{}").contains(#""state":"running""#))
        for _ in 0..<20 {
            #expect(try Self.curl(tool.url + "/_sim/clock").contains("2021-01-06T05:00:00Z"))
        }
        #expect(try Self.curl(tool.url + "/_sim/contract-runs", "-d", "{}").contains("run 1 is not at its end"))
        #expect(tool.stop() == 0)
    }

    @Test("A hundred streams take no thread each, tell of a request, and end with the server")
    func streams() throws {
        let tool = try RunningTool(["--clock", "2021-01-06T05:00:00Z"])
        _ = try Self.curl(tool.url + "/_sim/ready")
        func threads() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/\(tool.processID)/task").count
        }
        let before = try threads()
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let streams = Process()
        streams.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        streams.arguments =
            ["curl", "-sS", "-N", "--max-time", "60", "--parallel", "--parallel-immediate", "--parallel-max", "100"]
            + (0..<100).flatMap { ["-o", folder.path("stream-\($0)"), tool.url + "/_sim/events"] }
        streams.standardError = FileHandle.nullDevice
        try streams.run()
        func count(_ text: String) -> Int {
            (0..<100).count {
                (try? String(contentsOfFile: folder.path("stream-\($0)"), encoding: .utf8).contains(text)) == true
            }
        }
        #expect(try Waiting.until { count("\"requests\":0") == 100 })
        #expect(try threads() < before + 20)
        _ = try Self.curl(tool.url + "/insights/v1/cmp/ScheduledDataset")
        #expect(try Waiting.until { count("\"requests\":1") == 100 })
        let end = ContinuousClock.now
        #expect(tool.stop() == 0)
        #expect(end.duration(to: .now) < .seconds(60))
        streams.waitUntilExit()
        #expect(streams.terminationStatus == 0)
    }
}

/// Waits for something that another process does.
private enum Waiting {
    static func until(_ condition: () throws -> Bool) throws -> Bool {
        let end = Date(timeIntervalSinceNow: 60)
        while Date() < end {
            if try condition() { return true }
            sched_yield()
        }
        return false
    }
}
