import Foundation
import Glibc
import InsightsServer
import TestSupport
import Testing

@Suite(.mayBlock)
struct CertificateAuthorityTests {
    @Test("The authority is created at first use, for its owner only, and is the same afterwards")
    func firstUse() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let first = try CertificateAuthority(folder: folder.file("ca"))
        #expect(try mode(folder.file("ca")) == 0o700)
        #expect(try mode(folder.file("ca/ca-key.pem")) == 0o600)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.file("ca")).sorted() == ["ca-key.pem", "ca.pem"])
        let second = try CertificateAuthority(folder: folder.file("ca"))
        #expect(second.certificatePEM == first.certificatePEM)
        #expect(second.certificatePath == folder.file("ca/ca.pem"))
        #expect(try String(contentsOfFile: folder.file("ca/ca.pem"), encoding: .utf8) == first.certificatePEM)
    }

    @Test(
        "The hash of the name is that of OpenSSL",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "OpenSSL is not installed"))
    func subjectHash() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let authority = try CertificateAuthority(folder: folder.file("ca"))
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = ["x509", "-noout", "-hash", "-in", folder.file("ca/ca.pem")]
        process.standardOutput = output
        _ = try process.runToEnd()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text == authority.subjectHash + "\n")
    }

    @Test("The published certificate contains no key")
    func noKey() throws {
        let authority = try CertificateAuthority()
        #expect(authority.certificatePEM.hasPrefix("-----BEGIN CERTIFICATE-----\n"))
        #expect(authority.certificatePEM.hasSuffix("-----END CERTIFICATE-----\n"))
        #expect(!authority.certificatePEM.contains("KEY"))
        #expect(authority.certificatePath == nil)
        let other = try CertificateAuthority()
        #expect(other.certificatePEM != authority.certificatePEM)
    }

    @Test("The certificate has the fields of an authority, and no others")
    func extensions() throws {
        let text = try ExternalProgram.openssl(
            "x509", "-noout", "-text", input: try CertificateAuthority().certificatePEM)
        #expect(text.exitCode == 0)
        #expect(text.output.contains("CA:TRUE, pathlen:0"))
        #expect(text.output.contains("X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign\n"))
        #expect(text.output.contains("insights-simulator test CA"))
    }

    @Test("Processes that create it concurrently get the same one")
    func race() async throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let path = folder.file("ca")
        let made = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<16 { group.addTask { try CertificateAuthority(folder: path).certificatePEM } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(made.count == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == ["ca-key.pem", "ca.pem"])
    }

    @Test("A lost certificate file is written again")
    func lostCertificate() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let first = try CertificateAuthority(folder: folder.path)
        try FileManager.default.removeItem(atPath: folder.file("ca.pem"))
        _ = try CertificateAuthority(folder: folder.path)
        #expect(try String(contentsOfFile: folder.file("ca.pem"), encoding: .utf8) == first.certificatePEM)
    }

    @Test(
        "A folder that cannot be created or written gives one clear line",
        arguments: ["/proc/ca", "/dev/null/ca", "/no/such/ca"])
    func unwritable(_ path: String) {
        let error = #expect(throws: TLSError.self) { try CertificateAuthority(folder: path) }
        #expect(error?.description.hasPrefix("cannot keep the certificate authority in \(path): ") == true)
    }

    @Test(
        "A folder or key in which another user could place an authority is refused",
        arguments: ["folder", "key", "owner", "key owner"])
    func writableByOthers(_ kind: String) throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let path = folder.file("ca")
        let key = folder.file("ca/ca-key.pem")
        _ = try CertificateAuthority(folder: path)
        if kind.contains("owner"), geteuid() != 0 {
            print("skipped: only the administrator can give a file to another user")
            return
        }
        switch kind {
        case "folder": #expect(chmod(path, 0o1777) == 0)
        case "key": #expect(chmod(key, 0o602) == 0)
        case "owner": #expect(chown(path, 12345, 12345) == 0)
        default: #expect(chown(key, 12345, 12345) == 0)
        }
        #expect(throws: TLSError.writableByOthers(path: kind.hasPrefix("key") ? key : path)) {
            _ = try CertificateAuthority(folder: path)
        }
        let empty = folder.file("empty")
        #expect(mkdir(empty, 0o777) == 0 && chmod(empty, 0o777) == 0)
        #expect(throws: TLSError.writableByOthers(path: empty)) { _ = try CertificateAuthority(folder: empty) }
        #expect(access(empty + "/ca-key.pem", F_OK) != 0)
    }

    @Test("A key that others may read is refused")
    func exposed() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        _ = try CertificateAuthority(folder: folder.path)
        let key = folder.file("ca-key.pem")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
        #expect(throws: TLSError.exposedKey(path: key)) { try CertificateAuthority(folder: folder.path) }
    }

    @Test(
        "A damaged key file is refused, not replaced", arguments: ["", "-----BEGIN CERTIFICATE-----\nAAAA\n", "text"])
    func damaged(_ content: String) throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let key = try folder.write("ca-key.pem", content)
        #expect(throws: TLSError.noCertificate(path: key)) { try CertificateAuthority(folder: folder.path) }
        #expect(try String(contentsOfFile: key, encoding: .utf8) == content)
    }

    // MARK: One's own certificate

    /// Makes a certificate and its key with OpenSSL's program.
    private func make(
        _ name: String, in folder: ScratchFolder, _ options: String...
    ) throws -> (certificate: String, key: String) {
        let files = (folder.file("\(name).pem"), folder.file("\(name)-key.pem"))
        let made = try ExternalProgram.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=\(name)", "-addext",
                "subjectAltName=DNS:\(name)", "-out", files.0, "-keyout", files.1,
            ] + options)
        try #require(made.exitCode == 0, "\(made.errors)")
        return files
    }

    @Test("A certificate for another key, and files without a certificate, are refused with their names")
    func ownCertificate() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let one = try make("one.example", in: folder)
        let other = try make("other.example", in: folder)
        _ = try TLSConfiguration(certificateFile: one.certificate, keyFile: one.key)
        let refusals: [(certificate: String, key: String, error: TLSError)] = [
            (one.certificate, other.key, .keyMismatch(certificate: one.certificate, key: other.key)),
            (one.key, one.key, .noCertificate(path: one.key)),
            (one.certificate, one.certificate, .noPrivateKey(path: one.certificate)),
            (folder.path, one.key, .unreadableFile(path: folder.path, reason: "found a folder; expected a file")),
            ("/no/such", one.key, .unreadableFile(path: "/no/such", reason: "No such file or directory")),
            (one.certificate, "/no/such", .unreadableFile(path: "/no/such", reason: "No such file or directory")),
        ]
        for refusal in refusals {
            #expect(throws: refusal.error) {
                try TLSConfiguration(certificateFile: refusal.certificate, keyFile: refusal.key)
            }
        }
    }

    @Test("A custom key that others may read is refused", arguments: [0o640, 0o604, 0o644])
    func exposedOwnKey(_ mode: Int) throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let own = try make("one.example", in: folder)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: own.key)
        let error = #expect(throws: TLSError.exposedKey(path: own.key)) {
            try TLSConfiguration(certificateFile: own.certificate, keyFile: own.key)
        }
        #expect(
            error?.description == "\(own.key) can be read by others than its owner: chmod 600 \(own.key)")
    }

    @Test("A certificate that OpenSSL refuses to present is refused at start, with the reason")
    func shortKey() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let own = try make("one.example", in: folder, "-newkey", "rsa:512")
        #expect(throws: TLSError.unusable(certificate: own.certificate, reason: "ee key too small")) {
            try TLSConfiguration(certificateFile: own.certificate, keyFile: own.key)
        }
    }

    @Test(
        "A certificate says whether it is valid today",
        arguments: [
            ("20200101000000Z", "20200201000000Z", .over), ("20200101000000Z", "21200201000000Z", .now),
            ("21200101000000Z", "21200201000000Z", .notYet),
        ] as [(String, String, CertificateValidity)])
    func validity(_ from: String, _ until: String, _ validity: CertificateValidity) throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        for (name, text) in [
            ("index", ""), ("serial", "01\n"),
            (
                "configuration",
                """
                [ca]
                default_ca = test
                [test]
                database = \(folder.file("index"))
                serial = \(folder.file("serial"))
                new_certs_dir = \(folder.path)
                default_md = sha256
                policy = policy
                [policy]
                commonName = supplied
                """
            ),
        ] { try folder.write(name, text) }
        let (request, certificate, key) = (folder.file("request"), folder.file("dated.pem"), folder.file("key"))
        let asked = try ExternalProgram.openssl(
            "req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=one.example", "-keyout", key, "-out", request)
        try #require(asked.exitCode == 0, "\(asked.errors)")
        let made = try ExternalProgram.openssl(
            "ca", "-batch", "-selfsign", "-notext", "-config", folder.file("configuration"), "-keyfile", key, "-in",
            request, "-out", certificate, "-startdate", from, "-enddate", until)
        try #require(made.exitCode == 0, "\(made.errors)")
        #expect(try TLSConfiguration(certificateFile: certificate, keyFile: key).validity == validity)
    }

    @Test("A key with a passphrase is refused, without a prompt")
    func passphrase() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let plain = try make("one.example", in: folder)
        let locked = folder.file("locked.pem")
        let made = try ExternalProgram.openssl(
            "rsa", "-in", plain.key, "-aes128", "-passout", "pass:secret", "-out", locked)
        try #require(made.exitCode == 0, "\(made.errors)")
        #expect(throws: TLSError.noPrivateKey(path: locked)) {
            try TLSConfiguration(certificateFile: plain.certificate, keyFile: locked)
        }
    }

    @Test("A server presents a custom certificate for every name")
    func ownCertificateServed() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let own = try make("own.example", in: folder)
        let tls = try TLSConfiguration(certificateFile: own.certificate, keyFile: own.key)
        try withServer(ClosureHandler.echo, configure: { $0.tls = tls }) { port in
            let response = try ExternalProgram.curl(
                "--cacert", own.certificate, "--resolve", "own.example:\(port):127.0.0.1",
                "https://own.example:\(port)/a")
            #expect(response.output == "GET /a ")
        }
    }

    @Test("An invalid name is refused", arguments: ["", "a b", "a,DNS:b", "*.example.com", "host:443", "a..b"])
    func invalidName(_ name: String) throws {
        let authority = try CertificateAuthority()
        #expect(throws: TLSError.invalidName(name)) { try TLSConfiguration(authority: authority, names: [name]) }
    }
}
