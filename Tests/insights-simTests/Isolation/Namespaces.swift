import Foundation

@testable import insights_sim

/// What the tests of isolation need from the machine.
enum Namespaces {
    /// Whether this machine makes namespaces; tests that need them are skipped where it does not.
    static let areAvailable = (try? NamespaceAgent()) != nil

    /// Whether programs can be run as an unprivileged user: the tests' own user, or another that root takes.
    static let hasUnprivileged = geteuid() != 0 || Tool.exists("setpriv")

    /// Returns a command line that runs a program as an unprivileged user, who owns what a folder contains.
    static func unprivileged(_ command: [String], in folder: TemporaryFolder) throws -> [String] {
        guard geteuid() == 0 else { return command }
        chmod(folder.path, 0o777)
        return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=\(folder.path)"] + command
    }

    /// Returns a command line that runs a program where no network namespace can be made.
    static func refused(_ command: [String]) -> [String] {
        [
            "unshare", "--user", "--map-root-user", "sh", "-c",
            "echo 0 > /proc/sys/user/max_net_namespaces && exec \"$@\"", "sh",
        ] + command
    }

    /// Whether `refused` works here.
    static let canBeRefused: Bool = {
        let outcome = try? Tool.run(executable: "/usr/bin/env", refused(["true"]))
        return outcome?.exitCode == 0
    }()
}

extension Tool {
    /// Returns whether a program is in one of the usual folders.
    static func exists(_ program: String) -> Bool {
        ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin"].contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
        }
    }
}
