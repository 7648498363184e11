/// The name service configuration (nsswitch.conf(5)), which says where host names are looked up.
enum NameServiceSwitch {
    /// The word that begins the line for host names.
    private static let key = "hosts:"

    /// Returns a configuration that asks the hosts file first; nil if the original does.
    ///
    /// A service before it, such as that of systemd-resolved, answers through a Unix socket from outside the namespace.
    static func askingFilesFirst(_ original: String) -> String? {
        var lines = original.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let index = lines.firstIndex { line in
            line.split(separator: "#", omittingEmptySubsequences: false).first?.split(whereSeparator: \.isWhitespace)
                .first?.hasPrefix(key) == true
        }
        guard let index else { return nil }
        let services = lines[index].split(separator: ":", maxSplits: 1).dropFirst().first ?? ""
        if services.split(whereSeparator: \.isWhitespace).first == "files" { return nil }
        lines[index] = "\(key) files dns"
        return lines.joined(separator: "\n")
    }
}
