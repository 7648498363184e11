import Foundation
import Testing

/// Runs a client the way docs/how-to/clients.md tells people to: its set-up, word for word, then the command.
///
/// Each client has a separate simulator, and a folder that is removed afterwards.
enum ClientHarness {
    /// The number of seconds after which a silent client is ended.
    private static let timeout = 900

    /// Runs a program with a runtime.
    static func run(
        _ runtime: ClientRuntime, _ file: String, _ arguments: [String] = [], in folder: TemporaryFolder
    ) throws -> Tool.Outcome {
        let script = """
            set -euo pipefail
            PATH="\(URL(fileURLWithPath: Tool.path).deletingLastPathComponent().path):\(PythonLibraries.folder)/bin:$PATH"
            trap 'if [ -n "${SIMULATOR-}" ]; then kill $SIMULATOR; wait $SIMULATOR || true; fi' EXIT
            \(try ClientsPage().setUp(for: runtime))
            timeout \(timeout) bash -c "$1"
            """
        return try Tool.run(
            executable: "/usr/bin/env", ["bash", "-c", script, "bash", runtime.commandLine(file, arguments)],
            folder: folder.path)
    }
}
