import Foundation

/// The runtimes of clients.
///
/// A missing one is reported, not skipped silently.
enum ClientRuntime: String, CaseIterable, Sendable {
    case bash, python, node, java, swift

    /// Returns the command line that runs a program.
    func commandLine(_ file: String, _ arguments: [String] = []) -> String {
        let words = ([file] + arguments).map { "'\($0)'" }.joined(separator: " ")
        switch self {
        case .bash: return "bash \(words)"
        case .python: return "python \(words)"
        case .node: return "node \(words)"
        case .java: return "java \(words)"
        case .swift: return "swiftc -swift-version 6 \(words) -o client && ./client"
        }
    }

    /// Whether it is on this machine; where it is not, that is printed, once.
    var isReady: Bool { missing == nil }

    /// The reason that it cannot run, or nil.
    var missing: String? { Self.shortcomings[self] ?? nil }

    private static let shortcomings: [ClientRuntime: String?] = {
        var found: [ClientRuntime: String?] = [:]
        for runtime in allCases {
            let missing = runtime.shortcoming()
            found[runtime] = .some(missing)
            if let missing {
                FileHandle.standardError.write(
                    Data("NOT CHECKED: the clients that run with \(runtime): \(missing)\n".utf8))
            }
        }
        return found
    }()

    private func shortcoming() -> String? {
        switch self {
        case .bash: Self.lacks("curl --version", "curl is missing") ?? Self.lacks("jq --version", "jq is missing")
        case .python: PythonLibraries.install()
        case .node: Self.lacks("node -e 'fetch'", "Node 18 or later is missing")
        case .java:
            Self.lacks("java --list-modules | grep -q ^jdk.compiler@", "a JDK of Java 11 or later is missing")
                ?? Self.lacks("command -v keytool", "keytool is missing")
        case .swift: Self.lacks("command -v swiftc", "swiftc is not on the PATH")
        }
    }

    /// Runs a command; returns the complaint if it fails, or nil.
    private static func lacks(_ command: String, _ complaint: String) -> String? {
        let outcome = try? Tool.run(executable: "/usr/bin/env", ["bash", "-o", "pipefail", "-c", command])
        return outcome?.exitCode == 0 ? nil : complaint
    }
}
