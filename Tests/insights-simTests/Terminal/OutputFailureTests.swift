import Testing

@Suite("Standard output that cannot be written", .mayBlock)
struct OutputFailureTests {
    private static let commands = [
        "version", "--version", "help", "serve --help", "serve --help-settings", "serve --port 0", "contracts list",
        "openapi", "fixtures check fixtures", "query 'SELECT OfferType FROM ISVUsage LIMIT 1'",
        "query 'SELECT OfferType FROM ISVUsage' --format csv", "contracts run --area discovery",
        "exec --doctor -- true",
        "demo",
    ]

    private func run(_ command: String, to output: String) throws -> Tool.Outcome {
        try Tool.run(executable: "/bin/sh", ["-c", "\"\(Tool.path)\" \(command) \(output)"], folder: Tool.repository)
    }

    @Test("A full device is an error line and exit code 2, for every command", arguments: commands)
    func full(_ command: String) throws {
        let outcome = try run(command, to: ">/dev/full")
        #expect(outcome.exitCode == 2)
        #expect(
            outcome.errors.hasSuffix("error: cannot write to standard output: No space left on device\n"),
            "\(outcome.errors)")
    }

    @Test("A closed standard output is an error as well, and no file that is opened later takes its place")
    func closed() throws {
        for command in ["version", "query 'SELECT OfferType FROM ISVUsage LIMIT 1'"] {
            let outcome = try run(command, to: ">&-")
            #expect(outcome.exitCode == 2)
            #expect(outcome.errors == "error: cannot write to standard output: Bad file descriptor\n")
        }
        #expect(try run("version", to: ">&- 2>&-").exitCode == 2)
    }

    @Test("A reader that closes its pipe early causes no error")
    func closedPipe() throws {
        let outcome = try run("contracts list", to: "| head -n 1")
        #expect(outcome.exitCode == 0)
        // The summary is printed if the pipe had room for all of the list.
        #expect(!outcome.errors.contains("error"))
        #expect(outcome.output.split(separator: "\n").count == 1)
    }

    @Test("A pipe that another program made non-blocking gets all of the output")
    func nonBlocking() throws {
        let program = """
            import fcntl, os, subprocess, sys, time
            read, write = os.pipe()
            fcntl.fcntl(write, fcntl.F_SETFL, os.O_NONBLOCK)
            child = subprocess.Popen([sys.argv[1], "openapi"], stdout=write)
            os.close(write)
            data = b""
            while chunk := os.read(read, 1000): data += chunk
            print(child.wait(), len(data))
            """
        let outcome = try Tool.run(executable: "/usr/bin/env", ["python3", "-c", program, Tool.path])
        let whole = try Tool.run("openapi").output.utf8.count
        #expect(outcome.output == "0 \(whole)\n")
    }
}
