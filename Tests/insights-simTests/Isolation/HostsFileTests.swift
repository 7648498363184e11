import Testing

@testable import insights_sim

@Suite("exec: the hosts file of a namespace")
struct HostsFileTests {
    private static let hosts = [
        HostsFile.LedHosts(names: ["login.example"], address: "127.9.9.9"),
        HostsFile.LedHosts(names: ["api.example"], address: "127.9.9.8"),
    ]

    @Test(
        "Our lines come first, and every other line loses the names",
        arguments: [
            ("", "", []),
            ("127.0.0.1 localhost\n", "127.0.0.1 localhost\n", []),
            ("# login.example\n", "# login.example\n", []),
            ("10.0.0.1\tlogin.example\n", "", ["login.example (10.0.0.1)"]),
            ("10.0.0.1 db login.example other # why\n", "10.0.0.1 db other\n", ["login.example (10.0.0.1)"]),
            (
                "::1 LOGIN.example\n10.0.0.2 api.example", "", ["LOGIN.example (::1)", "api.example (10.0.0.2)"]
            ),
            ("10.0.0.1 my.login.example\r\n", "10.0.0.1 my.login.example\r\n", []),
            ("login.example\n", "login.example\n", []),
        ] as [(String, String, [String])])
    func lines(_ original: String, _ rest: String, _ replaced: [String]) {
        let file = HostsFile(Array(original.utf8), leading: Self.hosts)
        let text = String(decoding: file.bytes, as: UTF8.self)
        #expect(text.trimmed == ("127.9.9.9 login.example\n127.9.9.8 api.example\n" + rest).trimmed)
        #expect(file.replaced == replaced)
    }

    @Test("Bytes that are no text stay")
    func bytes() {
        let original: [UInt8] = [0x31, 0x20, 0xFF, 0xFE, 0x0A]
        #expect(HostsFile(original, leading: Self.hosts).bytes.suffix(5) == original[...])
    }
}

extension String {
    /// The text without line ends at its end.
    fileprivate var trimmed: Substring {
        var text = self[...]
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}

@Suite("exec: the name service switch of a namespace")
struct NameServiceSwitchTests {
    @Test(
        "A service before the hosts file is left out; other lines stay",
        arguments: [
            ("hosts: files dns\n", nil), ("hosts:files", nil), ("", nil), ("# hosts: resolve\npasswd: files", nil),
            ("hosts: resolve [!UNAVAIL=return] files dns\n", "hosts: files dns\n"),
            (
                "passwd: files systemd\nhosts:   mymachines files\nnetworks: files",
                "passwd: files systemd\nhosts: files dns\nnetworks: files"
            ),
            ("hosts:\n", "hosts: files dns\n"), ("  hosts: dns", "hosts: files dns"),
        ] as [(String, String?)])
    func files(_ original: String, _ expected: String?) {
        #expect(NameServiceSwitch.askingFilesFirst(original) == expected)
    }
}
