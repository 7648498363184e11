import Testing

@Suite("Faults of the machine", .mayBlock)
struct MachineFaultTests {
    /// Whether a file system of a test's own can be mounted.
    private static let canMount: Bool = {
        let command = ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]
        return (try? Tool.run(executable: "/usr/bin/env", command).exitCode) == 0
    }()

    @Test(
        "A full disk is one clear line and exit code 2; the file of before stays, and no part of another appears",
        .enabled(if: canMount, "NOT CHECKED: this machine makes no mount namespaces"),
        arguments: [
            ("contracts run --area discovery --report json=old", "cannot write old: "),
            ("contracts run --area discovery --report json=new", "cannot write new: "),
            ("contracts run --area discovery --record new", "cannot write new: "),
            ("exec --quiet --journal old -- true", "cannot write old: "),
            ("exec --quiet --junit new -- true", "cannot write new: "),
            ("serve --port 0 --ready-file new", "cannot write the ready file new: "),
            ("serve --port 0 --tls-port 0 --ca-dir folder", "cannot keep the certificate authority in folder: "),
            ("generate --dataset ISVUsage --out folder", "cannot be written: "),
            ("query 'SELECT OfferType FROM ISVUsage' >out", "cannot write to standard output: "),
        ])
    func fullDisk(_ command: String, _ message: String) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let script = """
            mount -t tmpfs -o size=64k none . && cd "$PWD" && mkdir folder && echo before >old
            cat /dev/zero >filler 2>/dev/null
            timeout 60 "$1" \(command); echo "exit $?" >&2
            cat old; ls; find folder -type f
            """
        let outcome = try Tool.run(
            executable: "/usr/bin/env",
            ["unshare", "--user", "--map-root-user", "--mount", "bash", "-c", script, "bash", Tool.path],
            folder: folder.path)
        #expect(outcome.errors.contains(message + "No space left on device"), "\(outcome.errors)")
        #expect(outcome.errors.hasSuffix("exit 2\n"), "\(outcome.errors)")
        #expect(outcome.output.contains("before\nfiller\nfolder\nold\n"), "\(outcome.output)")
        #expect(outcome.output.hasSuffix("old\n") || outcome.output.hasSuffix("out\n"), "\(outcome.output)")
    }

    @Test(
        "Without descriptors a command fails with a message, or succeeds; it never crashes",
        arguments: [
            "version", "query 'SELECT OrderId FROM ISVOrder LIMIT 1'", "contracts run --area discovery",
            "exec --quiet --isolate variables -- true",
        ])
    func noDescriptors(_ command: String) throws {
        // The language's runtime opens more descriptors at any time, and ends the process if it cannot.
        for limit in [10, 12, 16, 24] {
            let outcome = try Tool.run(
                executable: "/bin/sh", ["-c", "exec prlimit --nofile=\(limit) \"$1\" \(command)", "sh", Tool.path])
            #expect((0...3).contains(outcome.exitCode), "\(limit): \(outcome)")
            #expect(outcome.exitCode == 0 || outcome.errors.contains("error: "), "\(limit): \(outcome)")
        }
    }
}
