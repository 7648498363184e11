import Glibc

/// The files that a command sees in a mount namespace in place of this machine's.
struct IsolationFiles {
    /// The mounts without which the command does not reach the simulator.
    private(set) var required: [IsolationMount] = []
    /// The mounts that help some programs.
    private(set) var optional: [IsolationMount] = []
    /// What the user should know, one line each.
    private(set) var remarks: [String] = []

    static let hosts = "/etc/hosts"
    private static let nameServiceSwitch = "/etc/nsswitch.conf"
    /// The socket of a cache of names, which answers from outside the namespace.
    private static let nameCacheSocket = "/var/run/nscd/socket"
    /// The folder that contains the certificates for Mono, and the folder inside it.
    private static let mono = (root: "/usr/share/.mono", inner: ["new-certs", "Trust"])
    /// The folder with certificates to trust besides those of the system, for p11-kit.
    private static let anchors = "/etc/pki/ca-trust/source/anchors"
    /// The folder below the user's home in which Azure's libraries keep tokens.
    private static let tokenCache = ".IdentityService"

    /// Writes the files into a folder, and lists the mounts.
    ///
    /// - Parameters:
    ///   - authority: the authority's certificate in PEM form.
    ///   - hash: the name of the certificate in folders of OpenSSL.
    ///   - hosts: the host names that lead to other addresses.
    ///   - places: where programs read certificates.
    ///   - home: the user's home; nil if there is none.
    ///   - folder: where the files are written.
    /// - Throws: why a file cannot be written.
    init(
        authority: String, hash: String, hosts: [HostsFile.LedHosts], places: CertificatePlaces, home: String?,
        in folder: RunDirectory
    ) throws(UsageError) {
        let original = (try? FileIO.read(Self.hosts)) ?? []
        let file = HostsFile(original, leading: hosts)
        required.append(.file(source: try Self.write(file.bytes, "hosts", folder), target: Self.hosts))
        remarks += file.replaced.map { "\(Self.hosts) leads \($0) elsewhere; the command sees the simulator" }
        if let text = try? FileIO.read(Self.nameServiceSwitch),
            let changed = NameServiceSwitch.askingFilesFirst(String(decoding: text, as: UTF8.self))
        {
            required.append(
                .file(
                    source: try Self.write(Array(changed.utf8), "nsswitch.conf", folder),
                    target: Self.nameServiceSwitch))
        }
        if access(Self.nameCacheSocket, F_OK) == 0 {
            required.append(.file(source: "/dev/null", target: Self.nameCacheSocket))
        }
        try addCertificates(Array(authority.utf8), hash, places, folder)
        if let cache = home.map({ "\($0)/\(Self.tokenCache)" }), access(cache, F_OK) == 0 {
            optional.append(.file(source: try folder.makeFolder("tokens"), target: cache))
        }
    }

    private mutating func addCertificates(
        _ authority: [UInt8], _ hash: String, _ places: CertificatePlaces, _ folder: RunDirectory
    ) throws(UsageError) {
        if !places.folders.isEmpty {
            let above = try Self.makeFolders(["certs"], folder)
            _ = try Self.write(authority, "certs/\(hash).0", folder)
            optional += places.folders.map { .overlay(above: above, target: $0) }
        }
        let files = places.systemFiles + places.packageFiles
        // One file for all of them: what they contain is nearly the same, and copies take time.
        if let system = files.lazy.compactMap({ try? FileIO.read($0) }).first {
            let bundle = try Self.write(system + [UInt8(ascii: "\n")] + authority, "bundle.pem", folder)
            optional += files.map { .file(source: bundle, target: $0) }
        }
        if access(Self.mono.root, F_OK) == 0 {
            let above = try Self.makeFolders(["mono"] + Self.mono.inner, folder)
            _ = try Self.write(
                authority, (["mono"] + Self.mono.inner + ["\(hash).0"]).joined(separator: "/"), folder)
            optional.append(.overlay(above: above, target: Self.mono.root))
        }
        if access(Self.anchors, F_OK) == 0 {
            let above = try Self.makeFolders(["anchors"], folder)
            _ = try Self.write(authority, "anchors/insights-sim.pem", folder)
            optional.append(.overlay(above: above, target: Self.anchors))
        }
    }

    /// Writes a file that every user may read, because the command may change its user; returns its path.
    private static func write(_ bytes: [UInt8], _ name: String, _ folder: RunDirectory) throws(UsageError) -> String {
        let path = try folder.write(name, bytes)
        chmod(path, 0o644)
        return path
    }

    /// Creates nested folders that every user may read; returns the path of the outermost.
    private static func makeFolders(_ names: [String], _ folder: RunDirectory) throws(UsageError) -> String {
        for count in 1...names.count {
            chmod(try folder.makeFolder(names.prefix(count).joined(separator: "/")), 0o755)
        }
        return "\(folder.path)/\(names[0])"
    }
}
