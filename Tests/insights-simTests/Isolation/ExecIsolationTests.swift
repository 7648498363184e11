import Foundation
import Testing

@testable import insights_sim

@Suite("exec: in a namespace", .mayBlock, .enabled(if: Namespaces.areAvailable, "this machine makes no namespaces"))
struct ExecIsolationTests {
    private static let datasets = "https://api.partnercenter.microsoft.com/insights/v1/cmp/ScheduledDataset"

    private func exec(_ options: [String] = [], _ command: String...) throws -> Tool.Outcome {
        try Tool.run(executable: Tool.path, ["exec", "--quiet"] + options + ["--"] + command)
    }

    // MARK: Inside

    @Test(
        "A program that reads no variable reaches the simulator, with TLS verified",
        arguments: [
            ("curl", "curl -sS -o /dev/null -w '%{http_code}' \(datasets)"),
            ("wget", "wget -S -q -O- \(datasets) 2>&1 | sed -n 's/.*HTTP.1.1 \\(...\\).*/\\1/p' | tr -d '\\n'"),
            (
                "python3",
                """
                python3 -c "import http.client as h; c = h.HTTPSConnection('api.partnercenter.microsoft.com'); \
                c.request('GET', '/insights/v1/cmp/ScheduledDataset'); print(c.getresponse().status, end='')"
                """
            ),
        ])
    func unmodified(_ program: String, _ command: String) throws {
        guard Tool.exists(program) else {
            print("SKIPPED: \(program) is not installed")
            return
        }
        let outcome = try exec([], "env", "-i", "PATH=/usr/local/bin:/usr/bin:/bin", "sh", "-c", command)
        #expect(outcome.output == "401", "\(outcome.errors)")
    }

    @Test("Every name of the service leads to the simulator, and nothing outside answers")
    func inside() throws {
        let script = """
            import errno, os, socket, sys
            for name in sys.argv[1:]:
                print(sorted({entry[4][0] for entry in socket.getaddrinfo(name, 443)}))
            for address in ["8.8.8.8", "10.0.0.1", "192.168.1.1", "169.254.169.254"]:
                try: socket.create_connection((address, 443), 5); print("answered")
                except OSError as error: print(errno.errorcode[error.errno])
            print(len(open("/proc/net/route").readlines()), sorted(name for _, name in socket.if_nameindex()))
            """
        let outcome = try Tool.run(
            executable: Tool.path, ["exec", "--quiet", "--", "python3", "-c", script] + ServeTLS.serviceHosts)
        let expected =
            ServeTLS.serviceHosts.map { _ in "['127.83.73.77']" } + Array(repeating: "ENETUNREACH", count: 4)
            + ["1 ['lo']"]
        #expect(outcome.output.split(separator: "\n").map(String.init) == expected, "\(outcome.errors)")
    }

    @Test("Arguments, working directory, standard input, exit code and signals pass unchanged")
    func unchanged() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let outcome = try Tool.run(
            executable: "/usr/bin/env",
            [
                "bash", "-c",
                """
                cd "$1"; printf 'in\\nput' | "$0" exec --quiet -- sh -c 'pwd; cat; printf "%s\\0" "$@" | od -An -c | tr -d " \\n"; exit 7' \
                  sh '' $'a\\nb' '--' $'\\xff' '$HOME'; echo " $?"
                "$0" exec --quiet -- sh -c 'kill -USR1 $$'; echo $?
                """, Tool.path, folder.path,
            ])
        #expect(
            outcome.output == "\(folder.path)\nin\nput\\0a\\nb\\0--\\0377\\0$HOME\\0 7\n138\n",
            "\(outcome.output) \(outcome.errors)")
    }

    @Test(
        "As an unprivileged user: the files are the user's, and there are no capabilities",
        .enabled(if: Namespaces.hasUnprivileged, "setpriv is not installed"))
    func unprivileged() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let command = try Namespaces.unprivileged(
            [
                Tool.path, "exec", "--quiet", "--isolate", "namespace", "--", "env", "-i", "PATH=/usr/bin:/bin", "sh",
                "-c",
                """
                id -u; grep CapEff /proc/self/status | cut -f 2
                curl -sS -o "$1" -w '%{http_code}\\n' \(Self.datasets)
                """, "sh", folder.path("made"),
            ], in: folder)
        let outcome = try Tool.run(
            executable: "/usr/bin/env", command, environment: ["TMPDIR": folder.path], folder: folder.path)
        let user = geteuid() == 0 ? 65534 : geteuid()
        #expect(outcome.output == "\(user)\n0000000000000000\n401\n", "\(outcome.errors)")
        let owner = try FileManager.default.attributesOfItem(atPath: folder.path("made"))[.ownerAccountID]
        #expect(owner as? UInt32 == user)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["made"])
    }

    // MARK: Outside

    @Test("Outside, mounts, hosts file, certificates and listening ports are the same before, during and after")
    func outside() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let script = """
            snapshot() { cat /proc/$1/mounts /etc/hosts; sha256sum /etc/ssl/certs/ca-certificates.crt; }
            ports() { awk '$4 == "0A" { print $2 }' /proc/net/tcp /proc/net/tcp6 | sort; }
            snapshot self > "$1/before"; env | sort > "$1/environment"
            mkfifo "$1/go" "$1/on"
            "$0" exec --quiet -- sh -c 'ports() { awk "\\$4 == \\"0A\\" { print \\$2 }" /proc/net/tcp; }; ports > "$1/inside"; grep -c . /etc/hosts > /dev/null; echo > "$1/go"; read line < "$1/on"' sh "$1" &
            read line < "$1/go"
            snapshot self > "$1/during"; ports > "$1/ports"; echo > "$1/on"; wait
            snapshot self > "$1/after"; env | sort > "$1/environment.after"
            cmp "$1/before" "$1/during" && cmp "$1/before" "$1/after" && cmp "$1/environment" "$1/environment.after" && echo same
            # A port of the simulator inside is not one outside.
            grep -c 4D49537F:01BB "$1/inside"; grep -c 4D49537F "$1/ports"
            """
        let outcome = try Tool.run(executable: "/usr/bin/env", ["bash", "-c", script, Tool.path, folder.path])
        #expect(outcome.output == "same\n1\n0\n", "\(outcome.output) \(outcome.errors)")
    }

    // MARK: Ports of this machine

    private static let server = """
        import socket
        listener = socket.create_server(("127.0.0.1", 0))
        print("listening %d" % listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            data = b""
            while part := connection.recv(65536): data += part
            connection.sendall(b"got %d" % len(data)); connection.close()
        """

    private static let client = """
        import socket, sys
        try: connection = socket.create_connection(("localhost", int(sys.argv[1])), 60)
        except OSError as error: print(type(error).__name__); sys.exit()
        connection.sendall(b"x" * 300000); connection.shutdown(socket.SHUT_WR)
        print(connection.makefile("rb").read().decode())
        """

    @Test("A standing service on localhost is reachable by default, by its number, or not at all")
    func localPorts() throws {
        let service = try RunningTool(executable: "/usr/bin/env", ["python3", "-c", Self.server])
        defer { _ = service.stop(SIGKILL) }
        let port = try #require(service.announcement.split(separator: " ").last.map(String.init))
        let table: [([String], String)] = [
            ([], "got 300000\n"), (["--local-ports", port], "got 300000\n"),
            (["--local-ports", "none"], "ConnectionRefusedError\n"),
        ]
        for (options, expected) in table {
            let outcome = try exec(options, "python3", "-c", Self.client, port)
            #expect(outcome.output == expected, "\(options) \(outcome.errors)")
        }
    }

    @Test("An allowed host is reached by its name, also by a program that knows no proxy")
    func allowedHost() throws {
        guard Namespaces.canBeRefused else { return print("SKIPPED: unshare makes no user namespace here") }
        let service = try RunningTool(executable: "/usr/bin/env", ["python3", "-c", Self.server])
        defer { _ = service.stop(SIGKILL) }
        let port = try #require(service.announcement.split(separator: " ").last.map(String.init))
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        // The name exists only in the hosts file outside.
        try "127.0.0.1 allowed.example localhost\n".write(
            toFile: folder.path("hosts"), atomically: true, encoding: .utf8)
        let client = Self.client.replacingOccurrences(of: "localhost", with: "allowed.example")
        let outcome = try Tool.run(
            executable: "/usr/bin/env",
            [
                "unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
                """
                mount --bind "$1" /etc/hosts && exec "$0" exec --quiet --local-ports none \
                  --proxy-allow "allowed.example:$2" -- python3 -c "$3" "$2"
                """, Tool.path, folder.path("hosts"), port, client,
            ])
        #expect(outcome.output == "got 300000\n", "\(outcome.errors)")
    }

    @Test("A published port of the command is reachable outside")
    func publish() throws {
        // A port that is free now.
        let free = try Tool.run(
            executable: "/usr/bin/env",
            ["python3", "-c", "import socket; print(socket.create_server(('127.0.0.1', 0)).getsockname()[1], end='')"]
        ).output
        let script = Self.server.replacingOccurrences(of: "(\"127.0.0.1\", 0)", with: "(\"127.0.0.1\", \(free))")
        let tool = try RunningTool(
            executable: Tool.path, ["exec", "--quiet", "--publish", free, "--", "python3", "-c", script])
        #expect(tool.announcement == "listening \(free)")
        let outcome = try Tool.run(executable: "/usr/bin/env", ["python3", "-c", Self.client, free])
        #expect(outcome.output == "got 300000\n", "\(outcome.errors)")
        #expect(tool.stop() == 143)
    }

    @Test("A published port that is taken outside is one line and exit code 2")
    func publishTaken() throws {
        let service = try RunningTool(executable: "/usr/bin/env", ["python3", "-c", Self.server])
        defer { _ = service.stop(SIGKILL) }
        let port = try #require(service.announcement.split(separator: " ").last.map(String.init))
        let outcome = try exec(["--publish", port], "echo", "ran")
        #expect(outcome.exitCode == 2)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("error: --publish: cannot listen on port \(port): Address already in use\n"))
    }

    // MARK: Bad input

    @Test(
        "Options that do not fit are refused",
        arguments: [
            (
                ["--isolate", "chroot"],
                "--isolate: found 'chroot'; expected one of auto, namespace, preload, variables"
            ),
            (
                ["--local-ports", "x"],
                "--local-ports: found 'x'; expected all, none, or ports from 1 to 65535 with commas"
            ),
            (["--publish", "0"], "--publish: found '0'; expected a port from 1 to 65535"),
            (
                ["--isolate", "variables", "--publish", "1"],
                "'--local-ports' and '--publish' are for a namespace, not '--isolate variables'"
            ),
        ])
    func badOptions(_ options: [String], _ message: String) throws {
        let outcome = try exec(options, "echo", "ran")
        #expect(outcome.exitCode == 2)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("error: \(message)"), "\(outcome.errors)")
    }

    @Test(
        "A command that is not found or not executable has the codes of a shell, and leaves nothing",
        arguments: [("no-such-program-4711", 127), ("/etc", 126)] as [(String, Int32)])
    func noCommand(_ command: String, _ code: Int32) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let outcome = try Tool.run(
            executable: Tool.path, ["exec", "--isolate", "namespace", "--", command],
            environment: ["TMPDIR": folder.path])
        #expect(outcome.exitCode == code)
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test("A name that the hosts file has already is one line, and leads to the simulator")
    func knownName() throws {
        guard Namespaces.canBeRefused else { return print("SKIPPED: unshare makes no user namespace here") }
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try "10.0.0.1 login.microsoftonline.com db\n".write(
            toFile: folder.path("hosts"), atomically: true, encoding: .utf8)
        let outcome = try Tool.run(
            executable: "/usr/bin/env",
            [
                "unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
                """
                mount --bind "$1" /etc/hosts && exec "$0" exec -- python3 -c \
                  'import socket; print(*(socket.gethostbyname(name) for name in ["login.microsoftonline.com", "db"]))'
                """, Tool.path, folder.path("hosts"),
            ])
        #expect(outcome.output == "127.83.73.77 10.0.0.1\n", "\(outcome.errors)")
        #expect(
            outcome.errors.hasPrefix(
                "insights-sim: /etc/hosts leads login.microsoftonline.com (10.0.0.1) elsewhere; the command sees the "
                    + "simulator\n"), "\(outcome.errors)")
    }

    @Test("A full folder for temporary files is one line and exit code 2")
    func fullFolder() throws {
        guard Namespaces.canBeRefused else { return print("SKIPPED: unshare makes no user namespace here") }
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let outcome = try Tool.run(
            executable: "/usr/bin/env",
            [
                "unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
                """
                mount -t tmpfs -o size=64k none "$1" && TMPDIR="$1" "$0" exec -- echo ran; echo $?; ls -A "$1"
                """, Tool.path, folder.path,
            ])
        #expect(outcome.output == "2\n", "\(outcome.errors)")
        #expect(
            outcome.errors.contains("error: cannot keep temporary files in \(folder.path)")
                && outcome.errors.contains("No space left on device"), "\(outcome.errors)")
    }

    @Test(
        "A program that runs as another user falls back to the variables, or is refused",
        .enabled(if: Namespaces.hasUnprivileged && Tool.exists("su"), "needs su and setpriv"))
    func setuid() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        func run(_ mode: String) throws -> Tool.Outcome {
            let command = try Namespaces.unprivileged(
                [Tool.path, "exec", "--isolate", mode, "--", "su", "--version"], in: folder)
            return try Tool.run(executable: "/usr/bin/env", command, environment: ["TMPDIR": folder.path])
        }
        let fallback = try run("auto")
        #expect(fallback.exitCode == 0, "\(fallback.errors)")
        #expect(fallback.errors.hasPrefix("insights-sim: isolation by variables alone, as there is no namespace ("))
        #expect(fallback.errors.contains("/su runs as another user"))
        let refused = try run("namespace")
        #expect(refused.exitCode == 2)
        #expect(refused.errors.hasPrefix("error: --isolate namespace: no namespace ("), "\(refused.errors)")
    }
}

@Suite(
    "exec: where namespaces are refused", .mayBlock,
    .enabled(if: Namespaces.canBeRefused, "unshare makes no user namespace here"))
struct ExecWithoutNamespaceTests {
    private static let url = "https://api.partnercenter.microsoft.com/insights/v1/cmp/ScheduledDataset"
    /// Runs a program without the variables of the proxy.
    private static let withoutProxy = [
        "env", "-u", "HTTPS_PROXY", "-u", "https_proxy", "-u", "ALL_PROXY", "-u", "all_proxy", "-u", "WGETRC",
    ]

    private func exec(_ options: [String], _ command: [String]) throws -> Tool.Outcome {
        try Tool.run(
            executable: "/usr/bin/env", Namespaces.refused([Tool.path, "exec"] + options + ["--"] + command))
    }

    @Test(
        "The preload library leads a program that knows no proxy, and one line says what is in force",
        arguments: [
            ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", url],
            [
                "python3", "-c",
                "import http.client as h; c = h.HTTPSConnection('api.partnercenter.microsoft.com'); "
                    + "c.request('GET', '/insights/v1/cmp/ScheduledDataset'); print(c.getresponse().status, end='')",
            ],
            [
                "sh", "-c",
                "wget -q -O- \(url) 2>&1; printf 40; wget -S -q -O- \(url) 2>&1 | grep -c ' 401 '| tr -d '\\n'",
            ],
        ])
    func preload(_ command: [String]) throws {
        let outcome = try exec([], Self.withoutProxy + command)
        #expect(outcome.output == "401", "\(outcome.errors)")
        #expect(
            outcome.errors.hasPrefix(
                "insights-sim: isolation by a preload library, as there is no namespace (unshare: No space left on device)"
            ),
            "\(outcome.errors)")
    }

    @Test("A namespace that is wanted and refused is one line and exit code 2")
    func wanted() throws {
        let outcome = try exec(["--isolate", "namespace"], ["echo", "ran"])
        #expect(outcome.exitCode == 2)
        #expect(outcome.output == "")
        #expect(
            outcome.errors.hasPrefix(
                "error: --isolate namespace: no namespace (unshare: No space left on device); 'auto' takes what works\n"
            ),
            "\(outcome.errors)")
    }

    @Test("The doctor says in advance what works")
    func doctor() throws {
        let outcome = try exec(["--doctor"], ["sh"])
        #expect(outcome.exitCode == 0)
        for line in [
            "namespace: no: unshare: No space left on device", "preload: works, for dynamically linked programs",
            "in force: preload",
        ] { #expect(outcome.output.split(separator: "\n").contains(Substring(line)), "\(outcome.output)") }
        if Namespaces.areAvailable {
            let here = try Tool.run("exec", "--doctor", "--", "sh")
            #expect(here.output.contains("\nnamespace: works, for every program\n"), "\(here.output)")
            #expect(here.output.hasSuffix("\nin force: namespace\n"))
        }
        #expect(try Tool.run("exec", "--doctor", "--", "no-such-program-4711").exitCode == 127)
    }
}
