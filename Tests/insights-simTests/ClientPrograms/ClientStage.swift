import Foundation
import Testing

/// Runs a client the way docs/how-to/clients.md tells people to: its set-up, word for word, then the command.
///
/// Each has a simulator of its own, and a folder that is gone afterwards.
enum ClientStage {
    /// A client that says nothing for so many seconds is ended.
    private static let patience = 900

    /// Runs a program with a runtime.
    static func run(
        _ runtime: ClientRuntime, _ file: String, _ arguments: [String] = [], in folder: TemporaryFolder
    ) throws -> Tool.Outcome {
        let script = """
            set -euo pipefail
            PATH="\(URL(fileURLWithPath: Tool.path).deletingLastPathComponent().path):\(PythonLibraries.folder)/bin:$PATH"
            trap 'if [ -n "${SIMULATOR-}" ]; then kill $SIMULATOR; wait $SIMULATOR || true; fi' EXIT
            \(try ClientsPage().setUp(for: runtime))
            timeout \(patience) bash -c "$1"
            """
        return try Tool.run(
            executable: "/usr/bin/env", ["bash", "-c", script, "bash", runtime.commandLine(file, arguments)],
            folder: folder.path)
    }
}
