import Foundation

/// The Python libraries of the matrix, in a virtual environment that outlives the tests.
///
/// Its folder is `.build/clients-venv` or `INSIGHTS_CLIENTS_VENV`. It is made again when the requirements change.
enum PythonLibraries {
    private static let requirements = Tool.repository + "/Tests/ClientPrograms/requirements.txt"

    static let folder =
        ProcessInfo.processInfo.environment["INSIGHTS_CLIENTS_VENV"] ?? Tool.repository + "/.build/clients-venv"

    /// Installs the libraries unless they exist; returns the missing tool, or nil.
    static func install() -> String? {
        let script = """
            set -euo pipefail
            stamp="$1/installed.txt"
            if cmp -s "$2" "$stamp" && "$1/bin/python" -c ''; then exit 0; fi
            if [ -e "$1" ] && [ ! -e "$1/pyvenv.cfg" ]; then echo "$1 is no virtual environment" >&2; exit 1; fi
            rm -rf "$1"
            timeout 60 python3 -m venv "$1"
            timeout 240 "$1/bin/pip" install --quiet --disable-pip-version-check --timeout 15 --retries 1 -r "$2"
            cp "$2" "$stamp"
            """
        guard
            let outcome = try? Tool.run(
                executable: "/usr/bin/env", ["bash", "-c", script, "bash", folder, requirements])
        else { return "bash is missing" }
        guard outcome.exitCode != 0 else { return nil }
        let reason = (outcome.errors + outcome.output).split(separator: "\n").last ?? "it took too long"
        return "Python 3 with venv, and PyPI for \(requirements), are needed: \(reason)"
    }

    /// Returns a library with its pinned version, as the matrix names it.
    static func pinned(_ library: String) -> String {
        let lines =
            (try? String(contentsOfFile: requirements, encoding: .utf8))?.split(separator: "\n").map(String.init) ?? []
        return lines.first { $0.hasPrefix(library + "==") }.map { $0.replacing("==", with: " ") } ?? library
    }
}
