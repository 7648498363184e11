import Glibc
import InsightsServer

/// The process that listens on a port, where the system says so.
struct PortHolder: CustomStringConvertible {
    let processID: Int
    let name: String

    var description: String { "process \(processID) (\(name)) listens there" }

    /// Returns an error in words, with the process that has the port where the system says so.
    static func explained(_ error: ServerError) -> String {
        guard case .addressInUse(_, let port, _) = error, let holder = find(port: port) else { return "\(error)" }
        return "\(error); \(holder)"
    }

    /// Finds the process that listens on a TCP port; nil if none does, or if it is another user's.
    static func find(port: Int) -> PortHolder? {
        let inodes = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { table in
            listeningInodes(port: port, table: text(of: table) ?? "")
        }
        guard !inodes.isEmpty else { return nil }
        let links = Set(inodes.map { "socket:[\($0)]" })
        for entry in DirectoryListing.names(of: "/proc") {
            guard let processID = Int(entry) else { continue }
            let folder = "/proc/\(entry)/fd"
            guard DirectoryListing.names(of: folder).contains(where: { links.contains(target(of: "\(folder)/\($0)")) })
            else { continue }
            return PortHolder(processID: processID, name: name(ofProcess: processID))
        }
        return nil
    }

    /// Returns the numbers (inodes) of the sockets that listen on a port, from the text of a table such as `/proc/net/tcp`.
    static func listeningInodes(port: Int, table: String) -> [String] {
        table.split(separator: "\n").dropFirst().compactMap { line in
            let columns = line.split(separator: " ")
            // The state of a listener is 0A. The second column is the address and the port, in base 16.
            guard columns.count > 9, columns[3] == "0A", let colon = columns[1].lastIndex(of: ":"),
                Int(columns[1][columns[1].index(after: colon)...], radix: 16) == port
            else { return nil }
            return String(columns[9])
        }
    }

    private static func name(ofProcess processID: Int) -> String {
        let name = text(of: "/proc/\(processID)/comm") ?? "?"
        return name.hasSuffix("\n") ? String(name.dropLast()) : name
    }

    private static func target(of link: String) -> String {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = readlink(link, &bytes, bytes.count)
        return count < 0 ? "" : String(decoding: bytes[..<count], as: UTF8.self)
    }

    private static func text(of path: String) -> String? {
        guard let bytes = try? FileIO.read(path) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
