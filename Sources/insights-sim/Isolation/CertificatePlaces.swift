import Glibc

/// The places where programs read the certificates that they trust.
struct CertificatePlaces: Equatable, Sendable {
    /// The files with all certificates of the system, by their real paths.
    var systemFiles: [String]
    /// The files with certificates that Python packages bring, by their real paths.
    var packageFiles: [String]
    /// The folders in which a certificate has its hash as a name.
    var folders: [String]

    private static let hashedFolders = ["/etc/ssl/certs", "/etc/pki/tls/certs"]
    /// The files inside a folder of Python packages.
    private static let inPackages = [
        "certifi/cacert.pem", "pip/_vendor/certifi/cacert.pem", "botocore/cacert.pem", "httplib2/cacerts.txt",
    ]
    /// The folders below the user's home whose entries are each a Python environment.
    private static let environmentFolders = [
        ".pyenv/versions", ".local/share/pipx/venvs", ".local/share/uv/tools", ".cache/pypoetry/virtualenvs",
        ".local/share/virtualenvs",
    ]
    /// The greatest number of files of packages.
    private static let limit = 64

    /// Finds the places on this machine, for a command that is a program and its arguments.
    static func find(for command: [String], value: (String) -> String?) -> CertificatePlaces {
        var packageFolders = (value("PYTHONPATH") ?? "").split(separator: ":").map(String.init)
        for prefix in prefixes(command, value) {
            for name in DirectoryListing.names(of: "\(prefix)/lib") where name.hasPrefix("python") {
                packageFolders += ["site-packages", "dist-packages"].map { "\(prefix)/lib/\(name)/\($0)" }
            }
        }
        let candidates = packageFolders.flatMap { folder in inPackages.map { "\(folder)/\($0)" } }
        let system = existing(SystemCertificates.files)
        return CertificatePlaces(
            systemFiles: system,
            packageFiles: Array(existing(candidates).filter { !system.contains($0) }.prefix(limit)),
            folders: existing(hashedFolders))
    }

    /// Returns the folders in which Python may be installed, each with `bin` and `lib`.
    private static func prefixes(_ command: [String], _ value: (String) -> String?) -> [String] {
        var prefixes = ["VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONHOME"].compactMap(value)
        // A path to a program, also within the text of a shell's command.
        for word in command.flatMap({ $0.split { " \t\n;&|\"'()".contains($0) } }) {
            guard let range = word.firstRange(of: "/bin/"), range.lowerBound > word.startIndex else { continue }
            prefixes.append(String(word[..<range.lowerBound]))
        }
        for folder in (value("PATH") ?? "").split(separator: ":") where folder.hasSuffix("/bin") {
            prefixes.append(String(folder.dropLast(4)))
        }
        prefixes += [".", ".venv", "venv", "env"]
        for folder in [".tox", ".nox"] { prefixes += DirectoryListing.names(of: folder).map { "\(folder)/\($0)" } }
        guard let home = value("HOME") else { return prefixes }
        prefixes.append("\(home)/.local")
        for folder in environmentFolders {
            prefixes += DirectoryListing.names(of: "\(home)/\(folder)").map { "\(home)/\(folder)/\($0)" }
        }
        return prefixes
    }

    /// Returns the real paths of those that exist, each once.
    private static func existing(_ paths: [String]) -> [String] {
        var found: [String] = []
        for path in paths {
            guard let resolved = realpath(path, nil) else { continue }
            let text = String(cString: resolved)
            free(resolved)
            if !found.contains(text) { found.append(text) }
        }
        return found
    }
}
